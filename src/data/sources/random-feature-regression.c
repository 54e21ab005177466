/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* y = β · x + noise with standard normal x and |β| = 1; what a network sees are features max(0, w_j · x) with
 * unit vectors w_j, drawn once. Where there are as many features as samples, the least-squares solution of
 * smallest norm generalises worst. */

enum { N, TEST, DIMS, FEATURES, NOISE };
#define MAX_DIMS 64

/* A unit vector in a random direction. */
static void
draw_direction (BaseRng *rng, int dims, double *w)
{
  data_draw_directions (rng, w, 1, dims);
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int dims = (int) draw->values[DIMS], n_features = (int) draw->values[FEATURES];
  double beta[MAX_DIMS], w[MAX_DIMS];
  DataSet *set = data_vectors_new ("random-feature-regression", draw->n, n_features, DATA_REAL, 0, 1, error);
  DataSet *plain = set != NULL ? data_set_new ("x", draw->n, 1, 1, dims, DATA_REAL, 0, 1, error) : NULL;
  if (plain == NULL) {
    data_set_free (set);
    return NULL;
  }
  draw_direction (draw->shared, dims, beta);
  for (int i = 0; i < draw->n; i++) {
    float *x = data_inputs_of (plain, i);
    data_draw_normal (draw->rng, 1, x, dims);
    double y = draw->values[NOISE] * base_rng_normal (draw->rng);
    for (int d = 0; d < dims; d++)
      y += beta[d] * (double) x[d];
    set->targets[i] = (float) y;
  }
  for (int j = 0; j < n_features; j++) { /* more features leave the first ones as they are */
    draw_direction (draw->shared, dims, w);
    for (int i = 0; i < draw->n; i++) {
      double sum = 0;
      for (int d = 0; d < dims; d++)
        sum += w[d] * (double) data_inputs_of (plain, i)[d];
      data_inputs_of (set, i)[j] = (float) fmax (0, sum);
    }
  }
  data_set_free (plain);
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (5000, 60),
  [TEST] = DATA_PARAM_TEST (5000, 1000),
  [DIMS] = DATA_PARAM_DIMS (1, MAX_DIMS, 10),
  [FEATURES] = { "features", N_ ("Random features"), NULL, PARAM_INT, PARAM_LOG, 1, 2000, 60 },
  [NOISE] = DATA_PARAM_NOISE (5, 0.2),
  { NULL },
};

const DataSource data_source_random_feature_regression = {
  { "random-feature-regression", N_ ("Random features"),
    N_ ("A linear target seen through max(0, w · x) for random unit vectors w; with as many features as "
        "samples the error peaks"),
    "Belkin, Hsu, Ma, Mandal 2019, Reconciling modern machine-learning practice and the classical "
    "bias-variance trade-off",
    params },
  generate,
};
