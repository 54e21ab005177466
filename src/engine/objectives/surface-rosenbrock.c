/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/objective.h"

extern const NnObjective nn_objective_surface_rosenbrock;

static const Param params[] = {
  OBJECTIVE_PARAMS_2 (-1.2, 1),
  { 0 },
};

static double
value (const double *p, const double *values, double *gradient)
{
  double apart = p[1] - p[0] * p[0];
  gradient[0] = -2 * (1 - p[0]) - 400 * p[0] * apart;
  gradient[1] = 200 * apart;
  return (1 - p[0]) * (1 - p[0]) + 100 * apart * apart;
}

OBJECTIVE (surface_rosenbrock, 2, "surface-rosenbrock", N_ ("Rosenbrock valley"),
           N_ ("f = (1 − x)² + 100 (y − x²)²: a curved valley, minimum 0 at (1, 1)"),
           "Rosenbrock 1960, An automatic method for finding the greatest or least value of a function");
