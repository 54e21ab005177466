/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/recurrent.h"

extern const NnOp nn_op_gru;
extern const NnLayer nn_layer_gru;

static const Param params[] = {
  RECURRENT_LAYER_PARAMS,
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return recurrent_layer (graph, &nn_op_gru, input, values, NULL, 0, options, error);
}

const NnLayer nn_layer_gru = {
  .entry = { "gru", N_ ("GRU"), N_ ("r, z = σ (x W + h U + b); n = tanh (x W + b + r (h U + b′)); h ← (1 − z) n + z h"),
             "Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk, Bengio 2014, Learning phrase representations "
             "using RNN encoder-decoder for statistical machine translation", params },
  .build = build,
};
