/* SPDX-License-Identifier: GPL-3.0-or-later */
/* i, f, o = σ (x W + h U + b), g = tanh (x W + h U + b), c_t = f c_{t−1} + i g, h_t = o tanh c_t; columns of W, U and b in
 * the order i, f, g, o. */
#include "engine/ops/recurrent.h"

extern const NnOp nn_op_lstm;

enum { C_START = RECURRENT_SETTINGS };

static const Param params[] = {
  RECURRENT_PARAMS,
  { "c0", N_ ("Cell before the first step"), NULL, PARAM_REAL, 0, -1e6, 1e6, 0 },
  { 0 },
};

static void
step (const Recurrence *r, int t, int row, int rows)
{
  nn_kernels ()->lstm (rows, r->units, recurrent_a (r, t, row), recurrent_c (r, t, row), recurrent_c (r, t + 1, row),
                       recurrent_tanh_c (r, t, row), recurrent_h (r, t + 1, row), (size_t) r->width);
}

static void
step_back (const Recurrence *r, int t, int row, int rows)
{
  size_t first = (size_t) row;
  nn_kernels ()->lstm_slope (rows, r->units, recurrent_a (r, t, row), recurrent_c (r, t, row),
                             recurrent_tanh_c (r, t, row), recurrent_dh (r, t + 1, row),
                             r->dc + first * (size_t) r->units, r->da + first * (size_t) r->columns);
}

static const RecurrentTrace traces[] = {
  { "i", N_ ("Input gate"), RECURRENT_A, 0 },
  { "f", N_ ("Forget gate"), RECURRENT_A, 1 },
  { "g", N_ ("Candidate"), RECURRENT_A, 2 },
  { "o", N_ ("Output gate"), RECURRENT_A, 3 },
  { "c", N_ ("Cell"), RECURRENT_C, 0 },
  { "h", N_ ("Hidden state"), RECURRENT_H, 0 },
  { "dh", N_ ("Gradient of the hidden state"), RECURRENT_DH, 0 },
  { 0 },
};

static const RecurrentCell cell = {
  .name = "lstm",
  .n_blocks = 4,
  .n_weight_blocks = 4,
  .w_block = { 0, 1, 2, 3 },
  .u_block = { 0, 1, 2, 3 },
  .has_c = true,
  .has_tanh_c = true,
  .c_start = C_START,
  .forward = step,
  .backward = step_back,
  .traces = traces,
};

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return recurrent_example (graph, &nn_op_lstm, which, error);
}

const NnOp nn_op_lstm = {
  .entry = { "lstm", N_ ("LSTM"), N_ ("i, f, o = σ (x W + h U + b), g = tanh (…); c ← f c + i g; h = o tanh c"),
             "Hochreiter, Schmidhuber 1997, Long short-term memory; with the forget gate of Gers, Schmidhuber, Cummins "
             "2000, Learning to forget: continual prediction with LSTM", params },
  .infer = recurrent_infer,
  RECURRENT_OP,
};
