/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y[r][o] = b[o] + Σ_i x[r][i] w[i][o]. */
#include "engine/ops/common.h"

#include "base/words.h"

extern const NnOp nn_op_dense;

/* Operands: x of any shape with n_in numbers, w {n_in, n_out}, b {n_out}. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnNode *x = node->operands[0], *w = node->operands[1], *b = node->operands[2];
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  if (w->shape.n != 2 || (size_t) w->shape.d[0] != x->size)
    return base_error_set (error, _ ("dense: input %s does not go with weights %s"), nn_shape_format (&x->shape, have),
                           nn_shape_format (&w->shape, want));
  if ((size_t) w->shape.d[1] != b->size)
    return base_error_set (error, _ ("dense: bias %s does not go with weights %s"), nn_shape_format (&b->shape, have),
                           nn_shape_format (&w->shape, want));
  node->shape = (NnShape) { 1, { w->shape.d[1] } };
  node->workspace_size = w->size; /* the transposed weights, or a bias gradient that is not wanted */
  return true;
}

static void
forward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0], *w = node->operands[1], *b = node->operands[2];
  nn_kernels ()->dense (rows, w->shape.d[0], w->shape.d[1], x->value, w->value, b->value, node->value, false);
}

/* Weights and bias where one of them is shared with another node and the other is not, or is no parameter. */
static void
separate_gradients (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0], *w = node->operands[1], *b = node->operands[2];
  const NnKernels *k = nn_kernels ();
  int n_in = w->shape.d[0], n_out = w->shape.d[1];
  if (w->gradient != NULL)
    k->dense_weights (rows, n_in, n_out, x->value, x->size, node->gradient, w->gradient, node->workspace, op_adds (node, 1));
  if (b->gradient != NULL)
    k->column_sums (rows, n_out, node->gradient, b->gradient, op_adds (node, 2));
}

/* dx = dy wᵀ, dw = xᵀ dy, db = Σ_r dy. */
static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0], *w = node->operands[1], *b = node->operands[2];
  const NnKernels *k = nn_kernels ();
  int n_in = w->shape.d[0], n_out = w->shape.d[1];
  if (x->gradient != NULL)
    k->dense_input (rows, n_in, n_out, node->gradient, w->value, node->workspace, x->gradient, op_adds (node, 0));
  if (w->gradient != NULL && b->gradient != NULL && op_adds (node, 1) == op_adds (node, 2))
    k->dense_weights (rows, n_in, n_out, x->value, x->size, node->gradient, w->gradient, b->gradient, op_adds (node, 1));
  else
    separate_gradients (node, rows);
}

/* The gradients of so many inputs' weights make a part; those of the biases go with the first. */
#define PART 96

static int
n_parts (const NnNode *node)
{
  return (int) (node->operands[0]->size + PART - 1) / PART;
}

static void
backward_part (const NnNode *node, int rows, int part)
{
  const NnNode *x = node->operands[0], *w = node->operands[1], *b = node->operands[2];
  const NnKernels *k = nn_kernels ();
  int n_in = w->shape.d[0], n_out = w->shape.d[1], first = part * PART;
  if (w->gradient != NULL)
    k->dense_weights (rows, n_in - first < PART ? n_in - first : PART, n_out, x->value + first, x->size, node->gradient,
                      w->gradient + (size_t) first * (size_t) n_out, NULL, op_adds (node, 1));
  if (part == 0 && b->gradient != NULL)
    k->column_sums (rows, n_out, node->gradient, b->gradient, op_adds (node, 2));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 5 } });
  NnNode *w = op_example_parameter (graph, (NnShape) { 2, { 5, 7 } });
  NnNode *b = op_example_parameter (graph, (NnShape) { 1, { 7 } });
  return nn_graph_apply (graph, &nn_op_dense, NULL, 3, (NnNode *[]) { x, w, b }, error);
}

const NnOp nn_op_dense = {
  .entry = { "dense", N_ ("Dense"), N_ ("y = x W + b"), NULL, NULL },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .by_rows = true,
  .n_parts = n_parts,
  .backward_part = backward_part,
  .example = example,
};
