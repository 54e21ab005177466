/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return train_accuracy_applies (train, loss);
}

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_evaluation (probe, false)->accuracy;
}

const TrainMetric train_metric_train_acc = {
  .entry = {
    .name = "train_acc",
    .label = N_ ("Training accuracy"),
    .summary = N_ ("Share of right answers on the whole training set, 0 … 1"),
  },
  .applies = applies,
  .sets = TRAIN_SET_TRAIN,
  .measure = measure,
};
