/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_gate (probe, layer, "z");
}

const TrainMetric train_metric_update_gate = {
  .entry = {
    .name = "update_gate",
    .label = N_ ("Update gate"),
    .summary = N_ ("Mean of the update gate of a recurrent layer over batch, units and time, 0 … 1"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
