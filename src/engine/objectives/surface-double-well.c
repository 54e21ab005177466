/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/objective.h"

extern const NnObjective nn_objective_surface_double_well;

static const Param params[] = {
  OBJECTIVE_PARAMS_1 (1),
  { 0 },
};

static double
value (const double *p, const double *values, double *gradient)
{
  double x = p[0], well = x * x - 1;
  gradient[0] = 4 * x * well + 0.3;
  return well * well + 0.3 * x;
}

OBJECTIVE (surface_double_well, 1, "surface-double-well", N_ ("Double well"),
           N_ ("f = (x² − 1)² + 0.3 x: two minima, the left one is the lower"),
           NULL);
