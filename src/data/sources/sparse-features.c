/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* Binary columns, column i = 1, 2 … is 1 with probability ½ i^−exponent; each has a weight ± strength, drawn
 * once, and the label is 1 with probability σ(Σ w_i (x_i − its mean)). Rare columns say as much as frequent
 * ones, but rarely. */

enum { N, TEST, DIMS, EXPONENT, STRENGTH };
#define MAX_DIMS 1024

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int dims = (int) draw->values[DIMS];
  double mean[MAX_DIMS], w[MAX_DIMS];
  DataSet *set = data_points_new ("sparse-features", draw->n, dims, error);
  for (int j = 0; j < dims; j++) {
    mean[j] = 0.5 * pow (j + 1, -draw->values[EXPONENT]);
    w[j] = data_happens (draw->shared, 0.5) ? draw->values[STRENGTH] : -draw->values[STRENGTH];
  }
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i);
    double logit = 0;
    for (int j = 0; j < dims; j++) {
      x[j] = data_happens (draw->rng, mean[j]);
      logit += w[j] * ((double) x[j] - mean[j]);
    }
    set->targets[i] = data_happens (draw->rng, data_sigmoid (logit));
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (20000, 3000),
  [TEST] = DATA_PARAM_TEST (20000, 2000),
  [DIMS] = DATA_PARAM_DIMS (2, MAX_DIMS, 100),
  [EXPONENT] = { "exponent", N_ ("Exponent of the frequency"), NULL, PARAM_REAL, 0, 0, 3, 1.2 },
  [STRENGTH] = { "strength", N_ ("Size of the weights"), NULL, PARAM_REAL, 0, 0.1, 20, 3 },
  { NULL },
};

const DataSource data_source_sparse_features = {
  { "sparse-features", N_ ("Rare features"),
    N_ ("Binary columns whose frequency falls as a power of their number; each says equally much about the "
        "label"),
    "Duchi, Hazan, Singer 2011, Adaptive subgradient methods", params },
  generate,
};
