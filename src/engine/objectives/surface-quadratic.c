/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/objective.h"

extern const NnObjective nn_objective_surface_quadratic;

enum { X, Y, NOISE, KAPPA };

static const Param params[] = {
  OBJECTIVE_PARAMS_2 (10, 1),
  { "kappa", N_ ("Curvature ratio"), NULL, PARAM_REAL, PARAM_LOG, 1e-3, 1e6, 100 },
  { 0 },
};

static double
value (const double *p, const double *values, double *gradient)
{
  gradient[0] = p[0];
  gradient[1] = values[KAPPA] * p[1];
  return 0.5 * (p[0] * p[0] + values[KAPPA] * p[1] * p[1]);
}

OBJECTIVE (surface_quadratic, 2, "surface-quadratic", N_ ("Ravine"),
           N_ ("f = ½ (x² + κ y²), curvature 1 along x and κ along y"),
           NULL);
