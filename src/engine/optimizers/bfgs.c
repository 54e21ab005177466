/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"
#include "engine/solvers/search.h"

#include <math.h>
#include <string.h>

extern const NnOptimizer nn_optimizer_bfgs;

static const Param params[] = {
  { "lr", N_ ("First step length"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 1 },
  { 0 },
};

/* H − I, so that zeros mean no curvature known. */
static size_t
n_state (size_t n, const double *values)
{
  return n * n;
}

static size_t
n_room (size_t n, const double *values)
{
  return 7 * n;
}

/* y = H x */
static void
apply_inverse (const NnProblem *problem, const double *x, double *y)
{
  size_t n = problem->n;
  for (size_t i = 0; i < n; i++) {
    y[i] = x[i];
    for (size_t j = 0; j < n; j++)
      y[i] += (double) problem->state[i * n + j] * x[j];
  }
}

/* H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ, ρ = 1 / s·y; before the first H is scaled to s·y / y·y. @hy: room. */
static void
update_inverse (const NnProblem *problem, const double *s, const double *y, bool first, double *hy)
{
  size_t n = problem->n;
  double curvature = solver_dot (s, y, n);
  if (!(curvature > 0))
    return;
  for (size_t i = 0; i < n && first; i++)
    problem->state[i * n + i] = (real) (curvature / solver_dot (y, y, n) - 1);
  apply_inverse (problem, y, hy);
  double factor = (1 + solver_dot (y, hy, n) / curvature) / curvature;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      problem->state[i * n + j] += (real) (factor * s[i] * s[j] - (s[i] * hy[j] + hy[i] * s[j]) / curvature);
}

static void
solve (const NnProblem *problem)
{
  size_t n = problem->n;
  double *d = problem->room, *gradient = d + n, *s = gradient + n, *y = s + n, *room = y + n;
  double loss = problem->evaluate (problem, problem->x, gradient);
  bool first = true;
  for (size_t i = 0; i < n * n && first; i++)
    first = problem->state[i] == 0;
  if (problem->values[0] == 0)
    return;
  memcpy (s, problem->x, n * sizeof *s);
  memcpy (y, gradient, n * sizeof *y);
  apply_inverse (problem, gradient, d);
  for (size_t i = 0; i < n; i++)
    d[i] = -d[i];
  double scale = first ? 1 / fmax (1, sqrt (solver_dot (gradient, gradient, n))) : 1;
  if (!solver_search (problem, d, problem->values[0] * scale, &loss, gradient, room)) {
    memset (problem->state, 0, n * n * sizeof (real)); /* down the gradient next time */
    return;
  }
  for (size_t i = 0; i < n; i++) {
    s[i] = problem->x[i] - s[i];
    y[i] = gradient[i] - y[i];
  }
  update_inverse (problem, s, y, first, room);
}

const NnOptimizer nn_optimizer_bfgs = {
  .entry = { "bfgs", N_ ("BFGS"),
             N_ ("w ← w − t H g; H, n × n, from all steps and gradient differences, t from a Wolfe line search"),
             "Nocedal, Wright 2006, Numerical optimization, chapter 6", params },
  .solve = solve,
  .n_state = n_state,
  .n_room = n_room,
  .largest = 1000,
};
