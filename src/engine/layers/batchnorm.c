/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnOp nn_op_batchnorm;
extern const NnLayer nn_layer_batchnorm;
extern const Param nn_batchnorm_params[];

enum { EPSILON, MOMENTUM, MODE, GAMMA, BETA };

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  char label[32];
  layer_label (graph, &nn_op_batchnorm, label);
  NnNode *gamma = layer_channels (graph, input, label, " gamma", 1), *beta = layer_channels (graph, input, label, " beta", 0);
  NnNode *mean = layer_channels (graph, input, label, " running mean", 0);
  NnNode *variance = layer_channels (graph, input, label, " running variance", 1);
  gamma->trained = values[GAMMA] > 0;
  beta->trained = values[BETA] > 0;
  mean->trained = variance->trained = false;
  return layer_between (graph, &nn_op_batchnorm, values, 5, (NnNode *[]) { input, gamma, beta, mean, variance }, error);
}

const NnLayer nn_layer_batchnorm = {
  .entry = { "batchnorm", N_ ("Batch normalisation"), N_ ("y = γ (x − μ) / √(σ² + ε) + β, μ and σ² of each channel in "
             "the batch; running ones outside training"),
             "Ioffe, Szegedy 2015, Batch normalization: accelerating deep network training by reducing internal "
             "covariate shift", nn_batchnorm_params },
  .build = build,
};
