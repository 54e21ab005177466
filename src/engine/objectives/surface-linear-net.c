/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/objective.h"

extern const NnObjective nn_objective_surface_linear_net;

static const Param params[] = {
  OBJECTIVE_PARAMS_2 (0.01, 0.02),
  { 0 },
};

static double
value (const double *p, const double *values, double *gradient)
{
  double apart = 1 - p[0] * p[1];
  gradient[0] = -2 * apart * p[1];
  gradient[1] = -2 * apart * p[0];
  return apart * apart;
}

OBJECTIVE (surface_linear_net, 2, "surface-linear-net", N_ ("Linear network of two weights"),
           N_ ("f = (1 − x y)²: minima along x y = 1, a saddle at the origin"),
           "Saxe, McClelland, Ganguli 2014, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks");
