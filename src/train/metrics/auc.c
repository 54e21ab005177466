/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>
#include <stdlib.h>

/* The ranks of the samples of class 1, equal scores sharing their mean rank, tell how many pairs are in order. */
static double
sum_of_ranks (const TrainRated *rated, int n)
{
  double sum = 0;
  for (int i = 0, end; i < n; i = end) {
    int n_positive = 0;
    for (end = i; end < n && rated[end].score == rated[i].score; end++)
      n_positive += rated[end].positive;
    sum += n_positive * (i + 1 + end) / 2.0;
  }
  return sum;
}

static double
measure (TrainProbe *probe, int layer)
{
  int n = probe->test->n, n_positive;
  TrainRated *rated = train_probe_rank (probe, &n_positive);
  if (rated == NULL)
    return NAN;
  double sum = sum_of_ranks (rated, n) - 0.5 * n_positive * (n_positive + 1.0);
  free (rated);
  return sum / ((double) n_positive * (n - n_positive));
}

const TrainMetric train_metric_auc = {
  .entry = {
    .name = "auc",
    .label = N_ ("Area under the ROC curve"),
    .summary = N_ ("Probability that a test sample of class 1 is rated above one of class 0, ties counting half; 0.5 is chance"),
    .source = "Mann, Whitney 1947, On a test of whether one of two random variables is stochastically larger than the other",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .applies = train_two_classes,
  .measure = measure,
};
