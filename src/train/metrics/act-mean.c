/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_mean (probe, layer);
}

const TrainMetric train_metric_act_mean = {
  .entry = {
    .name = "act_mean",
    .label = N_ ("Mean activation"),
    .summary = N_ ("Mean of the activations of a layer over the batch"),
  },
  .per_layer = true,
  .measure = measure,
};
