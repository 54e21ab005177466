/* SPDX-License-Identifier: GPL-3.0-or-later */
/* r, z = σ (x W + h U + b), n = tanh (x W + b + r (h U + b')), h_t = (1 − z) n + z h_{t−1}: the reset gate acts on the
 * recurrent product. Columns of W and U in the order r, z, n; b holds r, z, n, n'. */
#include "engine/ops/recurrent.h"

extern const NnOp nn_op_gru;

static const Param params[] = {
  RECURRENT_PARAMS,
  { 0 },
};

static void
step (const Recurrence *r, int t, int row, int rows)
{
  nn_kernels ()->gru (rows, r->units, recurrent_a (r, t, row), recurrent_h (r, t, row), recurrent_h (r, t + 1, row),
                      (size_t) r->width);
}

static void
step_back (const Recurrence *r, int t, int row, int rows)
{
  nn_kernels ()->gru_slope (rows, r->units, recurrent_a (r, t, row), recurrent_h (r, t, row), (size_t) r->width,
                            recurrent_dh (r, t + 1, row), recurrent_dh (r, t, row),
                            r->da + (size_t) row * (size_t) r->columns);
}

static const RecurrentTrace traces[] = {
  { "r", N_ ("Reset gate"), RECURRENT_A, 0 },
  { "z", N_ ("Update gate"), RECURRENT_A, 1 },
  { "n", N_ ("Candidate"), RECURRENT_A, 2 },
  { "h", N_ ("Hidden state"), RECURRENT_H, 0 },
  { "dh", N_ ("Gradient of the hidden state"), RECURRENT_DH, 0 },
  { 0 },
};

static const RecurrentCell cell = {
  .name = "gru",
  .n_blocks = 4,
  .n_weight_blocks = 3,
  .w_block = { 0, 1, 2, -1 },
  .u_block = { 0, 1, -1, 2 },
  .forward = step,
  .backward = step_back,
  .traces = traces,
};

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return recurrent_example (graph, &nn_op_gru, which, error);
}

const NnOp nn_op_gru = {
  .entry = { "gru", N_ ("GRU"), N_ ("r, z = σ (x W + h U + b); n = tanh (x W + b + r (h U + b′)); h ← (1 − z) n + z h"),
             "Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk, Bengio 2014, Learning phrase representations "
             "using RNN encoder-decoder for statistical machine translation", params },
  .infer = recurrent_infer,
  RECURRENT_OP,
};
