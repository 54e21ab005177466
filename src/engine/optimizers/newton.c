/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"
#include "engine/solvers/search.h"

#include <math.h>

extern const NnOptimizer nn_optimizer_newton;

enum { LR, DAMPING, SEARCH };

static const Param params[] = {
  { "lr", N_ ("Step length"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 1 },
  { "damping", N_ ("Damping"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 },
  { "search", N_ ("Line search"), NULL, PARAM_BOOL, PARAM_LIVE, 0, 1, 0 },
  { 0 },
};

static size_t
n_room (size_t n, const double *values)
{
  return n * (n + 6);
}

/* @quotient = (g(x + h e_j) − g(x − h e_j)) / 2h. The points are rounded to reals; so is h. @room: n. */
static void
find_difference (const NnProblem *problem, size_t j, double h, double *quotient, double *room)
{
  double *x = problem->x, at = x[j], right = (double) (real) (at + h), left = (double) (real) (at - h);
  x[j] = right;
  problem->evaluate (problem, x, quotient);
  x[j] = left;
  problem->evaluate (problem, x, room);
  x[j] = at;
  for (size_t i = 0; i < problem->n; i++)
    quotient[i] = (quotient[i] - room[i]) / (right - left);
}

/* Central differences of gradients with steps h and 2 h, extrapolated: with reals of 24 bits and h = 1/16 both the rounding
 * and the remainder h⁴ f⁗′′ / 30 are near 10⁻⁶, where the best single difference leaves 10⁻⁴. */
static void
find_hessian (const NnProblem *problem, double *hessian, double *room)
{
  size_t n = problem->n;
  for (size_t j = 0; j < n; j++) {
    double h = ldexp (fmax (1, exp2 (round (log2 (fabs (problem->x[j]) + 1)))), -4);
    double *column = hessian + j * n;
    find_difference (problem, j, h, column, room);
    find_difference (problem, j, 2 * h, room, room + n);
    for (size_t i = 0; i < n; i++)
      column[i] += (column[i] - room[i]) / 3;
  }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      hessian[i * n + j] = hessian[j * n + i] = (hessian[i * n + j] + hessian[j * n + i]) / 2;
}

/* The row of the largest entry of @column at or below @row. */
static size_t
find_pivot (const double *a, size_t n, size_t row, size_t column)
{
  size_t pivot = row;
  for (size_t i = row + 1; i < n; i++)
    if (fabs (a[i * n + column]) > fabs (a[pivot * n + column]))
      pivot = i;
  return pivot;
}

static void
swap_rows (double *a, double *b, size_t n, size_t i, size_t k)
{
  for (size_t j = 0; j < n; j++) {
    double swap = a[i * n + j];
    a[i * n + j] = a[k * n + j];
    a[k * n + j] = swap;
  }
  double swap = b[i];
  b[i] = b[k];
  b[k] = swap;
}

/* Solves a x = b by elimination with pivots; destroys @a and @b. Where no pivot is larger than @least (a direction without
 * curvature: a dead unit) the unknown stays 0. @places: room for n. */
static void
solve_linear (double *a, double *b, size_t n, double least, double *x, double *places)
{
  size_t row = 0;
  for (size_t column = 0; column < n; column++) {
    size_t pivot = find_pivot (a, n, row, column);
    x[column] = 0;
    if (!(fabs (a[pivot * n + column]) > least))
      continue;
    swap_rows (a, b, n, row, pivot);
    for (size_t i = row + 1; i < n; i++) {
      double factor = a[i * n + column] / a[row * n + column];
      for (size_t j = column; j < n; j++)
        a[i * n + j] -= factor * a[row * n + j];
      b[i] -= factor * b[row];
    }
    places[row++] = (double) column;
  }
  while (row-- > 0) {
    size_t column = (size_t) places[row];
    double known = solver_dot (a + row * n + column + 1, x + column + 1, n - column - 1);
    x[column] = (b[row] - known) / a[row * n + column];
  }
}

/* Along @step where the loss falls that way, else down the gradient. */
static void
search (const NnProblem *problem, double *step, double *gradient, double *loss, double *room)
{
  size_t n = problem->n;
  if (solver_search (problem, step, problem->values[LR], loss, gradient, room))
    return;
  for (size_t i = 0; i < n; i++)
    step[i] = -gradient[i];
  double scale = 1 / fmax (1, sqrt (solver_dot (gradient, gradient, n)));
  solver_search (problem, step, problem->values[LR] * scale, loss, gradient, room);
}

static void
solve (const NnProblem *problem)
{
  size_t n = problem->n;
  double *hessian = problem->room, *gradient = hessian + n * n, *step = gradient + n, *right = step + n;
  double *room = right + n, largest = 0, loss;
  find_hessian (problem, hessian, room);
  for (size_t i = 0; i < n; i++)
    hessian[i * n + i] += problem->values[DAMPING];
  for (size_t i = 0; i < n * n; i++)
    largest = fmax (largest, fabs (hessian[i]));
  loss = problem->evaluate (problem, problem->x, gradient);
  for (size_t i = 0; i < n; i++)
    right[i] = -gradient[i];
  solve_linear (hessian, right, n, 10 * SOLVER_ROUNDING * largest, step, room);
  if (problem->values[SEARCH] == 0 || problem->values[LR] == 0)
    solver_add (problem->x, problem->values[LR], step, n);
  else
    search (problem, step, gradient, &loss, room);
}

const NnOptimizer nn_optimizer_newton = {
  .entry = { "newton", N_ ("Newton's method"),
             N_ ("w ← w − lr (H + damping I)⁻¹ g, drawn to any stationary point; search: only where the loss falls, "
                 "else down the gradient"),
             "Nocedal, Wright 2006, Numerical optimization, chapters 2 and 3", params },
  .solve = solve,
  .n_room = n_room,
  .largest = 1000,
};
