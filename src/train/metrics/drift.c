/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_drift (probe, layer);
}

const TrainMetric train_metric_drift = {
  .entry = {
    .name = "drift",
    .label = N_ ("Drift of the distribution"),
    .summary = N_ ("How far the last update moved the means of a layer's pre-activations on one batch, in their standard deviations, root mean square over units"),
    .source = "Ioffe, Szegedy 2015, Batch normalization",
  },
  .per_layer = true,
  .previous = true,
  .on_request = true,
  .measure = measure,
};
