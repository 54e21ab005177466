/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/objective.h"

#include <math.h>

extern const NnObjective nn_objective_surface_cliff;

static const Param params[] = {
  OBJECTIVE_PARAMS_2 (4, -1.5),
  { 0 },
};

static double
value (const double *p, const double *values, double *gradient)
{
  double h = 0, slope_w = 0, slope_b = 0;
  for (int t = 0; t < 50; t++) {
    double s = 1 / (1 + exp (-h)), slope = p[0] * s * (1 - s);
    slope_w = s + slope * slope_w;
    slope_b = 1 + slope * slope_b;
    h = p[0] * s + p[1];
  }
  gradient[0] = 2 * (h - 0.7) * slope_w;
  gradient[1] = 2 * (h - 0.7) * slope_b;
  return (h - 0.7) * (h - 0.7);
}

OBJECTIVE (surface_cliff, 2, "surface-cliff", N_ ("Cliff of a recurrent unit"),
           N_ ("x and y are w and b of h ← w σ (h) + b, 50 times from h = 0; f = (h − 0.7)²"),
           "Pascanu, Mikolov, Bengio 2013, On the difficulty of training recurrent neural networks");
