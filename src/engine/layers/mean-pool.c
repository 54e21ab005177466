/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_mean_pool;
extern const NnLayer nn_layer_mean_pool;

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return nn_graph_apply (graph, &nn_op_mean_pool, NULL, 1, &input, error);
}

const NnLayer nn_layer_mean_pool = {
  .entry = { "mean-pool", N_ ("Mean pooling"), N_ ("the mean of each channel, or of each feature over time"), NULL, NULL },
  .build = build,
};
