/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_step_length (probe);
}

const TrainMetric train_metric_step_length = {
  .entry = {
    .name = "step_length",
    .label = N_ ("Length of the step"),
    .summary = N_ ("How far the last update moved the parameters, ‖θ_k − θ_(k−1)‖"),
  },
  .previous = true,
  .on_request = true,
  .measure = measure,
};
