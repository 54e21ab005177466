/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL;
}

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_evaluation (probe, true)->loss;
}

const TrainMetric train_metric_test_loss = {
  .entry = {
    .name = "test_loss",
    .label = N_ ("Test loss"),
    .summary = N_ ("Mean loss over the whole test set, Σ L / n"),
  },
  .applies = applies,
  .sets = TRAIN_SET_TEST,
  .measure = measure,
};
