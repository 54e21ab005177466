/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/recurrent.h"

extern const NnOp nn_op_lstm;
extern const NnLayer nn_layer_lstm;

enum { INPUT_BIAS = RECURRENT_LAYER_SETTINGS, FORGET_BIAS, CANDIDATE_BIAS, OUTPUT_BIAS, C_START };

static const Param params[] = {
  RECURRENT_LAYER_PARAMS,
  { "input_bias", N_ ("Bias of the input gate at the start"), NULL, PARAM_REAL, 0, -100, 100, 0 },
  { "forget_bias", N_ ("Bias of the forget gate at the start"), NULL, PARAM_REAL, 0, -100, 100, 1 },
  { "candidate_bias", N_ ("Bias of the candidate at the start"), NULL, PARAM_REAL, 0, -100, 100, 0 },
  { "output_bias", N_ ("Bias of the output gate at the start"), NULL, PARAM_REAL, 0, -100, 100, 0 },
  { "c0", N_ ("Cell before the first step"), NULL, PARAM_REAL, 0, -1e6, 1e6, 0 },
  { 0 },
};

/* @values: one for each gate, in the order of the columns. */
static void
fill_biases (real *biases, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  for (size_t i = 0; i < n; i++)
    biases[i] = (real) values[i / (n / 4)];
}

static const NnInitializer gate_biases = { .entry = { .name = "gate biases" }, .fill = fill_biases };

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  NnNode *out = recurrent_layer (graph, &nn_op_lstm, input, values, &values[C_START], 1, options, error);
  if (out == NULL)
    return NULL;
  NnNode *biases = nn_graph_layer (graph, nn_graph_n_layers (graph) - 2)->bias;
  biases->initializer = &gate_biases;
  for (int gate = 0; gate < 4; gate++)
    biases->initializer_values[gate] = values[INPUT_BIAS + gate] + (options != NULL ? options->bias : 0);
  return out;
}

const NnLayer nn_layer_lstm = {
  .entry = { "lstm", N_ ("LSTM"), N_ ("i, f, o = σ (x W + h U + b), g = tanh (…); c ← f c + i g; h = o tanh c"),
             "Hochreiter, Schmidhuber 1997, Long short-term memory; Gers, Schmidhuber, Cummins 2000, Learning to forget; "
             "forget bias 1: Jozefowicz, Zaremba, Sutskever 2015, An empirical exploration of recurrent network "
             "architectures", params },
  .build = build,
};
