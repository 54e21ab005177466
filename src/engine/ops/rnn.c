/* SPDX-License-Identifier: GPL-3.0-or-later */
/* h_t = f (x W + h_{t−1} U + b), f elementwise. The place of c in scratch holds h side by side. */
#include "engine/ops/recurrent.h"

#include "base/words.h"

#include <string.h>

extern const NnOp nn_op_rnn;

enum { ACTIVATION = RECURRENT_SETTINGS, ACTIVATION_SETTING };

static const Param params[] = {
  RECURRENT_PARAMS,
  { "activation", N_ ("Number of the activation"), NULL, PARAM_INT, 0, 0, 255, NN_ACTIVATION_tanh },
  { "setting", N_ ("Its first setting"), NULL, PARAM_REAL, 0, -1e9, 1e9, 0 },
  { "second-setting", N_ ("Its second setting"), NULL, PARAM_REAL, 0, -1e9, 1e9, 0 },
  { 0 },
};

static const NnActivation *
activation (const Recurrence *r)
{
  return nn_kernels ()->activations[(int) r->node->settings[ACTIVATION]];
}

static void
step (const Recurrence *r, int t, int row, int rows)
{
  size_t units = (size_t) r->units;
  activation (r)->value ((size_t) rows * units, &r->node->settings[ACTIVATION_SETTING], recurrent_a (r, t, row),
                         recurrent_c (r, t + 1, row));
  for (int i = 0; i < rows; i++)
    memcpy (recurrent_h (r, t + 1, row + i), recurrent_c (r, t + 1, row + i), units * sizeof (real));
}

static void
step_back (const Recurrence *r, int t, int row, int rows)
{
  size_t units = (size_t) r->units;
  activation (r)->slope ((size_t) rows * units, &r->node->settings[ACTIVATION_SETTING], recurrent_a (r, t, row),
                         recurrent_c (r, t + 1, row), recurrent_dh (r, t + 1, row), r->da + (size_t) row * units, false);
}

static const RecurrentTrace traces[] = {
  { "a", N_ ("Pre-activation"), RECURRENT_A, 0 },
  { "h", N_ ("Hidden state"), RECURRENT_H, 0 },
  { "dh", N_ ("Gradient of the hidden state"), RECURRENT_DH, 0 },
  { 0 },
};

static const RecurrentCell cell = {
  .name = "rnn",
  .n_blocks = 1,
  .n_weight_blocks = 1,
  .has_c = true,
  .forward = step,
  .backward = step_back,
  .traces = traces,
};

static bool
infer (NnNode *node, BaseError *error)
{
  int f = (int) node->settings[ACTIVATION];
  if (f >= nn_activations.n_entries || ((const NnActivation *) nn_activations.entries[f])->value == NULL)
    return base_error_set (error, _ ("rnn: activation %d is not elementwise"), f);
  return recurrent_infer (node, error);
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return recurrent_example (graph, &nn_op_rnn, which, error);
}

const NnOp nn_op_rnn = {
  .entry = { "rnn", N_ ("RNN"), N_ ("h ← f (x W + h U + b)"),
             "Elman 1990, Finding structure in time", params },
  .infer = infer,
  RECURRENT_OP,
};
