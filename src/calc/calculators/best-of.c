/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "calc/statistics.h"

#include <math.h>
#include <stdlib.h>

enum { N, MODELS, ACCURACY, TRIALS };

static const Param params[] = {
  { "n", N_ ("Test samples"), NULL, PARAM_INT, PARAM_LOG, 2, 5000, 100 },
  { "models", N_ ("Models tried"), NULL, PARAM_INT, PARAM_LOG, 1, 1000, 50 },
  { "accuracy", N_ ("True accuracy of every model"), NULL, PARAM_REAL, 0, 0, 1, 0.5 },
  { "trials", N_ ("Trials shown"), NULL, PARAM_INT, PARAM_LOG, 1, 200, 100 },
  { NULL },
};

enum { BEST, FRESH, BIAS, TRIAL, TRIAL_BEST, TRIAL_FRESH, COUNT, COUNT_BEST };

static const CalcOutput outputs[] = {
  [BEST] = { "best", N_ ("Mean accuracy of the best one") },
  [FRESH] = { "fresh", N_ ("Its mean accuracy on fresh data") },
  [BIAS] = { "bias", N_ ("Selection bias") },
  [TRIAL] = { "trial", N_ ("Trial"), NULL, CALC_COLUMN, "trial" },
  [TRIAL_BEST] = { "trial_best", N_ ("Accuracy of the best one"), NULL, CALC_COLUMN, "trial" },
  [TRIAL_FRESH] = { "trial_fresh", N_ ("Its accuracy on fresh data"), NULL, CALC_COLUMN, "trial" },
  [COUNT] = { "count", N_ ("Models tried"), NULL, CALC_COLUMN, "count" },
  [COUNT_BEST] = { "count_best", N_ ("Mean accuracy of the best one"), NULL, CALC_COLUMN, "count" },
  { NULL },
};

/* E max of @models results: Σ_{k<n} (1 − P (X ≤ k)^models) / n. */
static double
expected_best (const double *pmf, int n, int models)
{
  double below = 0, sum = 0;
  for (int k = 0; k < n; k++) {
    below += pmf[k];
    sum += 1 - pow (fmin (below, 1), models);
  }
  return sum / n;
}

static void
fill_trials (const CalcInput *input, CalcResults *results, const double *pmf)
{
  int n = (int) input->values[N], trials = (int) input->values[TRIALS];
  double *at = calc_rows (results, TRIAL, trials), *best = calc_rows (results, TRIAL_BEST, trials),
         *fresh = calc_rows (results, TRIAL_FRESH, trials);
  BaseRng rng;
  base_rng_init (&rng, input->seed, RNG_DATA_TRAIN);
  for (int i = 0; i < trials; i++) {
    int most = 0;
    for (int m = 0; m < (int) input->values[MODELS]; m++) {
      int right = calc_binomial_draw (n, pmf, &rng);
      most = right > most ? right : most;
    }
    at[i] = i + 1;
    best[i] = (double) most / n;
    fresh[i] = (double) calc_binomial_draw (n, pmf, &rng) / n;
  }
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  static const int counts[] = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000 };
  enum { N_COUNTS = sizeof counts / sizeof *counts };
  int n = (int) input->values[N];
  double *pmf = calc_new ((size_t) n + 1, sizeof *pmf);
  calc_binomial (n, input->values[ACCURACY], pmf);
  double best = expected_best (pmf, n, (int) input->values[MODELS]);
  calc_set (results, BEST, best);
  calc_set (results, FRESH, input->values[ACCURACY]);
  calc_set (results, BIAS, best - input->values[ACCURACY]);
  fill_trials (input, results, pmf);
  double *count = calc_rows (results, COUNT, N_COUNTS), *count_best = calc_rows (results, COUNT_BEST, N_COUNTS);
  for (int i = 0; i < N_COUNTS; i++) {
    count[i] = counts[i];
    count_best[i] = expected_best (pmf, n, counts[i]);
  }
  free (pmf);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("The more are tried, the better the best looks"), COUNT, { COUNT_BEST }, .log_x = true, .rule = "models", .says = { "best", "fresh" },
    .said = { N_ ("best"), N_ ("on fresh data") } },
  { NULL },
};

const CalcCalculator calc_best_of = {
  { "best-of", N_ ("The best of many models"),
    N_ ("Models of equal true accuracy p are tested on the same n samples and the best is chosen: its expected result is Σ (1 − F(k)^m) / n "
        "with F the binomial distribution, on fresh data it is p"),
    NULL, params },
  outputs,
  .draws = true,
  .compute = compute,
  .charts = charts,
};
