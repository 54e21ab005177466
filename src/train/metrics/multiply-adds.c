/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_multiply_adds (probe);
}

const TrainMetric train_metric_multiply_adds = {
  .entry = {
    .name = "multiply_adds",
    .label = N_ ("Multiply-adds"),
    .summary = N_ ("Multiplications with a weight, each with its addition, on one sample's way through the network"),
  },
  .on_request = true,
  .measure = measure,
};
