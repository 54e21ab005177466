/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL && train->target == DATA_REAL && train->n_targets == 1 && loss->link == NN_LINK_IDENTITY;
}

static double
measure (TrainProbe *probe, int layer)
{
  double mean = 0, error = 0, variance = 0;
  int n = probe->test->n;
  for (int i = 0; i < n; i++)
    mean += (double) probe->test->targets[i] / n;
  for (int i = 0; i < n; i++) {
    error += pow (probe->predictions[i] - (double) probe->test->targets[i], 2);
    variance += pow ((double) probe->test->targets[i] - mean, 2);
  }
  return error / variance;
}

const TrainMetric train_metric_unexplained = {
  .entry = {
    .name = "unexplained",
    .label = N_ ("Unexplained variance"),
    .summary = N_ ("Squared error on the test set divided by the variance of its targets: 1 − R²"),
  },
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
