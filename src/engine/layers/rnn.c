/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/recurrent.h"

#include <string.h>

extern const NnOp nn_op_rnn;
extern const NnLayer nn_layer_rnn;

static const Param params[] = {
  RECURRENT_LAYER_PARAMS,
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  const NnActivation *f = options != NULL ? options->activation : NULL;
  double settings[PARAM_MAX];
  params_defaults (f != NULL ? f->entry.params : NULL, settings);
  if (f != NULL && options->activation_values != NULL)
    memcpy (settings, options->activation_values, sizeof settings);
  const double own[] = { f != NULL ? f->index : NN_ACTIVATION_tanh, settings[0], settings[1] };
  return recurrent_layer (graph, &nn_op_rnn, input, values, own, 3, options, error);
}

const NnLayer nn_layer_rnn = {
  .entry = { "rnn", N_ ("RNN"), N_ ("h ← f (x W + h U + b), f = tanh unless another is named"),
             "Elman 1990, Finding structure in time", params },
  .build = build,
};
