/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_mean_pool;
extern const NnLayer nn_layer_gap;

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return nn_graph_apply (graph, &nn_op_mean_pool, NULL, 1, &input, error);
}

const NnLayer nn_layer_gap = {
  .entry = { "gap", N_ ("Global average pooling"), N_ ("the mean of each channel: mean-pool, as it is called for images"),
             "Lin, Chen, Yan 2014, Network in network", NULL },
  .build = build,
};
