/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/objective.h"

extern const NnObjective nn_objective_surface_saddle;

static const Param params[] = {
  OBJECTIVE_PARAMS_2 (1, 1e-4),
  { 0 },
};

static double
value (const double *p, const double *values, double *gradient)
{
  gradient[0] = 2 * p[0];
  gradient[1] = -2 * p[1];
  return p[0] * p[0] - p[1] * p[1];
}

OBJECTIVE (surface_saddle, 2, "surface-saddle", N_ ("Saddle"),
           N_ ("f = x² − y²: a minimum along x, a maximum along y"),
           NULL);
