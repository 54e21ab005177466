/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Independent standard normal inputs without labels. */

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int dims = (int) draw->values[2];
  DataSet *set = data_unlabelled_new ("gauss-noise", draw->n, dims, error);
  if (set == NULL)
    return NULL;
  data_draw_normal (draw->rng, 1, set->inputs, draw->n * dims);
  data_targets_are_inputs (set);
  return set;
}

static const Param params[] = {
  DATA_PARAM_N (10000, 256),
  DATA_PARAM_TEST (10000, 256),
  DATA_PARAM_DIMS (1, 1024, 64),
  { NULL },
};

const DataSource data_source_gauss_noise = {
  { "gauss-noise", N_ ("Normal noise"),
    N_ ("Independent standard normal inputs without labels; the targets are the inputs"), NULL, params },
  generate,
};
