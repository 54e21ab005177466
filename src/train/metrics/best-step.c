/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return (double) probe->best_step;
}

const TrainMetric train_metric_best_step = {
  .entry = {
    .name = "best_step",
    .label = N_ ("Best step"),
    .summary = N_ ("The step of the least loss that early stopping has seen"),
    .source = "Prechelt 1998, Early stopping — but when?",
  },
  .on_request = true,
  .measure = measure,
};
