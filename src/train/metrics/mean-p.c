/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  double sum = 0;
  for (int i = 0; i < probe->test->n; i++)
    sum += probe->predictions[i];
  return sum / probe->test->n;
}

const TrainMetric train_metric_mean_p = {
  .entry = {
    .name = "mean_p",
    .label = N_ ("Mean probability"),
    .summary = N_ ("Mean probability of class 1 over the test samples; calibrated in the large, it is the share of class 1"),
  },
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .on_request = true,
  .applies = train_two_classes,
  .measure = measure,
};
