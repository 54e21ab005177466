/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>
#include <stdlib.h>

static double
measure (TrainProbe *probe, int layer)
{
  int n = probe->test->n, n_positive, n_found = 0;
  TrainRated *rated = train_probe_rank (probe, &n_positive);
  double sum = 0;
  if (rated == NULL)
    return NAN;
  for (int i = n - 1; i >= 0; i--) {
    n_found += rated[i].positive;
    sum += rated[i].positive ? (double) n_found / (n - i) : 0;
  }
  free (rated);
  return sum / n_positive;
}

const TrainMetric train_metric_average_precision = {
  .entry = {
    .name = "average_precision",
    .label = N_ ("Average precision"),
    .summary = N_ ("Mean of the precision at each test sample of class 1, from the highest rated down; the share of class 1 is chance"),
    .source = "Davis, Goadrich 2006, The relationship between precision-recall and ROC curves",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .applies = train_two_classes,
  .measure = measure,
};
