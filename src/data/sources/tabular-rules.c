/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Standard normal columns; class 1 where (x1 > 0 and x2 > −½) or x3 > 1, which is 45 % of the samples. The
 * other columns say nothing. A tree of depth 3 is exact. */

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int dims = (int) draw->values[2];
  DataSet *set = data_points_new ("tabular-rules", draw->n, dims, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i);
    data_draw_normal (draw->rng, 1, x, dims);
    set->targets[i] = (x[0] > 0 && x[1] > -0.5f) || x[2] > 1;
  }
  return set;
}

static const Param params[] = {
  DATA_PARAM_N (DATA_MAX_POINTS, 200),
  DATA_PARAM_TEST (DATA_MAX_POINTS, 1000),
  DATA_PARAM_DIMS (3, 100, 20),
  { NULL },
};

const DataSource data_source_tabular_rules = {
  { "tabular-rules", N_ ("Rules in a table"),
    N_ ("Class 1 where (x1 > 0 and x2 > −½) or x3 > 1; the other columns say nothing"),
    "Grinsztajn, Oyallon, Varoquaux 2022, Why do tree-based models still outperform deep learning on typical "
    "tabular data?",
    params },
  generate,
};
