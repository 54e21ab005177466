/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* y = Σ w_j x_j + intercept + noise. The inputs are standard normal, neighbours correlated by ρ: x_j = ρ
 * x_{j−1} + √(1 − ρ²) ε. The first coefficients are ± a number in 0.5 … 2, drawn once, or all of one given
 * value; the others are 0. Outliers: a share of the training targets is moved by a fixed amount; test targets
 * never. */

enum { N, TEST, DIMS, NONZERO, SLOPE, INTERCEPT, NOISE, CORRELATION, OUTLIERS, OUTLIER_SIZE };
#define MAX_DIMS 256

static void
draw_coefficients (const double *values, BaseRng *rng, double *w)
{
  for (int j = 0; j < (int) values[DIMS]; j++) {
    double size = base_rng_range (rng, 0.5, 2), sign = data_happens (rng, 0.5) ? 1 : -1;
    bool used = values[NONZERO] == 0 || j < values[NONZERO];
    w[j] = !used ? 0 : values[SLOPE] != 0 ? values[SLOPE] : sign * size;
  }
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  int dims = (int) values[DIMS];
  double w[MAX_DIMS], rho = values[CORRELATION];
  DataSet *set = data_vectors_new ("linear-regression", draw->n, dims, DATA_REAL, 0, 1, error);
  draw_coefficients (values, draw->shared, w);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i);
    double y = values[INTERCEPT], last = 0;
    for (int j = 0; j < dims; j++) {
      last = rho * last + sqrt (j > 0 ? 1 - rho * rho : 1) * base_rng_normal (draw->rng);
      x[j] = (float) last;
      y += w[j] * last;
    }
    y += values[NOISE] * base_rng_normal (draw->rng);
    if (data_happens (draw->rng, values[OUTLIERS]) && !draw->test)
      y += values[OUTLIER_SIZE];
    set->targets[i] = (float) y;
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 1000),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 1000),
  [DIMS] = DATA_PARAM_DIMS (1, MAX_DIMS, 20),
  [NONZERO] = { "nonzero", N_ ("Coefficients that are not 0 (0: all)"), NULL, PARAM_INT, 0, 0, MAX_DIMS, 0 },
  [SLOPE] = { "slope", N_ ("Coefficients (0: drawn)"), NULL, PARAM_REAL, 0, -10, 10, 0 },
  [INTERCEPT] = { "intercept", N_ ("Intercept"), NULL, PARAM_REAL, 0, -100, 100, 0 },
  [NOISE] = DATA_PARAM_NOISE (10, 1),
  [CORRELATION] = { "correlation", N_ ("Correlation of neighbouring inputs"), NULL, PARAM_REAL, 0, -0.99,
                    0.99, 0 },
  [OUTLIERS] = { "outliers", N_ ("Share of outliers"), NULL, PARAM_REAL, 0, 0, 0.5, 0 },
  [OUTLIER_SIZE] = { "outlier_size", N_ ("Size of the outliers"), NULL, PARAM_REAL, 0, -100, 100, 15 },
  { NULL },
};

const DataSource data_source_linear_regression = {
  { "linear-regression", N_ ("Linear regression"),
    N_ ("y = w · x + intercept + noise with sparse or dense coefficients; some training targets may be "
        "outliers"),
    "Tibshirani 1996, Regression shrinkage and selection via the lasso", params },
  generate,
};
