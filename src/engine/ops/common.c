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
