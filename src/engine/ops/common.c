/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/common.h"

#include "base/words.h"

bool
op_infer_same (NnNode *node, BaseError *error)
{
  node->shape = node->operands[0]->shape;
  return true;
}

bool
op_infer_channels (NnNode *node, BaseError *error)
{
  const NnShape *x = &node->operands[0]->shape;
  char shape[NN_SHAPE_TEXT];
  if (x->n < 2)
    return base_error_set (error, _ ("%s: the input is %s, neither an image (height x width x channels) nor a sequence "
                              "(steps x features)"), node->op->entry.name, nn_shape_format (x, shape));
  node->shape = (NnShape) { 1, { x->d[x->n - 1] } };
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
op_example_statistic (NnGraph *graph, NnShape shape)
{
  const NnInitializer *constant = (const NnInitializer *) base_registry_find (&nn_initializers, "constant");
  const double values[PARAM_MAX] = { 1.5 };
  NnNode *statistic = nn_graph_parameter (graph, "statistic", shape, 0, 0, constant, values);
  statistic->trained = false;
  return statistic;
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
