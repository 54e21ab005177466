/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/objective.h"

extern const NnObjective nn_objective_surface_monkey;

static const Param params[] = {
  OBJECTIVE_PARAMS_2 (0.5, 0.01),
  { 0 },
};

static double
value (const double *p, const double *values, double *gradient)
{
  double x = p[0], y = p[1];
  gradient[0] = 3 * x * x - 3 * y * y;
  gradient[1] = -6 * x * y;
  return x * x * x - 3 * x * y * y;
}

OBJECTIVE (surface_monkey, 2, "surface-monkey", N_ ("Monkey saddle"),
           N_ ("f = x³ − 3 x y²: three ways up, three ways down; both eigenvalues are zero at the origin"),
           NULL);
