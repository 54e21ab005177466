/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnLayer nn_layer_instancenorm;

static const Param params[] = {
  LAYER_NORM_PARAMS,
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return layer_groupnorm (graph, input, 0, false, values, error);
}

const NnLayer nn_layer_instancenorm = {
  .entry = { "instancenorm", N_ ("Instance normalisation"), N_ ("y = γ (x − μ) / √(σ² + ε) + β, μ and σ² of each channel of each sample"),
             "Ulyanov, Vedaldi, Lempitsky 2016, Instance normalization: the missing ingredient for fast stylization", params },
  .build = build,
};
