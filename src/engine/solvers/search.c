/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/solvers/search.h"

#include <math.h>
#include <string.h>

#define MAX_TRIALS 40
#define PATIENT_TRIALS 20 /* after these any lower point will do */

double
solver_dot (const double *a, const double *b, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

void
solver_add (double *y, double factor, const double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    y[i] += factor * x[i];
}

bool
solver_search (const NnProblem *problem, const double *direction, double step, double *loss, double *gradient,
               double *room)
{
  size_t n = problem->n;
  double *x = room, *g = room + n, slope = solver_dot (gradient, direction, n), low = 0, high = INFINITY;
  for (int trial = 0; slope < 0 && trial < MAX_TRIALS; trial++) {
    for (size_t i = 0; i < n; i++)
      x[i] = (double) (real) (problem->x[i] + step * direction[i]);
    double f = problem->evaluate (problem, x, g);
    bool lower = f <= *loss + 1e-4 * step * slope + SOLVER_ROUNDING * fabs (*loss);
    if (lower && (trial >= PATIENT_TRIALS || solver_dot (g, direction, n) >= 0.9 * slope)) {
      memcpy (problem->x, x, n * sizeof *x);
      memcpy (gradient, g, n * sizeof *g);
      *loss = f;
      return true;
    }
    *(lower ? &low : &high) = step;
    step = isinf (high) ? 2 * step : (low + high) / 2;
  }
  return false;
}
