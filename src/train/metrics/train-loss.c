/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_evaluation (probe, false)->loss;
}

const TrainMetric train_metric_train_loss = {
  .entry = {
    .name = "train_loss",
    .label = N_ ("Training loss"),
    .summary = N_ ("Mean loss over the whole training set, Σ L / n"),
  },
  .sets = TRAIN_SET_TRAIN,
  .measure = measure,
};
