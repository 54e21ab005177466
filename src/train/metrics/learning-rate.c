/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return probe->rates[probe->head > 0 ? probe->head - 1 : 0];
}

const TrainMetric train_metric_learning_rate = {
  .entry = {
    .name = "learning_rate",
    .label = N_ ("Learning rate"),
    .summary = N_ ("The rate of the last update, optimizer.lr times the schedule; not defined at step 0"),
  },
  .on_request = true,
  .per_net = true,
  .measure = measure,
};
