/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_globalmaxpool;
extern const NnLayer nn_layer_globalmaxpool;

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return nn_graph_apply (graph, &nn_op_globalmaxpool, NULL, 1, &input, error);
}

const NnLayer nn_layer_globalmaxpool = {
  .entry = { "globalmaxpool", N_ ("Global max pooling"), N_ ("the largest value of each channel, or of each feature over time"), NULL, NULL },
  .build = build,
};
