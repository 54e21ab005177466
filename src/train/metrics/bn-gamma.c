/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_bn_gamma (probe, layer);
}

const TrainMetric train_metric_bn_gamma = {
  .entry = {
    .name = "bn_gamma",
    .label = N_ ("Learned scale"),
    .summary = N_ ("Largest |γ − 1| of the batch normalisation behind a layer"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
