/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnOp nn_op_dense;
extern const NnLayer nn_layer_dense;

enum { UNITS, BIAS };

static const Param params[] = {
  { "units", N_ ("Units"), NULL, PARAM_INT, 0, 1, 65536, 16 },
  { "bias", N_ ("Bias"), NULL, PARAM_BOOL, 0, 0, 1, 1 },
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  int n_in = (int) input->size, n_out = (int) values[UNITS];
  NnNode *out = layer_with_weights (graph, "dense", &nn_op_dense, NULL, input, (NnShape) { 2, { n_in, n_out } }, n_in,
                                    n_out, options, error);
  if (out != NULL && values[BIAS] == 0)
    layer_without_bias (graph);
  return out;
}

const NnLayer nn_layer_dense = {
  .entry = { "dense", N_ ("Dense"), N_ ("y = f (x W + b): every unit sees every input"), NULL, params },
  .build = build,
};
