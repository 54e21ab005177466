/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/common.h"

extern const NnOp nn_op_sigmoid;

static void
forward (const NnNode *node, int rows)
{
  nn_kernels ()->sigmoid ((size_t) rows * node->size, node->operands[0]->value, node->value);
}

static void
backward (const NnNode *node, int rows)
{
  if (node->operands[0]->gradient != NULL)
    nn_kernels ()->sigmoid_slope ((size_t) rows * node->size, node->value, node->gradient,
                               node->operands[0]->gradient, op_adds (node, 0));
}

static void
forward_part (const NnNode *node, int row, NnRect in, NnRect out)
{
  op_forward_part (node, row, out, nn_kernels ()->sigmoid);
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return op_example_of_input (graph, &nn_op_sigmoid, (NnShape) { 1, { 19 } }, error);
}

const NnOp nn_op_sigmoid = {
  .entry = { "sigmoid", N_ ("Sigmoid"), N_ ("y = 1 / (1 + e^−x)"), NULL, NULL },
  .infer = op_infer_same,
  .forward = forward,
  .backward = backward,
  .reach = op_reach_same,
  .forward_part = forward_part,
  .example = example,
};
