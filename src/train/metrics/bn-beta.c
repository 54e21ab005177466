/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_bn_beta (probe, layer);
}

const TrainMetric train_metric_bn_beta = {
  .entry = {
    .name = "bn_beta",
    .label = N_ ("Learned shift"),
    .summary = N_ ("Largest |β| of the batch normalisation behind a layer"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
