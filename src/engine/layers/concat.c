/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_concat;
extern const NnLayer nn_layer_concat;

static NnNode *
join (NnGraph *graph, NnNode *input, int n, NnNode *const *ends, const double *values, const NnLayerOptions *options,
      BaseError *error)
{
  return nn_graph_apply (graph, &nn_op_concat, NULL, n, ends, error);
}

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return join (graph, input, 2, (NnNode *[]) { input, input }, values, options, error);
}

const NnLayer nn_layer_concat = {
  .entry = { "concat", N_ ("Concatenation"),
             N_ ("inner chains see the same input, their outputs stand side by side along features or channels"),
             "Szegedy et al. 2015, Going deeper with convolutions", NULL },
  .build = build,
  .join = join,
  .max_branches = NN_MAX_OPERANDS,
};
