/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/common.h"

#include <string.h>

extern const NnOp nn_op_flatten;

static bool
infer (NnNode *node, BaseError *error)
{
  node->shape = (NnShape) { 1, { (int) nn_shape_size (&node->operands[0]->shape) } };
  return true;
}

static void
forward (const NnNode *node, int rows)
{
  memcpy (node->value, node->operands[0]->value, (size_t) rows * node->size * sizeof (real));
}

static void
backward (const NnNode *node, int rows)
{
  real *dx = node->operands[0]->gradient;
  size_t n = (size_t) rows * node->size;
  if (dx != NULL && op_adds (node, 0))
    for (size_t i = 0; i < n; i++)
      dx[i] += node->gradient[i];
  else if (dx != NULL)
    memcpy (dx, node->gradient, n * sizeof (real));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return op_example_of_input (graph, &nn_op_flatten, (NnShape) { 3, { 2, 3, 2 } }, error);
}

const NnOp nn_op_flatten = {
  .entry = { "flatten", N_ ("Flatten"), N_ ("{h, w, c} becomes {h w c}"), NULL, NULL },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .by_rows = true,
  .example = example,
};
