/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/optimizers/adam.h"

#include <math.h>

extern const NnOptimizer nn_optimizer_adam;

enum { CORRECT = ADAM_SETTINGS };

static const Param params[] = {
  ADAM_PARAMS (0.001),
  { "correct", N_ ("Correction for the zero start"), NULL, PARAM_BOOL, PARAM_LIVE, 0, 1, 1 },
  { 0 },
};

/* The corrections for the zero start, 1 − β^t, are the same for every weight and are made once, in double. */
static void
update (const NnUpdate *u)
{
  bool correct = u->values[CORRECT] != 0;
  double rate = u->values[LR] / (correct ? 1 - pow (u->values[BETA1], (double) u->t) : 1);
  double scale = correct ? 1 / sqrt (1 - pow (u->values[BETA2], (double) u->t)) : 1;
  nn_kernels ()->adam (u->n, u->parameters, u->gradients, u->slots[0], u->slots[1], (real) rate,
                       (real) u->values[BETA1], (real) u->values[BETA2], (real) scale, (real) u->values[EPSILON]);
}

const NnOptimizer nn_optimizer_adam = {
  .entry = { "adam", N_ ("Adam"), N_ ("m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − lr m̂ / (√v̂ + ε)"),
             "Kingma, Ba 2015, Adam: a method for stochastic optimization", params },
  .n_slots = 2,
  .update = update,
};
