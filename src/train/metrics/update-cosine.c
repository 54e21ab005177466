/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_update_cosine (probe);
}

const TrainMetric train_metric_update_cosine = {
  .entry = {
    .name = "update_cosine",
    .label = N_ ("Update along the gradient"),
    .summary = N_ ("Cosine of the last update and the negative gradient that it followed, before clipping and noise; 1: the same direction"),
  },
  .previous = true,
  .on_request = true,
  .measure = measure,
};
