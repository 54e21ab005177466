/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_coordinate (probe, 1);
}

const TrainMetric train_metric_y = {
  .entry = {
    .name = "y",
    .label = N_ ("Second coordinate"),
    .summary = N_ ("Second coordinate of the point that an optimizer moves over an objective"),
  },
  .on_request = true,
  .applies = train_without_data,
  .measure = measure,
};
