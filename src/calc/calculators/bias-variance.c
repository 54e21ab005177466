/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/fits.h"
#include "calc/linear.h"

#include <stdlib.h>

enum { DEGREE, N, NOISE, RESAMPLES, RIDGE };

#define MAX_DEGREE 15

static const Param params[] = {
  { "degree", N_ ("Degree of the polynomial"), NULL, PARAM_INT, 0, 0, MAX_DEGREE, 3 },
  { "n", N_ ("Training samples"), NULL, PARAM_INT, PARAM_LOG, 2, 200, 20 },
  { "noise", N_ ("Noise of the targets"), NULL, PARAM_REAL, 0, 0, 2, 0.3 },
  { "resamples", N_ ("Training sets"), NULL, PARAM_INT, PARAM_LOG, 2, 200, 60 },
  { "ridge", N_ ("Ridge λ"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000, 0 },
  { NULL },
};

enum { BIAS2, VARIANCE, NOISE_VARIANCE, ERROR, RESIDUE, DEG, DEG_BIAS2, DEG_VARIANCE, DEG_ERROR, PLACES };

static const CalcOutput outputs[] = {
  [BIAS2] = { "bias2", N_ ("Squared bias") },
  [VARIANCE] = { "variance", N_ ("Variance") },
  [NOISE_VARIANCE] = { "noise_variance", N_ ("Noise") },
  [ERROR] = { "mse", N_ ("Squared error on new samples") },
  [RESIDUE] = { "residue", N_ ("Error less the sum of the three") },
  [DEG] = { "degree", N_ ("Degree"), NULL, CALC_COLUMN, "degree" },
  [DEG_BIAS2] = { "degree_bias2", N_ ("Squared bias"), NULL, CALC_COLUMN, "degree" },
  [DEG_VARIANCE] = { "degree_variance", N_ ("Variance"), NULL, CALC_COLUMN, "degree" },
  [DEG_ERROR] = { "degree_mse", N_ ("Squared error on new samples"), NULL, CALC_COLUMN, "degree" },
  CALC_FITS_OUTPUTS (PLACES),
  { NULL },
};

/* Legendre polynomials P_0 … P_degree at @x: as features far less dependent than powers. */
static void
features (double x, int degree, double *to)
{
  to[0] = 1;
  if (degree > 0)
    to[1] = x;
  for (int k = 2; k <= degree; k++)
    to[k] = ((2 * k - 1) * x * to[k - 1] - (k - 1) * to[k - 2]) / k;
}

/* Fits one training set; fit[CALC_PLACES]: its values. */
static void
fit_once (const double *v, int degree, BaseRng *rng, double *fit)
{
  int n = (int) v[N], p = degree + 1;
  double *x = calc_new ((size_t) (n * (p + 2)), sizeof *x), *y = x + n, *phi = y + n, w[MAX_DEGREE + 1], at[MAX_DEGREE + 1];
  calc_fits_draw (n, v[NOISE], rng, x, y);
  for (int i = 0; i < n; i++)
    features (x[i], degree, phi + i * p);
  calc_least_squares (n, p, phi, y, v[RIDGE], w);
  for (int i = 0; i < CALC_PLACES; i++) {
    fit[i] = 0;
    features (calc_fits_place (i), degree, at);
    for (int k = 0; k < p; k++)
      fit[i] += w[k] * at[k];
  }
  free (x);
}

/* All degrees see the same training sets. */
static void
decompose (const CalcInput *input, int degree, double *fits, CalcFits *to)
{
  const double *v = input->values;
  BaseRng rng, fresh;
  base_rng_init (&rng, input->seed, RNG_DATA_TRAIN);
  base_rng_init (&fresh, input->seed, RNG_DATA_TEST);
  for (int r = 0; r < (int) v[RESAMPLES]; r++)
    fit_once (v, degree, &rng, fits + r * CALC_PLACES);
  calc_fits_decompose ((int) v[RESAMPLES], fits, v[NOISE], &fresh, to);
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values;
  double noise = v[NOISE] * v[NOISE], *fits = calc_new ((size_t) v[RESAMPLES] * CALC_PLACES, sizeof *fits);
  CalcFits d;
  for (int column = DEG; column <= DEG_ERROR; column++)
    calc_rows (results, column, MAX_DEGREE + 1);
  for (int degree = 0; degree <= MAX_DEGREE; degree++) {
    decompose (input, degree, fits, &d);
    results->values[DEG].values[degree] = degree;
    results->values[DEG_BIAS2].values[degree] = d.bias2;
    results->values[DEG_VARIANCE].values[degree] = d.variance;
    results->values[DEG_ERROR].values[degree] = d.error;
  }
  decompose (input, (int) v[DEGREE], fits, &d);
  calc_set (results, BIAS2, d.bias2);
  calc_set (results, VARIANCE, d.variance);
  calc_set (results, NOISE_VARIANCE, noise);
  calc_set (results, ERROR, d.error);
  calc_set (results, RESIDUE, d.error - d.bias2 - d.variance - noise);
  calc_fits_show (results, PLACES, &d, (int) v[RESAMPLES], fits);
  free (fits);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Parts of the error"), DEG, { DEG_BIAS2, DEG_VARIANCE, DEG_ERROR }, { N_ ("bias²"), N_ ("variance"), N_ ("error") },
    N_ ("squared error"), .log_y = true, .floor = 1e-4, .rule = "degree" },
  { NULL },
};

const CalcCalculator calc_bias_variance = {
  { "bias-variance", N_ ("Bias and variance of polynomials"),
    N_ ("Polynomials are fitted to many training sets from y = sin 1.5πx + noise: E (f − y)² = (E f − t)² + E (f − E f)² + σ², each a mean over "
        "101 places"),
    "Geman, Bienenstock, Doursat 1992, Neural networks and the bias/variance dilemma", params },
  outputs,
  .draws = true,
  .compute = compute,
  .charts = charts,
};
