/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* Two half circles of radius 1 around (−0.5, −0.25) and (0.5, 0.25), each reaching into the other. */

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  DataSet *set = data_points_new ("moons", draw->n, 2, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    double angle = base_rng_range (draw->rng, 0, M_PI);
    if (i % 2 == 0)
      data_points_put (set, i, cos (angle) - 0.5, sin (angle) - 0.25, values[2], 0, draw->rng);
    else
      data_points_put (set, i, 0.5 - cos (angle), 0.25 - sin (angle), values[2], 1, draw->rng);
  }
  return set;
}

static const Param params[] = {
  DATA_PARAM_N (DATA_MAX_POINTS, 400),
  DATA_PARAM_TEST (DATA_MAX_POINTS, 400),
  { "noise", N_ ("Noise"), NULL, PARAM_REAL, 0, 0, 1, 0.15 },
  { NULL },
};

const DataSource data_source_moons = {
  { "moons", N_ ("Moons"),
    N_ ("Two interleaving half circles of radius 1; noise is the deviation of the points from their arcs"),
    NULL, params },
  generate,
};
