/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/objective.h"

extern const NnObjective nn_objective_surface_product;

static const Param params[] = {
  OBJECTIVE_PARAMS_2 (1, -0.9999),
  { 0 },
};

static double
value (const double *p, const double *values, double *gradient)
{
  gradient[0] = p[1];
  gradient[1] = p[0];
  return p[0] * p[1];
}

OBJECTIVE (surface_product, 2, "surface-product", N_ ("Turned saddle"),
           N_ ("f = x y: a saddle whose axes are the diagonals"),
           NULL);
