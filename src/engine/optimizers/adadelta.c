/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnOptimizer nn_optimizer_adadelta;

enum { LR, RHO, EPSILON };

static const Param params[] = {
  { "lr", N_ ("Learning rate"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 1 },
  { "rho", N_ ("Decay of the mean square"), NULL, PARAM_REAL, PARAM_LIVE, 0, 0.9999999, 0.95 },
  { "epsilon", N_ ("Epsilon"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-16, 1, 1e-6 },
  { 0 },
};

static void
update (const NnUpdate *u)
{
  nn_kernels ()->adadelta (u->n, u->parameters, u->gradients, u->slots[0], u->slots[1], (real) u->values[LR],
                           (real) u->values[RHO], (real) u->values[EPSILON]);
}

const NnOptimizer nn_optimizer_adadelta = {
  .entry = { "adadelta", N_ ("AdaDelta"),
             N_ ("s ← ρ s + (1 − ρ) g²; δ ← √(d + ε) / √(s + ε) g; d ← ρ d + (1 − ρ) δ²; w ← w − lr δ"),
             "Zeiler 2012, ADADELTA: an adaptive learning rate method", params },
  .n_slots = 2,
  .update = update,
};
