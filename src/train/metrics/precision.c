/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_precision (probe, 1);
}

const TrainMetric train_metric_precision = {
  .entry = {
    .name = "precision",
    .label = N_ ("Precision"),
    .summary = N_ ("Share of the test samples called class 1 that are of class 1"),
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .applies = train_two_classes,
  .measure = measure,
};
