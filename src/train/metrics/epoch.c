/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return probe->epoch;
}

const TrainMetric train_metric_epoch = {
  .entry = {
    .name = "epoch",
    .label = N_ ("Epoch"),
    .summary = N_ ("How often the training samples were gone through so far"),
  },
  .on_request = true,
  .measure = measure,
};
