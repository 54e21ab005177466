/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnOptimizer nn_optimizer_adam, nn_optimizer_adamw;

enum { LR, BETA1, BETA2, EPSILON, CORRECT, DECAY }; /* the first as adam has them */

static const Param params[] = {
  { "lr", N_ ("Learning rate"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 0.001 },
  { "beta1", N_ ("Decay of the mean"), NULL, PARAM_REAL, PARAM_LIVE, 0, 0.99999, 0.9 },
  { "beta2", N_ ("Decay of the mean square"), NULL, PARAM_REAL, PARAM_LIVE, 0, 0.9999999, 0.999 },
  { "epsilon", N_ ("Epsilon"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-16, 1, 1e-8 },
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
