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
  return train_probe_evaluation (probe, true)->loss - train_probe_evaluation (probe, false)->loss;
}

const TrainMetric train_metric_gap = {
  .entry = {
    .name = "gap",
    .label = N_ ("Generalization gap"),
    .summary = N_ ("Test loss minus training loss; it grows when the network overfits"),
  },
  .applies = applies,
  .sets = TRAIN_SET_TRAIN | TRAIN_SET_TEST,
  .measure = measure,
};
