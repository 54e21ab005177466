/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_coordinate (probe, 0);
}

const TrainMetric train_metric_x = {
  .entry = {
    .name = "x",
    .label = N_ ("First coordinate"),
    .summary = N_ ("First coordinate of the point that an optimizer moves over an objective"),
  },
  .on_request = true,
  .applies = train_without_data,
  .measure = measure,
};
