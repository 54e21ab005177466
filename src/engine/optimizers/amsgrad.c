/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/optimizers/adam.h"

#include <math.h>

extern const NnOptimizer nn_optimizer_amsgrad;

static const Param params[] = {
  ADAM_PARAMS (0.001),
  { 0 },
};

static void
update (const NnUpdate *u)
{
  double rate = u->values[LR] / (1 - pow (u->values[BETA1], (double) u->t));
  double scale = 1 / sqrt (1 - pow (u->values[BETA2], (double) u->t));
  nn_kernels ()->amsgrad (u->n, u->parameters, u->gradients, u->slots[0], u->slots[1], u->slots[2], (real) rate,
                          (real) u->values[BETA1], (real) u->values[BETA2], (real) scale, (real) u->values[EPSILON]);
}

const NnOptimizer nn_optimizer_amsgrad = {
  .entry = { "amsgrad", N_ ("AMSGrad"), N_ ("Adam with the largest v so far: h ← max (h, v); w ← w − lr m̂ / (√ĥ + ε)"),
             "Reddi, Kale, Kumar 2018, On the convergence of Adam and beyond", params },
  .n_slots = 3,
  .update = update,
};
