/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/optimizers/adam.h"

#include <math.h>

extern const NnOptimizer nn_optimizer_nadam;

static const Param params[] = {
  ADAM_PARAMS (0.002),
  { 0 },
};

static void
update (const NnUpdate *u)
{
  double lr = u->values[LR], beta1 = u->values[BETA1], t = (double) u->t;
  double rate_m = lr * beta1 / (1 - pow (beta1, t + 1)), rate_g = lr * (1 - beta1) / (1 - pow (beta1, t));
  double scale = 1 / sqrt (1 - pow (u->values[BETA2], t));
  nn_kernels ()->nadam (u->n, u->parameters, u->gradients, u->slots[0], u->slots[1], (real) rate_m, (real) rate_g,
                        (real) beta1, (real) u->values[BETA2], (real) scale, (real) u->values[EPSILON]);
}

const NnOptimizer nn_optimizer_nadam = {
  .entry = { "nadam", N_ ("Nadam"),
             N_ ("m, v as in Adam; w ← w − lr (β₁ m / (1 − β₁ᵗ⁺¹) + (1 − β₁) g / (1 − β₁ᵗ)) / (√v̂ + ε)"),
             "Dozat 2016, Incorporating Nesterov momentum into Adam; without its schedule for β₁", params },
  .n_slots = 2,
  .update = update,
};
