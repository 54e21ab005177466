/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/fits.h"

#include <stdlib.h>
#include <string.h>

enum { METHOD, DEPTH, TREES, RATE, N, NOISE, RESAMPLES };
enum { BAGGING, BOOSTING };

/* Named here for translation. */
#define CHOICES N_ ("bagging"), N_ ("boosting")

static const Param params[] = {
  { "method", N_ ("Method"), NULL, PARAM_CHOICE, 0, 0, 1, BAGGING, "bagging|boosting" },
  { "depth", N_ ("Depth of the trees"), NULL, PARAM_INT, 0, 1, 8, 1 },
  { "trees", N_ ("Trees"), NULL, PARAM_INT, PARAM_LOG, 1, 100, 50 },
  { "rate", N_ ("Share of each boosted tree"), NULL, PARAM_REAL, PARAM_LOG, 0.01, 1, 0.3 },
  { "n", N_ ("Training samples"), NULL, PARAM_INT, PARAM_LOG, 2, 200, 50 },
  { "noise", N_ ("Noise of the targets"), NULL, PARAM_REAL, 0, 0, 2, 0.3 },
  { "resamples", N_ ("Training sets"), NULL, PARAM_INT, PARAM_LOG, 2, 100, 60 },
  { NULL },
};

enum { BIAS2, VARIANCE, NOISE_VARIANCE, ERROR, TRAIN_ERROR, TREE, TREE_BIAS2, TREE_VARIANCE, TREE_ERROR, PLACES };

static const CalcOutput outputs[] = {
  [BIAS2] = { "bias2", N_ ("Squared bias") },
  [VARIANCE] = { "variance", N_ ("Variance") },
  [NOISE_VARIANCE] = { "noise_variance", N_ ("Noise") },
  [ERROR] = { "mse", N_ ("Squared error on new samples") },
  [TRAIN_ERROR] = { "train_mse", N_ ("Squared error on the training samples") },
  [TREE] = { "trees", N_ ("Trees"), NULL, CALC_COLUMN, "trees" },
  [TREE_BIAS2] = { "trees_bias2", N_ ("Squared bias"), NULL, CALC_COLUMN, "trees" },
  [TREE_VARIANCE] = { "trees_variance", N_ ("Variance"), NULL, CALC_COLUMN, "trees" },
  [TREE_ERROR] = { "trees_mse", N_ ("Squared error on new samples"), NULL, CALC_COLUMN, "trees" },
  CALC_FITS_OUTPUTS (PLACES),
  { NULL },
};

/* A training set with what the trees so far say together: their sum, at its samples and at the places. */
typedef struct {
  int n;
  double *x, *y;           /* by rising x */
  double *target, *weight; /* of the tree that grows */
  double *sum;
  double at[CALC_PLACES];
} Set;

typedef struct {
  double x, y;
} Sample;

static int
by_x (const void *a, const void *b)
{
  double difference = ((const Sample *) a)->x - ((const Sample *) b)->x;
  return (difference > 0) - (difference < 0);
}

static void
draw_set (const double *v, BaseRng *rng, Set *set)
{
  int n = set->n = (int) v[N];
  set->x = calc_new ((size_t) n * 5, sizeof *set->x);
  set->y = set->x + n, set->target = set->y + n, set->weight = set->target + n, set->sum = set->weight + n;
  calc_fits_draw (n, v[NOISE], rng, set->x, set->y);
  Sample *samples = calc_new ((size_t) n, sizeof *samples);
  for (int i = 0; i < n; i++)
    samples[i] = (Sample){ set->x[i], set->y[i] };
  qsort (samples, (size_t) n, sizeof *samples, by_x);
  for (int i = 0; i < n; i++)
    set->x[i] = samples[i].x, set->y[i] = samples[i].y;
  free (samples);
}

/* The first sample on the right of the cut that lowers the squared error most; @from: no cut does. The error is Σ w t² − (Σ w t)² / Σ w on
 * either side. */
static int
best_cut (const Set *set, int from, int to, double sum, double weight)
{
  int best = from;
  double left = 0, left_weight = 0, most = weight > 0 ? sum * sum / weight + 1e-12 : 0;
  for (int i = from; i < to - 1; i++) {
    left += set->weight[i] * set->target[i], left_weight += set->weight[i];
    double right = sum - left, right_weight = weight - left_weight;
    double gain = left_weight > 0 && right_weight > 0 ? left * left / left_weight + right * right / right_weight : 0;
    if (gain > most)
      most = gain, best = i + 1;
  }
  return best;
}

/* Grows the tree over the samples @from … @to − 1 and over the places between @low and @high; @share of its leaves is added. */
static void
grow (Set *set, int from, int to, double low, double high, int depth, double share)
{
  double sum = 0, weight = 0;
  for (int i = from; i < to; i++)
    sum += set->weight[i] * set->target[i], weight += set->weight[i];
  int cut = depth > 0 ? best_cut (set, from, to, sum, weight) : from;
  if (cut > from) {
    double between = (set->x[cut - 1] + set->x[cut]) / 2;
    grow (set, from, cut, low, between, depth - 1, share);
    grow (set, cut, to, between, high, depth - 1, share);
    return;
  }
  double leaf = weight > 0 ? share * sum / weight : 0;
  for (int i = from; i < to; i++)
    set->sum[i] += leaf;
  for (int i = 0; i < CALC_PLACES; i++)
    if (calc_fits_place (i) >= low && calc_fits_place (i) < high)
      set->at[i] += leaf;
}

/* A boosted tree fits what is left of all samples; a bagged one the targets of as many samples, drawn with replacement. */
static void
add_tree (const double *v, BaseRng *rng, Set *set)
{
  bool boosts = (int) v[METHOD] == BOOSTING;
  for (int i = 0; i < set->n; i++) {
    set->target[i] = set->y[i] - (boosts ? set->sum[i] : 0);
    set->weight[i] = boosts ? 1 : 0;
  }
  for (int i = 0; !boosts && i < set->n; i++)
    set->weight[base_rng_below (rng, (uint32_t) set->n)]++;
  grow (set, 0, set->n, -2, 2, (int) v[DEPTH], boosts ? v[RATE] : 1);
}

/* The fits of all sets to the places, and their mean error on their own samples. */
static double
read_fits (const double *v, const Set *sets, int n_trees, double *fits)
{
  double share = (int) v[METHOD] == BOOSTING ? 1 : 1.0 / n_trees, error = 0;
  for (int r = 0; r < (int) v[RESAMPLES]; r++) {
    for (int i = 0; i < CALC_PLACES; i++)
      fits[r * CALC_PLACES + i] = share * sets[r].at[i];
    for (int i = 0; i < sets[r].n; i++) {
      double difference = share * sets[r].sum[i] - sets[r].y[i];
      error += difference * difference / (sets[r].n * v[RESAMPLES]);
    }
  }
  return error;
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values;
  int m = (int) v[RESAMPLES], n_trees = (int) v[TREES];
  Set *sets = calc_new ((size_t) m, sizeof *sets);
  double *fits = calc_new ((size_t) m * CALC_PLACES, sizeof *fits), *columns[PLACES];
  BaseRng data, bags, fresh;
  base_rng_init (&data, input->seed, RNG_DATA_TRAIN);
  base_rng_init (&bags, input->seed, RNG_SPLIT);
  for (int r = 0; r < m; r++)
    draw_set (v, &data, &sets[r]);
  for (int column = TREE; column < PLACES; column++)
    columns[column] = calc_rows (results, column, n_trees);
  CalcFits d;
  double train_error = 0;
  for (int tree = 0; tree < n_trees; tree++) {
    for (int r = 0; r < m; r++)
      add_tree (v, &bags, &sets[r]);
    base_rng_init (&fresh, input->seed, RNG_DATA_TEST);
    train_error = read_fits (v, sets, tree + 1, fits);
    calc_fits_decompose (m, fits, v[NOISE], &fresh, &d);
    columns[TREE][tree] = tree + 1;
    columns[TREE_BIAS2][tree] = d.bias2, columns[TREE_VARIANCE][tree] = d.variance, columns[TREE_ERROR][tree] = d.error;
  }
  calc_set (results, BIAS2, d.bias2);
  calc_set (results, VARIANCE, d.variance);
  calc_set (results, NOISE_VARIANCE, v[NOISE] * v[NOISE]);
  calc_set (results, ERROR, d.error);
  calc_set (results, TRAIN_ERROR, train_error);
  calc_fits_show (results, PLACES, &d, m, fits);
  for (int r = 0; r < m; r++)
    free (sets[r].x);
  free (sets);
  free (fits);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Parts of the error by the number of trees"), TREE, { TREE_BIAS2, TREE_VARIANCE, TREE_ERROR }, { N_ ("bias²"), N_ ("variance"), N_ ("error") },
    N_ ("squared error"), .log_x = true, .log_y = true, .floor = 1e-4 },
  { NULL },
};

const CalcCalculator calc_tree_ensemble = {
  { "tree-ensemble", N_ ("Bagged and boosted trees"),
    N_ ("Regression trees on many training sets from y = sin 1.5πx + noise: bagging takes the mean of trees on samples drawn with replacement, boosting adds a "
        "share of a tree fitted to what the others leave; bias² and variance of both, each a mean over 101 places"),
    "Breiman 1996, Bagging predictors; Friedman 2001, Greedy function approximation: a gradient boosting machine", params },
  outputs,
  .draws = true,
  .compute = compute,
  .charts = charts,
};
