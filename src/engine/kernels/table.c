/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activations.h"
#include "engine/kernels/parts.h"

#define ROW(id) &ACTIVATION (id),
static const NnActivation *const activations[] = {
#include "engine/activations/activations-rows.inc"
};
#undef ROW

#define TEXT_(token) #token
#define TEXT(token) TEXT_ (token)
#define ROW(part) .part = KERNEL (part)

const NnKernels KERNEL (kernels) = {
  .name = TEXT (NN_VARIANT),
  ROW (dense),
  ROW (dense_input),
  ROW (dense_weights),
  ROW (column_sums),
  ROW (transpose),
  ROW (moments),
  ROW (moments_slope),
  ROW (normalise),
  ROW (normalise_slope),
  ROW (runs),
  ROW (runs_slope),
  ROW (uniform),
  ROW (grouped),
  ROW (grouped_weights),
  ROW (grouped_input),
  ROW (conv),
  ROW (conv_spread),
  ROW (conv_weights),
  ROW (conv_turn),
  ROW (conv_input),
  .activations = activations,
  ROW (exp),
  ROW (sum),
  ROW (sum_squares),
  ROW (distance),
  ROW (flat_slopes),
  ROW (squares),
  ROW (squares_slope),
  ROW (lstm),
  ROW (lstm_slope),
  ROW (gru),
  ROW (gru_slope),
  ROW (pool),
  ROW (pool_slope),
  ROW (sgd),
  ROW (momentum),
  ROW (adam),
  ROW (nesterov),
  ROW (adagrad),
  ROW (rmsprop),
  ROW (adadelta),
  ROW (amsgrad),
  ROW (nadam),
  ROW (scale),
  ROW (add_signs),
  ROW (soft_threshold),
  ROW (clip),
};
