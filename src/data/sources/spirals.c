/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* Two Archimedean spirals r = 1.5 t, angle = 2π · turns · t, the second turned by half a circle. Drawing t as
 * the square root of a uniform number makes the points equally dense along the arm. */

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  DataSet *set = data_points_new ("spirals", draw->n, 2, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    double t = sqrt (base_rng_uniform (draw->rng)), radius = 1.5 * t;
    double angle = 2 * M_PI * values[3] * t + (i % 2 == 0 ? 0 : M_PI);
    data_points_put (set, i, radius * cos (angle), radius * sin (angle), values[2], i % 2, draw->rng);
  }
  return set;
}

static const Param params[] = {
  DATA_PARAM_N (DATA_MAX_POINTS, 600),
  DATA_PARAM_TEST (DATA_MAX_POINTS, 600),
  { "noise", N_ ("Noise"), NULL, PARAM_REAL, 0, 0, 1, 0.05 },
  { "turns", N_ ("Turns"), NULL, PARAM_REAL, 0, 0.25, 4, 1.5 },
  { NULL },
};

const DataSource data_source_spirals = {
  { "spirals", N_ ("Spirals"), N_ ("Two intertwined Archimedean spirals"),
    "Lang, Witbrock 1988, Learning to tell two spirals apart", params },
  generate,
};
