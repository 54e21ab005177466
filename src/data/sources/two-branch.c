/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* y = ± (slope · x + gap) + noise, x uniform in −1 … 1, both signs equally likely: the mean of y given x is
 * 0, where no y is. */

enum { N, TEST, SLOPE, GAP, NOISE };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  DataSet *set = data_vectors_new ("two-branch", draw->n, 1, DATA_REAL, 0, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    double x = base_rng_range (draw->rng, -1, 1), sign = data_happens (draw->rng, 0.5) ? 1 : -1;
    set->inputs[i] = (float) x;
    set->targets[i] =
        (float) (sign * (values[SLOPE] * x + values[GAP]) + values[NOISE] * base_rng_normal (draw->rng));
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 800),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 800),
  [SLOPE] = { "slope", N_ ("Slope"), NULL, PARAM_REAL, 0, -2, 2, 0.5 },
  [GAP] = { "gap", N_ ("Height of the branches at x = 0"), NULL, PARAM_REAL, 0, 0, 5, 0.5 },
  [NOISE] = DATA_PARAM_NOISE (1, 0.05),
  { NULL },
};

const DataSource data_source_two_branch = {
  { "two-branch", N_ ("Two branches"),
    N_ ("y = ± (slope · x + gap) + noise: two answers for every x, and their mean is none"),
    "Bishop 1994, Mixture density networks", params },
  generate,
};
