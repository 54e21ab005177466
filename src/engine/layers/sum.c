/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_add;
extern const NnLayer nn_layer_sum;

static NnNode *
join (NnGraph *graph, NnNode *input, int n, NnNode *const *ends, const double *values, const NnLayerOptions *options,
      BaseError *error)
{
  return nn_graph_apply (graph, &nn_op_add, NULL, n, ends, error);
}

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return join (graph, input, 2, (NnNode *[]) { input, input }, values, options, error);
}

const NnLayer nn_layer_sum = {
  .entry = { "sum", N_ ("Sum of branches"), N_ ("inner chains see the same input, their outputs are added"), NULL, NULL },
  .build = build,
  .join = join,
  .max_branches = NN_MAX_OPERANDS,
};
