/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnLayer nn_layer_groupnorm;

static const Param params[] = {
  { "groups", N_ ("Groups"), NULL, PARAM_INT, 0, 1, 65536, 1 },
  LAYER_NORM_PARAMS,
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return layer_groupnorm (graph, input, values[0], false, values + 1, error);
}

const NnLayer nn_layer_groupnorm = {
  .entry = { "groupnorm", N_ ("Group normalisation"), N_ ("y = γ (x − μ) / √(σ² + ε) + β, μ and σ² over a group of channels of each sample"),
             "Wu, He 2018, Group normalization", params },
  .build = build,
};
