/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/initializers/common.h"

#include <math.h>

static double
draw (int distribution, BaseRng *rng)
{
  double limit = sqrt (3);
  switch (distribution) {
  case INITIALIZER_UNIFORM:
    return base_rng_range (rng, -limit, limit);
  case INITIALIZER_SIGN:
    return base_rng_below (rng, 2) ? 1 : -1;
  default:
    return base_rng_normal (rng);
  }
}

void
initializer_draw (real *weights, size_t n, double variance, const double *values, BaseRng *rng)
{
  double deviation = values[INITIALIZER_GAIN] * sqrt (variance);
  for (size_t i = 0; i < n; i++)
    weights[i] = (real) (deviation * draw ((int) values[INITIALIZER_DISTRIBUTION], rng));
}
