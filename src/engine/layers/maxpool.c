/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_maxpool;
extern const NnLayer nn_layer_maxpool;

static const Param params[] = {
  { "size", N_ ("Window"), "px", PARAM_INT, 0, 1, 64, 2 },
  { "stride", N_ ("Stride (0: as the window)"), "px", PARAM_INT, 0, 0, 64, 0 },
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return nn_graph_apply (graph, &nn_op_maxpool, values, 1, &input, error);
}

const NnLayer nn_layer_maxpool = {
  .entry = { "maxpool", N_ ("Max pooling"), N_ ("the largest value of each window"), NULL, params },
  .build = build,
};
