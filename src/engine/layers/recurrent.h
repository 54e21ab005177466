/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the recurrent layers share. Each makes an input weight, a recurrent weight and a bias, and counts as two layers with
 * weights: "lstm 1 input", which has the bias, and "lstm 2 recurrent". */

#include "engine/layers/common.h"
#include "engine/ops/recurrent.h"

/* Settings of every recurrent layer; those of one kind follow. */
enum {
  RECURRENT_UNITS,
  RECURRENT_OP_SETTINGS, /* first of those that the op has too */
  RECURRENT_START = RECURRENT_OP_SETTINGS + RECURRENT_SETTINGS,
  RECURRENT_GAIN,
  RECURRENT_LAYER_SETTINGS
};
#define RECURRENT_LAYER_PARAMS                                                                            \
  { "units", N_ ("Units"), NULL, PARAM_INT, 0, 1, 4096, 16 },                                             \
  RECURRENT_PARAMS,                                                                                       \
  { "recurrent", N_ ("Recurrent weights"), NULL, PARAM_CHOICE, 0, 0, 2, 0, "orthogonal|uniform|identity" }, \
  { "gain", N_ ("Factor of the recurrent weights"), NULL, PARAM_REAL, 0, 0, 100, 1 }

/* Applies @op, whose kind is a RecurrentCell, to (@input, weights). @own: its settings after those that all have. The weights
 * from the input are drawn as those of a dense layer; the recurrent ones of each gate are orthogonal (Saxe, McClelland,
 * Ganguli 2014), uniform in ±1/√H, or the identity (Le, Jaitly, Hinton 2015, A simple way to initialize recurrent networks
 * of rectified linear units), times the gain. The activation of @options acts on what is put out; that of an RNN is its cell's,
 * which @own names. NULL with a message. */
NnNode *recurrent_layer (NnGraph *graph, const NnOp *op, NnNode *input, const double *values, const double *own,
                         int n_own, const NnLayerOptions *options, BaseError *error);
