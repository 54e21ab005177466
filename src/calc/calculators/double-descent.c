/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "calc/linear.h"

#include <math.h>
#include <stdlib.h>

enum { P, N, TEST, NOISE, RIDGE };

static const Param params[] = {
  { "p", N_ ("Random features"), NULL, PARAM_INT, PARAM_LOG, 1, 1000, 60 },
  { "n", N_ ("Training samples"), NULL, PARAM_INT, PARAM_LOG, 2, 120, 60 },
  { "test", N_ ("Test samples"), NULL, PARAM_INT, PARAM_LOG, 10, 1000, 200 },
  { "noise", N_ ("Noise of the targets"), NULL, PARAM_REAL, 0, 0, 2, 0.3 },
  { "ridge", N_ ("Ridge λ"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000, 0 },
  { NULL },
};

enum { TRAIN_ERROR, TEST_ERROR, NORM, COUNT, COUNT_TRAIN, COUNT_TEST, COUNT_NORM };

static const CalcOutput outputs[] = {
  [TRAIN_ERROR] = { "train_mse", N_ ("Squared error, training") },
  [TEST_ERROR] = { "test_mse", N_ ("Squared error, test") },
  [NORM] = { "weight_norm", N_ ("Norm of the weights") },
  [COUNT] = { "count", N_ ("Random features"), NULL, CALC_COLUMN, "count" },
  [COUNT_TRAIN] = { "count_train_mse", N_ ("Squared error, training"), NULL, CALC_COLUMN, "count" },
  [COUNT_TEST] = { "count_test_mse", N_ ("Squared error, test"), NULL, CALC_COLUMN, "count" },
  [COUNT_NORM] = { "count_weight_norm", N_ ("Norm of the weights"), NULL, CALC_COLUMN, "count" },
  { NULL },
};

#define DIMENSIONS 10

typedef struct {
  double train, test, norm;
} Fit;

/* x ~ N(0, I), y = tanh (a′x) + b′x / 2 + noise, ‖a‖ = 2, ‖b‖ = 1. */
static void
draw (int n, const double *a, const double *b, double noise, BaseRng *rng, double *x, double *y)
{
  for (int i = 0; i < n; i++) {
    double along_a = 0, along_b = 0;
    for (int k = 0; k < DIMENSIONS; k++) {
      x[i * DIMENSIONS + k] = base_rng_normal (rng);
      along_a += a[k] * x[i * DIMENSIONS + k];
      along_b += b[k] * x[i * DIMENSIONS + k];
    }
    y[i] = tanh (along_a) + along_b / 2 + noise * base_rng_normal (rng);
  }
}

/* max (0, w_k′x) / √p: features with more of them begin with those of fewer. */
static void
features (int n, const double *x, int p, const double *w, double *phi)
{
  for (int i = 0; i < n; i++)
    for (int k = 0; k < p; k++) {
      double z = 0;
      for (int d = 0; d < DIMENSIONS; d++)
        z += w[k * DIMENSIONS + d] * x[i * DIMENSIONS + d];
      phi[i * p + k] = fmax (0, z) / sqrt (p);
    }
}

static double
mean_square (int n, int p, const double *phi, const double *w, const double *y)
{
  double sum = 0;
  for (int i = 0; i < n; i++) {
    double rest = -y[i];
    for (int k = 0; k < p; k++)
      rest += phi[i * p + k] * w[k];
    sum += rest * rest / n;
  }
  return sum;
}

typedef struct {
  int n, n_test;
  double *x, *y; /* training samples, then test samples */
  double *w;     /* of the random features */
} Problem;

static Fit
fit (const Problem *problem, int p, double ridge)
{
  int n = problem->n, m = problem->n_test;
  double *phi = calc_new ((size_t) (n + m) * (size_t) p + (size_t) p, sizeof *phi), *weights = phi + (n + m) * p, square = 0;
  features (n + m, problem->x, p, problem->w, phi);
  calc_least_squares (n, p, phi, problem->y, ridge, weights);
  for (int k = 0; k < p; k++)
    square += weights[k] * weights[k];
  Fit found = { mean_square (n, p, phi, weights, problem->y), mean_square (m, p, phi + n * p, weights, problem->y + n), sqrt (square) };
  free (phi);
  return found;
}

static void
make_problem (const CalcInput *input, int most, Problem *problem)
{
  double a[DIMENSIONS], b[DIMENSIONS];
  BaseRng rng;
  int n = problem->n = (int) input->values[N], m = problem->n_test = (int) input->values[TEST];
  problem->x = calc_new ((size_t) (n + m) * DIMENSIONS, sizeof (double));
  problem->y = calc_new ((size_t) (n + m), sizeof (double));
  problem->w = calc_new ((size_t) most * DIMENSIONS, sizeof (double));
  base_rng_init (&rng, input->seed, RNG_DATA_SHARED);
  for (int k = 0; k < DIMENSIONS; k++) {
    a[k] = 2 * base_rng_normal (&rng) / sqrt (DIMENSIONS);
    b[k] = base_rng_normal (&rng) / sqrt (DIMENSIONS);
  }
  for (int k = 0; k < most * DIMENSIONS; k++)
    problem->w[k] = base_rng_normal (&rng);
  base_rng_init (&rng, input->seed, RNG_DATA_TRAIN);
  draw (n, a, b, input->values[NOISE], &rng, problem->x, problem->y);
  base_rng_init (&rng, input->seed, RNG_DATA_TEST);
  draw (m, a, b, 0, &rng, problem->x + n * DIMENSIONS, problem->y + n);
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  static const int counts[] = { 5, 10, 20, 30, 40, 50, 60, 70, 80, 100, 130, 180, 250, 350, 500, 700, 1000 };
  enum { N_COUNTS = sizeof counts / sizeof *counts };
  Problem problem;
  make_problem (input, (int) fmax (input->values[P], counts[N_COUNTS - 1]), &problem);
  Fit chosen = fit (&problem, (int) input->values[P], input->values[RIDGE]);
  calc_set (results, TRAIN_ERROR, chosen.train);
  calc_set (results, TEST_ERROR, chosen.test);
  calc_set (results, NORM, chosen.norm);
  for (int column = COUNT; column <= COUNT_NORM; column++)
    calc_rows (results, column, N_COUNTS);
  for (int i = 0; i < N_COUNTS; i++) {
    Fit found = fit (&problem, counts[i], input->values[RIDGE]);
    results->values[COUNT].values[i] = counts[i];
    results->values[COUNT_TRAIN].values[i] = found.train;
    results->values[COUNT_TEST].values[i] = found.test;
    results->values[COUNT_NORM].values[i] = found.norm;
  }
  free (problem.x);
  free (problem.y);
  free (problem.w);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Error over the number of features"), COUNT, { COUNT_TRAIN, COUNT_TEST }, { N_ ("training"), N_ ("test") }, N_ ("squared error"),
    .log_x = true, .log_y = true, .floor = 1e-4, .rule = "n" },
  { N_ ("Length of the solution"), COUNT, { COUNT_NORM }, .log_x = true, .log_y = true, .rule = "n" },
  { NULL },
};

const CalcCalculator calc_double_descent = {
  { "double-descent", N_ ("Double descent"),
    N_ ("y = tanh a′x + b′x / 2 in ten dimensions, fitted by the shortest w with the least squares over p random features max (0, v′x): the test error "
        "peaks where p = n and falls again beyond"),
    "Belkin, Hsu, Ma, Mandal 2019, Reconciling modern machine learning and the bias–variance trade-off", params },
  outputs,
  .draws = true,
  .compute = compute,
  .charts = charts,
};
