/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Two normal peaks on a line, at ± distance / 2; the class is the peak. */

enum { N, TEST, DISTANCE, DEVIATION, SHARE };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  DataSet *set = data_points_new ("mixture-1d", draw->n, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    int peak = data_happens (draw->rng, values[SHARE]);
    set->inputs[i] =
        (float) ((peak - 0.5) * values[DISTANCE] + values[DEVIATION] * base_rng_normal (draw->rng));
    set->targets[i] = (float) peak;
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 1000),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 1000),
  [DISTANCE] = { "distance", N_ ("Distance of the peaks"), NULL, PARAM_REAL, 0, 0, 20, 5 },
  [DEVIATION] = { "deviation", N_ ("Standard deviation"), NULL, PARAM_REAL, 0, 0.01, 5, 0.6 },
  [SHARE] = { "share", N_ ("Share of the right peak"), NULL, PARAM_REAL, 0, 0.01, 0.99, 0.5 },
  { NULL },
};

const DataSource data_source_mixture_1d = {
  { "mixture-1d", N_ ("Two peaks"), N_ ("A density with two normal peaks on a line; the class is the peak"),
    NULL, params },
  generate,
};
