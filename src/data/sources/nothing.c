/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Samples that say nothing, for what is computed without data: one input and one target, both 0. */

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  return data_set_new ("nothing", draw->n, 1, 1, 1, DATA_REAL, 0, 1, error);
}

static const Param params[] = {
  { "n", N_ ("Training samples"), NULL, PARAM_INT, 0, 1, 1, 1 },
  { "test", N_ ("Test samples"), NULL, PARAM_INT, 0, 0, 0, 0 },
  { NULL },
};

const DataSource data_source_nothing = {
  { "nothing", N_ ("No data"), N_ ("Samples that say nothing: one input and one target, both 0"), NULL,
    params },
  generate,
  .fixed = true,
};
