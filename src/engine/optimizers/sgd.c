/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnOptimizer nn_optimizer_sgd;

static const Param params[] = {
  { "lr", N_ ("Learning rate"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 0.1 },
  { 0 },
};

static void
update (const NnUpdate *u)
{
  nn_kernels ()->sgd (u->n, u->parameters, u->gradients, (real) u->values[0]);
}

const NnOptimizer nn_optimizer_sgd = {
  .entry = { "sgd", N_ ("Gradient descent"), N_ ("w ← w − lr g"),
             "Robbins, Monro 1951, A stochastic approximation method", params },
  .n_slots = 0,
  .update = update,
};
