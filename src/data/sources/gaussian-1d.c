/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* One normal density on a line, without labels. */

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  DataSet *set = data_unlabelled_new ("gaussian-1d", draw->n, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++)
    set->inputs[i] = (float) (draw->values[2] + draw->values[3] * base_rng_normal (draw->rng));
  if (set != NULL)
    data_targets_are_inputs (set);
  return set;
}

static const Param params[] = {
  DATA_PARAM_N (DATA_MAX_POINTS, 2000),
  DATA_PARAM_TEST (DATA_MAX_POINTS, 2000),
  { "mean", N_ ("Mean"), NULL, PARAM_REAL, 0, -10, 10, 2 },
  { "deviation", N_ ("Standard deviation"), NULL, PARAM_REAL, 0, 0.01, 5, 0.6 },
  { NULL },
};

const DataSource data_source_gaussian_1d = {
  { "gaussian-1d", N_ ("One peak"),
    N_ ("Numbers from one normal density, without labels; the targets are the inputs"), NULL, params },
  generate,
};
