/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_evaluation (probe, true)->accuracy;
}

const TrainMetric train_metric_test_acc = {
  .entry = {
    .name = "test_acc",
    .label = N_ ("Test accuracy"),
    .summary = N_ ("Share of right answers on the whole test set, 0 … 1"),
  },
  .applies = train_classes,
  .sets = TRAIN_SET_TEST,
  .measure = measure,
};
