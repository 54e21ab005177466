/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* A ring of radius 1 (class 0) around one of radius "ratio" (class 1). */

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  DataSet *set = data_points_new ("circles", draw->n, 2, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    double angle = base_rng_range (draw->rng, 0, 2 * M_PI), radius = i % 2 == 0 ? 1 : values[3];
    data_points_put (set, i, radius * cos (angle), radius * sin (angle), values[2], i % 2, draw->rng);
  }
  return set;
}

static const Param params[] = {
  DATA_PARAM_N (DATA_MAX_POINTS, 400),
  DATA_PARAM_TEST (DATA_MAX_POINTS, 400),
  { "noise", N_ ("Noise"), NULL, PARAM_REAL, 0, 0, 1, 0.1 },
  { "ratio", N_ ("Radius of the inner circle"), NULL, PARAM_REAL, 0, 0, 1, 0.5 },
  { NULL },
};

const DataSource data_source_circles = {
  { "circles", N_ ("Circles"),
    N_ ("A circle of radius 1 around a smaller one: no straight line separates them"), NULL, params },
  generate,
};
