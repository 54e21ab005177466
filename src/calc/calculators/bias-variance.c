/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "calc/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEGREE, N, NOISE, RESAMPLES, RIDGE };

#define MAX_DEGREE 15
#define N_PLACES 101 /* where fits are compared, from −1 to 1 */
#define SHOWN 25     /* fits that can be seen one by one */

static const Param params[] = {
  { "degree", N_ ("Degree of the polynomial"), NULL, PARAM_INT, 0, 0, MAX_DEGREE, 3 },
  { "n", N_ ("Training samples"), NULL, PARAM_INT, PARAM_LOG, 2, 200, 20 },
  { "noise", N_ ("Noise of the targets"), NULL, PARAM_REAL, 0, 0, 2, 0.3 },
  { "resamples", N_ ("Training sets"), NULL, PARAM_INT, PARAM_LOG, 2, 200, 60 },
  { "ridge", N_ ("Ridge λ"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000, 0 },
  { NULL },
};

enum {
  BIAS2, VARIANCE, NOISE_VARIANCE, ERROR, RESIDUE, DEG, DEG_BIAS2, DEG_VARIANCE, DEG_ERROR, PLACE, PLACE_X, PLACE_TRUTH, PLACE_MEAN,
  PLACE_DEVIATION, FITS
};

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
  [PLACE] = { "place", N_ ("Place"), NULL, CALC_COLUMN, "place" },
  [PLACE_X] = { "place_x", "x", NULL, CALC_COLUMN, "place" },
  [PLACE_TRUTH] = { "place_truth", N_ ("Truth"), NULL, CALC_COLUMN, "place" },
  [PLACE_MEAN] = { "place_mean", N_ ("Mean of the fits"), NULL, CALC_COLUMN, "place" },
  [PLACE_DEVIATION] = { "place_deviation", N_ ("Deviation of the fits"), NULL, CALC_COLUMN, "place" },
  [FITS] = { "fits", N_ ("The first fits, one in each row"), NULL, CALC_IMAGE },
  { NULL },
};

static double
truth (double x)
{
  return sin (1.5 * M_PI * x);
}

static double
place (int i)
{
  return -1 + 2.0 * i / (N_PLACES - 1);
}

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

typedef struct {
  double bias2, variance, error;
  double mean[N_PLACES], deviation[N_PLACES];
  int n_first;
  double first[SHOWN][N_PLACES]; /* fits */
} Decomposition;

/* Fits one training set; fit[N_PLACES]: its values. */
static void
fit_once (const double *v, int degree, BaseRng *rng, double *fit)
{
  int n = (int) v[N], p = degree + 1;
  double *phi = calc_new ((size_t) (n * p + n), sizeof *phi), *y = phi + n * p, w[MAX_DEGREE + 1], at[MAX_DEGREE + 1];
  for (int i = 0; i < n; i++) {
    double x = base_rng_range (rng, -1, 1);
    features (x, degree, phi + i * p);
    y[i] = truth (x) + v[NOISE] * base_rng_normal (rng);
  }
  calc_least_squares (n, p, phi, y, v[RIDGE], w);
  for (int i = 0; i < N_PLACES; i++) {
    fit[i] = 0;
    features (place (i), degree, at);
    for (int k = 0; k < p; k++)
      fit[i] += w[k] * at[k];
  }
  free (phi);
}

/* All degrees see the same training sets. */
static void
decompose (const double *v, int degree, uint64_t seed, Decomposition *d)
{
  int m = (int) v[RESAMPLES];
  double *fits = calc_new ((size_t) m * N_PLACES, sizeof *fits);
  BaseRng rng, fresh;
  base_rng_init (&rng, seed, RNG_DATA_TRAIN);
  base_rng_init (&fresh, seed, RNG_DATA_TEST);
  *d = (Decomposition){ 0 };
  for (int r = 0; r < m; r++)
    fit_once (v, degree, &rng, fits + r * N_PLACES);
  d->n_first = m < SHOWN ? m : SHOWN;
  memcpy (d->first, fits, (size_t) d->n_first * sizeof d->first[0]);
  for (int i = 0; i < N_PLACES; i++) {
    double mean = 0, square = 0;
    for (int r = 0; r < m; r++)
      mean += fits[r * N_PLACES + i] / m;
    for (int r = 0; r < m; r++) {
      double fit = fits[r * N_PLACES + i], target = truth (place (i)) + v[NOISE] * base_rng_normal (&fresh);
      square += (fit - mean) * (fit - mean) / m;
      d->error += (fit - target) * (fit - target) / (m * N_PLACES);
    }
    d->mean[i] = mean;
    d->deviation[i] = sqrt (square);
    d->bias2 += (mean - truth (place (i))) * (mean - truth (place (i))) / N_PLACES;
    d->variance += square / N_PLACES;
  }
  free (fits);
}

static void
fill_tables (const CalcInput *input, CalcResults *results, const Decomposition *chosen)
{
  for (int column = DEG; column <= DEG_ERROR; column++)
    calc_rows (results, column, MAX_DEGREE + 1);
  for (int column = PLACE; column <= PLACE_DEVIATION; column++)
    calc_rows (results, column, N_PLACES);
  for (int degree = 0; degree <= MAX_DEGREE; degree++) {
    Decomposition d;
    decompose (input->values, degree, input->seed, &d);
    results->values[DEG].values[degree] = degree;
    results->values[DEG_BIAS2].values[degree] = d.bias2;
    results->values[DEG_VARIANCE].values[degree] = d.variance;
    results->values[DEG_ERROR].values[degree] = d.error;
  }
  for (int i = 0; i < N_PLACES; i++) {
    results->values[PLACE].values[i] = i;
    results->values[PLACE_X].values[i] = place (i);
    results->values[PLACE_TRUTH].values[i] = truth (place (i));
    results->values[PLACE_MEAN].values[i] = chosen->mean[i];
    results->values[PLACE_DEVIATION].values[i] = chosen->deviation[i];
  }
  memcpy (calc_image (results, FITS, chosen->n_first, N_PLACES), chosen->first, (size_t) chosen->n_first * sizeof chosen->first[0]);
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  double noise = input->values[NOISE] * input->values[NOISE];
  Decomposition d;
  decompose (input->values, (int) input->values[DEGREE], input->seed, &d);
  calc_set (results, BIAS2, d.bias2);
  calc_set (results, VARIANCE, d.variance);
  calc_set (results, NOISE_VARIANCE, noise);
  calc_set (results, ERROR, d.error);
  calc_set (results, RESIDUE, d.error - d.bias2 - d.variance - noise);
  fill_tables (input, results, &d);
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
