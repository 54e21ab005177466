/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_recall (probe, 1);
}

const TrainMetric train_metric_recall = {
  .entry = {
    .name = "recall",
    .label = N_ ("Recall"),
    .summary = N_ ("Share of the test samples of class 1 that are recognised"),
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .applies = train_two_classes,
  .measure = measure,
};
