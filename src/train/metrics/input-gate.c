/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_gate (probe, layer, "i");
}

const TrainMetric train_metric_input_gate = {
  .entry = {
    .name = "input_gate",
    .label = N_ ("Input gate"),
    .summary = N_ ("Mean of the input gate of a recurrent layer over batch, units and time, 0 … 1"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
