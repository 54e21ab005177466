/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"

#include <math.h>

enum { EFFECT, SIGMA, BEST_OF, BASELINE_RUNS, RULE, PAPERS };
enum { BEST_AGAINST_MEAN, MEAN_AGAINST_MEAN };

static const Param params[] = {
  { "effect", N_ ("True gain"), NULL, PARAM_REAL, 0, -5, 5, 0 },
  { "sigma", N_ ("Deviation from seed to seed"), NULL, PARAM_REAL, PARAM_LOG, 0.01, 5, 0.5 },
  { "runs", N_ ("Runs of the new method"), NULL, PARAM_INT, 0, 1, 50, 5 },
  { "baseline-runs", N_ ("Runs of the old method"), NULL, PARAM_INT, 0, 1, 50, 1 },
  { "rule", N_ ("What is reported of the new method"), NULL, PARAM_CHOICE, 0, 0, 1, BEST_AGAINST_MEAN, "best|mean" },
  { "papers", N_ ("Papers"), NULL, PARAM_INT, PARAM_LOG, 100, 50000, 10000 },
  { NULL },
};

enum { P_GAIN, MEAN_GAIN, GAIN_DEVIATION, BIN, BIN_GAIN, BIN_SHARE };

static const CalcOutput outputs[] = {
  [P_GAIN] = { "p_gain", N_ ("Share of papers that report a gain") },
  [MEAN_GAIN] = { "mean_gain", N_ ("Mean gain reported") },
  [GAIN_DEVIATION] = { "gain_deviation", N_ ("Deviation of the gains reported") },
  [BIN] = { "bin", N_ ("Bin"), NULL, CALC_COLUMN, "bin" },
  [BIN_GAIN] = { "bin_gain", N_ ("Gain reported"), NULL, CALC_COLUMN, "bin" },
  [BIN_SHARE] = { "bin_share", N_ ("Share of the papers"), NULL, CALC_COLUMN, "bin" },
  { NULL },
};

#define N_BINS 41 /* of 0.2 σ, around 0 */

/* Best or mean of @n runs around @mean. */
static double
report (int n, double mean, double sigma, bool best, BaseRng *rng)
{
  double sum = 0, most = -INFINITY;
  for (int i = 0; i < n; i++) {
    double result = mean + sigma * base_rng_normal (rng);
    sum += result;
    most = fmax (most, result);
  }
  return best ? most : sum / n;
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values;
  int n = (int) v[PAPERS], n_gains = 0;
  double sum = 0, square = 0, *bin = calc_rows (results, BIN, N_BINS), *gain_of = calc_rows (results, BIN_GAIN, N_BINS),
         *share = calc_rows (results, BIN_SHARE, N_BINS);
  BaseRng rng;
  base_rng_init (&rng, input->seed, RNG_DATA_TRAIN);
  for (int i = 0; i < n; i++) {
    double old = report ((int) v[BASELINE_RUNS], 0, v[SIGMA], false, &rng);
    double gain = report ((int) v[BEST_OF], v[EFFECT], v[SIGMA], v[RULE] == BEST_AGAINST_MEAN, &rng) - old;
    double place = floor (gain / (0.2 * v[SIGMA]) + 0.5) + N_BINS / 2;
    n_gains += gain > 0;
    sum += gain;
    square += gain * gain;
    share[(int) fmin (fmax (place, 0), N_BINS - 1)] += 1.0 / n;
  }
  for (int i = 0; i < N_BINS; i++) {
    bin[i] = i;
    gain_of[i] = (i - N_BINS / 2) * 0.2 * v[SIGMA];
  }
  calc_set (results, P_GAIN, (double) n_gains / n);
  calc_set (results, MEAN_GAIN, sum / n);
  calc_set (results, GAIN_DEVIATION, sqrt (fmax (0, square / n - sum / n * sum / n)));
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Gains reported"), BIN_GAIN, { BIN_SHARE }, .bars = true, .rule = "mean_gain" },
  { NULL },
};

const CalcCalculator calc_reported_gain = {
  { "reported-gain", N_ ("Gains that papers report"),
    N_ ("Runs are normal around their method's true result; the best or the mean of some runs of the new method is compared with the mean of the "
        "old one's: with no true gain, the best of k against one run wins in k / (k + 1) of the papers"),
    "Henderson et al. 2018, Deep reinforcement learning that matters", params },
  outputs,
  .draws = true,
  .compute = compute,
  .charts = charts,
};
