/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnLayer nn_layer_layernorm;

static const Param params[] = {
  LAYER_NORM_PARAMS,
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return layer_groupnorm (graph, input, 1, true, values, error);
}

const NnLayer nn_layer_layernorm = {
  .entry = { "layernorm", N_ ("Layer normalisation"), N_ ("y = γ (x − μ) / √(σ² + ε) + β, μ and σ² over the channels of each place"),
             "Ba, Kiros, Hinton 2016, Layer normalization", params },
  .build = build,
};
