/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_units (probe, layer)->dead;
}

const TrainMetric train_metric_dead = {
  .entry = {
    .name = "dead",
    .label = N_ ("Dead units"),
    .summary = N_ ("Share of units (in a convolution: channels) with slope zero on every example of the batch"
                   "; 0 for a linear layer"),
    .source = "Lu, Shin, Su, Karniadakis 2020, Dying ReLU and initialization",
  },
  .per_layer = true,
  .measure = measure,
};
