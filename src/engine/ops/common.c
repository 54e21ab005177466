/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/common.h"

bool
op_infer_same (NnNode *node, BaseError *error)
{
  node->shape = node->operands[0]->shape;
  return true;
}

NnNode *
op_example_parameter (NnGraph *graph, NnShape shape)
{
  const NnInitializer *normal = (const NnInitializer *) base_registry_find (&nn_initializers, "gaussian");
  const double values[PARAM_MAX] = { 1 };
  return nn_graph_parameter (graph, "example", shape, 1, 1, normal, values);
}

NnNode *
op_example_of_input (NnGraph *graph, const NnOp *op, NnShape shape, BaseError *error)
{
  NnNode *x = nn_graph_input (graph, "x", shape);
  return nn_graph_apply (graph, op, NULL, 1, &x, error);
}

NnNode *
op_example_loss (NnGraph *graph, const NnOp *op, int n_outputs, int n_targets, BaseError *error)
{
  NnNode *x = nn_graph_input (graph, "logits", (NnShape) { 1, { n_outputs } });
  NnNode *target = nn_graph_input (graph, "target", (NnShape) { 1, { n_targets } });
  return nn_graph_apply (graph, op, NULL, 2, (NnNode *[]) { x, target }, error);
}

NnRect
op_reach_same (const NnNode *node, NnRect in)
{
  return in;
}

/* A run of n numbers from @start that whole vectors of 16 cover without touching others: longer where its neighbours can be
 * recomputed as well, the whole sample where it is short (its last vector then ends in the room behind the rows). */
static void
run_part (size_t size, size_t start, size_t n, const real *x, real *y,
          void (*function) (size_t n, const real *x, real *y))
{
  size_t whole = (n + 15) / 16 * 16;
  if (start + whole > size)
    start = start + n >= whole ? start + n - whole : 0;
  if (start + whole > size)
    whole = size;
  function (whole, x + start, y + start);
}

void
op_forward_part (const NnNode *node, int row, NnRect out, void (*function) (size_t n, const real *x, real *y))
{
  size_t pixel = (size_t) node->shape.d[2], line = (size_t) node->shape.d[1] * pixel, base = (size_t) row * node->size;
  size_t n = (size_t) (out.right - out.left) * pixel;
  for (int i = out.top; i < out.bottom && n > 0; i++)
    run_part (node->size, (size_t) i * line + (size_t) out.left * pixel, n, node->operands[0]->value + base,
              node->value + base, function);
}

/* The first window that ends after @low, and the one after the last that begins before @high. */
static void
windows (int low, int high, int size, int stride, int n, int *first, int *end)
{
  int before = low - size + 1;
  *first = before <= 0 ? 0 : (before + stride - 1) / stride;
  *end = (high - 1) / stride + 1;
  *end = *end < n ? *end : n;
  *first = *first < *end ? *first : *end;
}

NnRect
op_reach_windows (const NnNode *node, NnRect in, int size, int stride, int pad)
{
  NnRect out;
  windows (in.top + pad, in.bottom + pad, size, stride, node->shape.d[0], &out.top, &out.bottom);
  windows (in.left + pad, in.right + pad, size, stride, node->shape.d[1], &out.left, &out.right);
  return out;
}
