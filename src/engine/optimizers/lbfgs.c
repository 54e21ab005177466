/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"
#include "engine/solvers/search.h"

#include <math.h>
#include <string.h>

extern const NnOptimizer nn_optimizer_lbfgs;

#define MAX_MEMORY 50

enum { LR, MEMORY };

static const Param params[] = {
  { "lr", N_ ("First step length"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 1 },
  { "memory", N_ ("Pairs in memory"), NULL, PARAM_INT, 0, 1, MAX_MEMORY, 10 },
  { 0 },
};

static size_t
n_state (size_t n, const double *values)
{
  return 2 * (size_t) values[MEMORY] * n;
}

static size_t
n_room (size_t n, const double *values)
{
  return 6 * n;
}

/* The pair of update @t: s, then y; zeros where an update was none. */
static real *
pair (const NnProblem *problem, long t)
{
  return problem->state + 2 * (size_t) (t % (long) problem->values[MEMORY]) * problem->n;
}

static double
dot (const real *a, const double *b, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += (double) a[i] * b[i];
  return sum;
}

static void
add (double *y, double factor, const real *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    y[i] += factor * (double) x[i];
}

static double
products (const real *a, const real *b, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += (double) a[i] * (double) b[i];
  return sum;
}

/* The two-loop recursion: turns @d, a gradient, into H d. Returns whether there was a pair. */
static bool
apply_inverse (const NnProblem *problem, double *d)
{
  size_t n = problem->n;
  long first = problem->t - (long) problem->values[MEMORY];
  double along[MAX_MEMORY], scale = 0;
  for (long t = problem->t - 1; t >= first && t > 0; t--) {
    const real *s = pair (problem, t), *y = s + n;
    double curvature = products (s, y, n);
    if (curvature <= 0)
      continue;
    along[t - first] = dot (s, d, n) / curvature;
    add (d, -along[t - first], y, n);
    scale = scale > 0 ? scale : curvature / products (y, y, n);
  }
  for (size_t i = 0; i < n && scale > 0; i++)
    d[i] *= scale;
  for (long t = first > 1 ? first : 1; t < problem->t; t++) {
    const real *s = pair (problem, t), *y = s + n;
    double curvature = products (s, y, n);
    if (curvature > 0)
      add (d, along[t - first] - dot (y, d, n) / curvature, s, n);
  }
  return scale > 0;
}

static void
solve (const NnProblem *problem)
{
  size_t n = problem->n;
  double *d = problem->room, *gradient = d + n, *from = gradient + n, *before = from + n, *room = before + n;
  double loss = problem->evaluate (problem, problem->x, gradient);
  real *s = pair (problem, problem->t), *y = s + n;
  memcpy (from, problem->x, n * sizeof *from);
  memcpy (before, gradient, n * sizeof *before);
  for (size_t i = 0; i < n; i++)
    d[i] = -gradient[i];
  bool informed = apply_inverse (problem, d);
  double scale = informed ? 1 : 1 / fmax (1, sqrt (solver_dot (gradient, gradient, n)));
  memset (s, 0, 2 * n * sizeof *s);
  if (problem->values[LR] == 0)
    return;
  if (!solver_search (problem, d, problem->values[LR] * scale, &loss, gradient, room)) {
    memset (problem->state, 0, n_state (n, problem->values) * sizeof (real)); /* down the gradient next time */
    return;
  }
  for (size_t i = 0; i < n; i++) {
    s[i] = (real) (problem->x[i] - from[i]);
    y[i] = (real) (gradient[i] - before[i]);
  }
}

const NnOptimizer nn_optimizer_lbfgs = {
  .entry = { "lbfgs", N_ ("L-BFGS"),
             N_ ("w ← w − t H g; H from the last pairs of steps and gradient differences, t from a Wolfe line search"),
             "Liu, Nocedal 1989, On the limited memory BFGS method for large scale optimization", params },
  .solve = solve,
  .n_state = n_state,
  .n_room = n_room,
  .largest = 100000,
};
