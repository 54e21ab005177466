/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "calc/statistics.h"

#include <math.h>
#include <stdlib.h>

enum { N, ACCURACY, LEVEL, RESAMPLES };

static const Param params[] = {
  { "n", N_ ("Test samples"), NULL, PARAM_INT, PARAM_LOG, 2, 5000, 100 },
  { "accuracy", N_ ("Accuracy"), NULL, PARAM_REAL, 0, 0, 1, 0.8 },
  { "level", N_ ("Level"), NULL, PARAM_REAL, 0, 0.5, 0.999, 0.95 },
  { "resamples", N_ ("Bootstrap samples"), NULL, PARAM_INT, PARAM_LOG, 100, 2000, 1000 },
  { NULL },
};

enum { WALD, WILSON, EXACT, BOOTSTRAP, N_METHODS };
enum { LOW, HIGH, HALFWIDTH, COVERAGE, N_EACH };
#define COLUMN(which) (1 + (which))

static const CalcOutput outputs[] = {
  { "method", N_ ("Method"), NULL, CALC_COLUMN, "method" },
  { "low", N_ ("Lower end"), NULL, CALC_COLUMN, "method" },
  { "high", N_ ("Upper end"), NULL, CALC_COLUMN, "method" },
  { "halfwidth", N_ ("Half of the width"), NULL, CALC_COLUMN, "method" },
  { "coverage", N_ ("How often it holds the true accuracy"), NULL, CALC_COLUMN, "method" },
  { NULL },
};
static const char *const method_names[] = { N_ ("Normal"), N_ ("Wilson"), N_ ("Clopper–Pearson"), N_ ("Bootstrap") };

typedef struct {
  double low, high;
} Interval;

/* p̂ ± z √(p̂ (1 − p̂) / n) */
static Interval
wald (int n, int k, double z)
{
  double p = (double) k / n, half = z * sqrt (p * (1 - p) / n);
  return (Interval){ p - half, p + half };
}

/* The p whose score test does not reject p̂. */
static Interval
wilson (int n, int k, double z)
{
  double p = (double) k / n, scale = 1 / (1 + z * z / n), middle = (p + z * z / (2.0 * n)) * scale;
  double half = z * scale * sqrt (p * (1 - p) / n + z * z / (4.0 * n * n));
  return (Interval){ middle - half, middle + half };
}

static Interval
exact (int n, int k, double tail)
{
  return (Interval){ k == 0 ? 0 : calc_binomial_inverse (n, k - 1, 1 - tail),
                     k == n ? 1 : calc_binomial_inverse (n, k, tail) };
}

static int
compare_counts (const void *a, const void *b)
{
  return *(const int *) a - *(const int *) b;
}

/* Percentiles of the accuracy over samples drawn with replacement from the n answers. */
static Interval
bootstrap (int n, int k, double tail, int n_resamples, BaseRng *rng)
{
  int *counts = calc_new ((size_t) n_resamples, sizeof *counts);
  double *pmf = calc_new ((size_t) n + 1, sizeof *pmf);
  calc_binomial (n, (double) k / n, pmf);
  for (int i = 0; i < n_resamples; i++)
    counts[i] = calc_binomial_draw (n, pmf, rng);
  qsort (counts, (size_t) n_resamples, sizeof *counts, compare_counts);
  Interval found = { (double) counts[(int) (tail * (n_resamples - 1) + 0.5)] / n,
                     (double) counts[(int) ((1 - tail) * (n_resamples - 1) + 0.5)] / n };
  free (counts);
  free (pmf);
  return found;
}

/* Percentiles of the binomial itself: what the bootstrap goes to with many samples. */
static Interval
percentiles (int n, int k, double tail, double *pmf)
{
  Interval found = { 1, 1 };
  double sum = 0;
  calc_binomial (n, (double) k / n, pmf);
  for (int j = 0; j <= n; j++) {
    double before = sum;
    sum += pmf[j];
    if (before < tail && sum >= tail)
      found.low = (double) j / n;
    if (before < 1 - tail && sum >= 1 - tail)
      found.high = (double) j / n;
  }
  return found;
}

/* Whether the interval around @k holds @accuracy. @below: the chance of fewer than k right answers, @chance: of k. */
static bool
holds (int method, int n, int k, double accuracy, double z, double tail, double below, double chance, double *room)
{
  if (method == EXACT) /* what it was made from, without inverting it */
    return below + chance >= tail && 1 - below >= tail;
  Interval found = method == WALD     ? wald (n, k, z)
                   : method == WILSON ? wilson (n, k, z)
                                      : percentiles (n, k, tail, room);
  return found.low <= accuracy && accuracy <= found.high;
}

/* The chance that the interval of a test set holds @accuracy: a sum over all results it can have. Results that hardly ever
 * come are passed over. */
static double
coverage (int method, int n, double accuracy, double z, double tail)
{
  double *pmf = calc_new (2 * ((size_t) n + 1), sizeof *pmf), *room = pmf + n + 1, sum = 0, below = 0;
  calc_binomial (n, accuracy, pmf);
  for (int k = 0; k <= n; below += pmf[k++])
    if (pmf[k] > 1e-7 && holds (method, n, k, accuracy, z, tail, below, pmf[k], room))
      sum += pmf[k];
  free (pmf);
  return sum;
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values, tail = (1 - v[LEVEL]) / 2, z = calc_normal_quantile (1 - tail);
  int n = (int) v[N], k = (int) floor (v[ACCURACY] * n + 0.5);
  BaseRng rng;
  base_rng_init (&rng, input->seed, RNG_DATA_TRAIN);
  for (int column = 0; column <= N_EACH; column++)
    calc_rows (results, column, N_METHODS);
  for (int method = 0; method < N_METHODS; method++) {
    Interval found = method == WALD     ? wald (n, k, z)
                     : method == WILSON ? wilson (n, k, z)
                     : method == EXACT  ? exact (n, k, tail)
                                        : bootstrap (n, k, tail, (int) v[RESAMPLES], &rng);
    results->values[0].values[method] = method + 1;
    results->values[COLUMN (LOW)].values[method] = found.low;
    results->values[COLUMN (HIGH)].values[method] = found.high;
    results->values[COLUMN (HALFWIDTH)].values[method] = (found.high - found.low) / 2;
    results->values[COLUMN (COVERAGE)].values[method] = coverage (method, n, v[ACCURACY], z, tail);
    calc_name_row (results, method, method_names[method]);
  }
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Half of the width"), 0, { 1 + HALFWIDTH }, .bars = true },
  { N_ ("How often it holds the true accuracy"), 0, { 1 + COVERAGE }, .bars = true, .share = true },
  { NULL },
};

const CalcCalculator calc_accuracy_interval = {
  { "accuracy-interval", N_ ("Interval of an accuracy"),
    N_ ("For k right answers among n: 1 the normal approximation, 2 Wilson, 3 Clopper–Pearson, 4 the bootstrap's percentiles; and how often "
        "each holds the true accuracy, summed over all k"),
    "Wilson 1927, Probable inference; Clopper, Pearson 1934; Efron 1979, Bootstrap methods; Brown, Cai, DasGupta 2001, Interval estimation "
    "for a binomial proportion", params },
  outputs,
  .draws = true,
  .compute = compute,
  .charts = charts,
};
