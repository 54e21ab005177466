/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnOptimizer nn_optimizer_adagrad;

enum { LR, EPSILON };

static const Param params[] = {
  { "lr", N_ ("Learning rate"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 0.01 },
  { "epsilon", N_ ("Epsilon"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-16, 1, 1e-10 },
  { 0 },
};

static void
update (const NnUpdate *u)
{
  nn_kernels ()->adagrad (u->n, u->parameters, u->gradients, u->slots[0], (real) u->values[LR],
                          (real) u->values[EPSILON]);
}

const NnOptimizer nn_optimizer_adagrad = {
  .entry = { "adagrad", N_ ("AdaGrad"),
             N_ ("s ← s + g²; w ← w − lr g / (√s + ε)"),
             "Duchi, Hazan, Singer 2011, Adaptive subgradient methods for online learning and stochastic "
               "optimization", params },
  .n_slots = 1,
  .update = update,
};
