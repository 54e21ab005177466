/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/optimizers/adam.h"

extern const NnOptimizer nn_optimizer_adam, nn_optimizer_adamw;

enum { DECAY = ADAM_SETTINGS + 1 }; /* behind those of adam */

static const Param params[] = {
  ADAM_PARAMS (0.001),
  { "correct", N_ ("Correction for the zero start"), NULL, PARAM_BOOL, PARAM_LIVE, 0, 1, 1 },
  { "decay", N_ ("Decay λ"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 100, 0.01 },
  { 0 },
};

static void
update (const NnUpdate *u)
{
  if (u->decays)
    nn_kernels ()->scale (u->n, u->parameters, (real) (1 - u->values[LR] * u->values[DECAY]));
  nn_optimizer_adam.update (u);
}

const NnOptimizer nn_optimizer_adamw = {
  .entry = { "adamw", N_ ("AdamW"), N_ ("Adam, and apart from it w ← w − lr λ w for weights (no biases)"),
             "Loshchilov, Hutter 2019, Decoupled weight decay regularization", params },
  .n_slots = 2,
  .decays = true,
  .update = update,
};
