/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

#include <math.h>

extern const NnOptimizer nn_optimizer_amsgrad;

enum { LR, BETA1, BETA2, EPSILON };

static const Param params[] = {
  { "lr", N_ ("Learning rate"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 0.001 },
  { "beta1", N_ ("Decay of the mean"), NULL, PARAM_REAL, PARAM_LIVE, 0, 0.99999, 0.9 },
  { "beta2", N_ ("Decay of the mean square"), NULL, PARAM_REAL, PARAM_LIVE, 0, 0.9999999, 0.999 },
  { "epsilon", N_ ("Epsilon"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-16, 1, 1e-8 },
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
