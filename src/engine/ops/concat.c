/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operands side by side along the last dimension (features, channels); the other dimensions are equal. */
#include "engine/ops/common.h"

#include "base/words.h"

#include <string.h>

extern const NnOp nn_op_concat;

static int
last_dim (const NnShape *shape)
{
  return shape->d[shape->n - 1];
}

static bool
infer (NnNode *node, BaseError *error)
{
  char first[NN_SHAPE_TEXT], other[NN_SHAPE_TEXT];
  NnShape shape = node->operands[0]->shape;
  for (int i = 1; i < node->n_operands; i++) {
    const NnShape *next = &node->operands[i]->shape;
    bool fits = next->n == shape.n && memcmp (next->d, shape.d, sizeof (int) * (size_t) (shape.n - 1)) == 0;
    if (!fits)
      return base_error_set (error, _ ("concat: %s and %s differ in more than the last dimension"),
                             nn_shape_format (&node->operands[0]->shape, first), nn_shape_format (next, other));
    shape.d[shape.n - 1] += last_dim (next);
  }
  node->shape = shape;
  return true;
}

static void
forward (const NnNode *node, int rows)
{
  size_t width = (size_t) last_dim (&node->shape), n = (size_t) rows * node->size / width, first = 0;
  for (int k = 0; k < node->n_operands; k++) {
    size_t part = (size_t) last_dim (&node->operands[k]->shape);
    for (size_t i = 0; i < n; i++)
      memcpy (node->value + i * width + first, node->operands[k]->value + i * part, part * sizeof (real));
    first += part;
  }
}

static void
backward (const NnNode *node, int rows)
{
  size_t width = (size_t) last_dim (&node->shape), n = (size_t) rows * node->size / width, first = 0;
  for (int k = 0; k < node->n_operands; k++) {
    size_t part = (size_t) last_dim (&node->operands[k]->shape);
    real *dx = node->operands[k]->gradient;
    bool adds = op_adds (node, k);
    for (size_t i = 0; dx != NULL && i < n; i++)
      for (size_t j = 0; j < part; j++) {
        real slope = node->gradient[i * width + first + j];
        dx[i * part + j] = adds ? dx[i * part + j] + slope : slope;
      }
    first += part;
  }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 4, 4, 2 } });
  const NnOp *conv = (const NnOp *) base_registry_find (&nn_ops, "conv2d");
  NnNode *w = op_example_parameter (graph, (NnShape) { 4, { 1, 1, 2, 3 } });
  NnNode *b = op_example_parameter (graph, (NnShape) { 1, { 3 } });
  NnNode *y = nn_graph_apply (graph, conv, NULL, 3, (NnNode *[]) { x, w, b }, error);
  return nn_graph_apply (graph, &nn_op_concat, NULL, 3, (NnNode *[]) { x, y, x }, error);
}

const NnOp nn_op_concat = {
  .entry = { "concat", N_ ("Concatenation"), N_ ("side by side along features or channels"), NULL, NULL },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
};
