/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_flatten;
extern const NnLayer nn_layer_flatten;

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return nn_graph_apply (graph, &nn_op_flatten, NULL, 1, &input, error);
}

const NnLayer nn_layer_flatten = {
  .entry = { "flatten", N_ ("Flatten"), N_ ("an image as one row of numbers"), NULL, NULL },
  .build = build,
};
