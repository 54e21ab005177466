/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnOptimizer nn_optimizer_sgd_momentum;

static const Param params[] = {
  { "lr", N_ ("Learning rate"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 0.1 },
  { "momentum", N_ ("Momentum"), NULL, PARAM_REAL, PARAM_LIVE, 0, 1, 0.9 },
  { 0 },
};

static void
update (const NnUpdate *u)
{
  nn_kernels ()->momentum (u->n, u->parameters, u->gradients, u->slots[0], (real) u->values[0], (real) u->values[1]);
}

const NnOptimizer nn_optimizer_sgd_momentum = {
  .entry = { "sgd-momentum", N_ ("Gradient descent with momentum"), N_ ("v ← μ v + g; w ← w − lr v"),
             "Polyak 1964, Some methods of speeding up the convergence of iteration methods", params },
  .n_slots = 1,
  .update = update,
};
