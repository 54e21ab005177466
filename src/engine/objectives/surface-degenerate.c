/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/objective.h"

#include <math.h>

extern const NnObjective nn_objective_surface_degenerate;

enum { X, Y, NOISE, KIND };
enum { CUBIC, QUARTIC, MAXIMUM };

static const Param params[] = {
  OBJECTIVE_PARAMS_2 (0.5, 0.5),
  { "kind", N_ ("Kind"), NULL, PARAM_CHOICE, 0, 0, 2, 0, "cubic|quartic|maximum" },
  { 0 },
};

static double
value (const double *p, const double *values, double *gradient)
{
  double x = p[0], y = p[1], sign = values[KIND] == MAXIMUM ? -1 : 1;
  int power = values[KIND] == CUBIC ? 3 : values[KIND] == QUARTIC ? 4 : 2;
  gradient[0] = sign * 2 * x;
  gradient[1] = sign * power * pow (y, power - 1);
  return sign * (x * x + pow (y, power));
}

OBJECTIVE (surface_degenerate, 2, "surface-degenerate", N_ ("Degenerate point"),
           N_ ("f = x² + y³, x² + y⁴ or −x² − y²: what the eigenvalues at the origin do and do not tell"),
           NULL);
