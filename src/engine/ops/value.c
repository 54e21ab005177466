/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output itself as the loss. */
#include "engine/ops/common.h"

#include <string.h>

extern const NnOp nn_op_value;

/* Operands: one output, and a target that is not looked at. */
static bool
infer (NnNode *node, BaseError *error)
{
  char shape[NN_SHAPE_TEXT];
  if (node->operands[0]->size != 1)
    return base_error_set (error, "value: one output is the loss, not %s",
                           nn_shape_format (&node->operands[0]->shape, shape));
  node->shape = (NnShape) { 1, { 1 } };
  return true;
}

static void
forward (const NnNode *node, int rows)
{
  memcpy (node->value, node->operands[0]->value, (size_t) rows * sizeof (real));
}

static void
backward (const NnNode *node, int rows)
{
  real *dx = node->operands[0]->gradient;
  for (int r = 0; dx != NULL && r < rows; r++)
    dx[r] = op_adds (node, 0) ? dx[r] + node->gradient[r] : node->gradient[r];
  if (node->operands[1]->gradient != NULL && !op_adds (node, 1))
    memset (node->operands[1]->gradient, 0, (size_t) rows * node->operands[1]->size * sizeof (real));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return op_example_loss (graph, &nn_op_value, 1, 1, error);
}

const NnOp nn_op_value = {
  .entry = { "value", N_ ("The output itself"), N_ ("loss = y"), NULL, NULL },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
};
