/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Independent standard normal inputs; a coin decides the label of each. There is nothing to learn but the
 * samples themselves. */

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int dims = (int) draw->values[2];
  DataSet *set = data_points_new ("random-labels", draw->n, dims, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    data_draw_normal (draw->rng, 1, data_inputs_of (set, i), dims);
    set->targets[i] = (float) base_rng_below (draw->rng, 2);
  }
  return set;
}

static const Param params[] = {
  DATA_PARAM_N (10000, 200),
  DATA_PARAM_TEST (10000, 1000),
  DATA_PARAM_DIMS (1, 1024, 20),
  { NULL },
};

const DataSource data_source_random_labels = {
  { "random-labels", N_ ("Random labels"),
    N_ ("Standard normal inputs; a coin decides the label of each sample"),
    "Zhang, Bengio, Hardt, Recht, Vinyals 2017, Understanding deep learning requires rethinking "
    "generalization",
    params },
  generate,
};
