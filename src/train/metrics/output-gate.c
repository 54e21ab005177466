/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_gate (probe, layer, "o");
}

const TrainMetric train_metric_output_gate = {
  .entry = {
    .name = "output_gate",
    .label = N_ ("Output gate"),
    .summary = N_ ("Mean of the output gate of a recurrent layer over batch, units and time, 0 … 1"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
