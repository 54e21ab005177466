/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_best_match (probe);
}

const TrainMetric train_metric_best_acc = {
  .entry = {
    .name = "best_acc",
    .label = N_ ("Accuracy at the best threshold"),
    .summary = N_ ("Test accuracy where the threshold between the two classes is the best of 0.01 … 0.99"),
  },
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .on_request = true,
  .applies = train_two_classes,
  .measure = measure,
};
