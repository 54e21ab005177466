/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_bn_gap (probe, layer);
}

const TrainMetric train_metric_bn_gap = {
  .entry = {
    .name = "bn_gap",
    .label = N_ ("Batch apart from running mean"),
    .summary = N_ ("Distance of the batch's means from the running ones behind a layer, in the batch's standard deviations, root mean square over channels"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
