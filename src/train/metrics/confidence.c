/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

static double
measure (TrainProbe *probe, int layer)
{
  double sum = 0, confidence;
  for (int i = 0; i < probe->test->n; i++)
    sum += train_probe_answer (probe, i, &confidence) >= 0 ? confidence : NAN;
  return sum / probe->test->n;
}

const TrainMetric train_metric_confidence = {
  .entry = {
    .name = "confidence",
    .label = N_ ("Confidence"),
    .summary = N_ ("Mean probability that the network gives its own answer on the test set"),
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .applies = train_classes,
  .measure = measure,
};
