/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return 1 - train_probe_recall (probe, 0);
}

const TrainMetric train_metric_false_alarms = {
  .entry = {
    .name = "false_alarms",
    .label = N_ ("False alarms"),
    .summary = N_ ("Share of the test samples of class 0 that are called class 1"),
  },
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .on_request = true,
  .applies = train_two_classes,
  .measure = measure,
};
