/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnOptimizer nn_optimizer_nesterov;

enum { LR, MOMENTUM };

static const Param params[] = {
  { "lr", N_ ("Learning rate"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 0.1 },
  { "momentum", N_ ("Momentum"), NULL, PARAM_REAL, PARAM_LIVE, 0, 1, 0.9 },
  { 0 },
};

static void
update (const NnUpdate *u)
{
  nn_kernels ()->nesterov (u->n, u->parameters, u->gradients, u->slots[0], (real) u->values[LR],
                           (real) u->values[MOMENTUM]);
}

const NnOptimizer nn_optimizer_nesterov = {
  .entry = { "nesterov", N_ ("Nesterov momentum"),
             N_ ("v ← μ v + g; w ← w − lr (g + μ v); w is the point looked ahead to"),
             "Nesterov 1983, A method of solving a convex programming problem with convergence rate "
               "O(1/k²); in the form of Sutskever, Martens, Dahl, Hinton 2013", params },
  .n_slots = 1,
  .update = update,
};
