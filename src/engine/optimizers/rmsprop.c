/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnOptimizer nn_optimizer_rmsprop;

enum { LR, RHO, MOMENTUM, EPSILON };

static const Param params[] = {
  { "lr", N_ ("Learning rate"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 0.001 },
  { "rho", N_ ("Decay of the mean square"), NULL, PARAM_REAL, PARAM_LIVE, 0, 0.9999999, 0.9 },
  { "momentum", N_ ("Momentum"), NULL, PARAM_REAL, PARAM_LIVE, 0, 1, 0 },
  { "epsilon", N_ ("Epsilon"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-16, 1, 1e-8 },
  { 0 },
};

static void
update (const NnUpdate *u)
{
  nn_kernels ()->rmsprop (u->n, u->parameters, u->gradients, u->slots[0], u->slots[1], (real) u->values[LR],
                          (real) u->values[RHO], (real) u->values[MOMENTUM], (real) u->values[EPSILON]);
}

const NnOptimizer nn_optimizer_rmsprop = {
  .entry = { "rmsprop", N_ ("RMSProp"), N_ ("s ← ρ s + (1 − ρ) g²; v ← μ v + g / (√s + ε); w ← w − lr v"),
             "Tieleman, Hinton 2012, Neural networks for machine learning, lecture 6e", params },
  .n_slots = 2,
  .update = update,
};
