/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  double precision = train_probe_precision (probe, 1), recall = train_probe_recall (probe, 1);
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

const TrainMetric train_metric_f1 = {
  .entry = {
    .name = "f1",
    .label = N_ ("F1"),
    .summary = N_ ("Harmonic mean of precision and recall of class 1"),
    .source = "van Rijsbergen 1979, Information retrieval",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .applies = train_two_classes,
  .measure = measure,
};
