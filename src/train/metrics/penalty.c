/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return probe->head > 0 ? probe->penalties[probe->head - 1] : probe->penalties[0] + probe->penalties[1];
}

const TrainMetric train_metric_penalty = {
  .entry = {
    .name = "penalty",
    .label = N_ ("Penalty"),
    .summary = N_ ("What the regularizers add to the loss, λ/2 ‖w‖² and λ ‖w‖₁"),
  },
  .on_request = true,
  .per_net = true,
  .measure = measure,
};
