/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_recall (probe, probe->part);
}

const TrainMetric train_metric_class_acc = {
  .entry = {
    .name = "class_acc",
    .label = N_ ("Accuracy of a class"),
    .summary = N_ ("Share of the test samples of a class that are recognised; class=3"),
  },
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .parts = TRAIN_CLASSES,
  .on_request = true,
  .applies = train_classes,
  .measure = measure,
};
