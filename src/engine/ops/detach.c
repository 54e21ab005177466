/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy that passes no gradient on: what stands before it is not trained through it. It has no backward, which is how the graph
 * knows. */
#include "engine/ops/common.h"

#include <string.h>

extern const NnOp nn_op_detach;

static void
forward (const NnNode *node, int rows)
{
  memcpy (node->value, node->operands[0]->value, (size_t) rows * node->size * sizeof (real));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return op_example_of_input (graph, &nn_op_detach, (NnShape) { 1, { 5 } }, error);
}

const NnOp nn_op_detach = {
  .entry = { "detach", N_ ("Without gradient"), N_ ("y = x, through which no gradient flows back"), NULL, NULL },
  .infer = op_infer_same,
  .forward = forward,
  .example = example,
};
