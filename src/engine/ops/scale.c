/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y = s x with one number s for all values, or one for each channel (the last dim). */
#include "engine/ops/common.h"

#include "base/words.h"

extern const NnOp nn_op_scale;

/* Operands: x of any shape, s {1} or {channels}. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnNode *s = node->operands[1];
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  node->shape = node->operands[0]->shape;
  if (s->size != 1 && s->size != op_channels (node))
    return base_error_set (error, _ ("scale: input %s does not go with scales %s"), nn_shape_format (&node->shape, have),
                           nn_shape_format (&s->shape, want));
  return true;
}

static void
forward (const NnNode *node, int rows)
{
  const real *x = node->operands[0]->value, *s = node->operands[1]->value;
  size_t n = node->operands[1]->size;
  for (size_t i = 0; i < (size_t) rows * node->size; i += n)
    for (size_t c = 0; c < n; c++)
      node->value[i + c] = x[i + c] * s[c];
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0], *s = node->operands[1];
  size_t n = s->size, total = (size_t) rows * node->size;
  for (size_t c = 0; s->gradient != NULL && c < n; c++) {
    double sum = 0;
    for (size_t i = c; i < total; i += n)
      sum += (double) node->gradient[i] * (double) x->value[i];
    op_give (&s->gradient[c], (real) sum, op_adds (node, 1));
  }
  for (size_t i = 0; x->gradient != NULL && i < total; i += n)
    for (size_t c = 0; c < n; c++)
      op_give (&x->gradient[i + c], node->gradient[i + c] * s->value[c], op_adds (node, 0));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 3, 2, 4 } });
  NnNode *s = op_example_parameter (graph, (NnShape) { 1, { which == 0 ? 1 : 4 } });
  return nn_graph_apply (graph, &nn_op_scale, NULL, 2, (NnNode *[]) { x, s }, error);
}

const NnOp nn_op_scale = {
  .entry = { "scale", N_ ("Scale"), N_ ("y = s x"), NULL, NULL },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 2,
};
