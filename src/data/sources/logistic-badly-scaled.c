/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* Standard normal z; the label is 1 with probability σ(strength · w · z), w a unit vector drawn once. What a
 * network sees is x_j = z_j · 10^(−decades · j / (dims − 1)): the Hessian of the loss has a condition number
 * of about 10^(2 · decades). */

enum { N, TEST, DIMS, DECADES, STRENGTH };
#define MAX_DIMS 256

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int dims = (int) draw->values[DIMS];
  double w[MAX_DIMS];
  DataSet *set = data_points_new ("logistic-badly-scaled", draw->n, dims, error);
  data_draw_directions (draw->shared, w, 1, dims);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i);
    double logit = 0;
    for (int j = 0; j < dims; j++) {
      double z = base_rng_normal (draw->rng);
      logit += draw->values[STRENGTH] * w[j] * z;
      x[j] = (float) (z * pow (10, -draw->values[DECADES] * j / (dims - 1)));
    }
    set->targets[i] = data_happens (draw->rng, data_sigmoid (logit));
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (20000, 2000),
  [TEST] = DATA_PARAM_TEST (20000, 2000),
  [DIMS] = DATA_PARAM_DIMS (2, MAX_DIMS, 20),
  [DECADES] = { "decades", N_ ("Decades from the largest to the smallest column"), NULL, PARAM_REAL, 0, 0, 4,
                2 },
  [STRENGTH] = { "strength", N_ ("Size of the weights"), NULL, PARAM_REAL, 0, 0.1, 20, 4 },
  { NULL },
};

const DataSource data_source_logistic_badly_scaled = {
  { "logistic-badly-scaled", N_ ("Badly scaled columns"),
    N_ ("A logistic model whose columns become smaller by powers of ten"),
    "Nocedal, Wright 2006, Numerical Optimization", params },
  generate,
};
