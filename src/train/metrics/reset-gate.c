/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_gate (probe, layer, "r");
}

const TrainMetric train_metric_reset_gate = {
  .entry = {
    .name = "reset_gate",
    .label = N_ ("Reset gate"),
    .summary = N_ ("Mean of the reset gate of a recurrent layer over batch, units and time, 0 … 1"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
