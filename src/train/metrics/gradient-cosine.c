/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_gradient_cosine (probe);
}

const TrainMetric train_metric_gradient_cosine = {
  .entry = {
    .name = "gradient_cosine",
    .label = N_ ("Cosine of the heads' gradients"),
    .summary = N_ ("Cosine of the gradients of two heads' losses with respect to the weights that both use, mean over pairs; below 0 they pull apart"),
    .source = "Yu, Kumar, Gupta, Levine, Hausman, Finn 2020, Gradient surgery for multi-task learning",
  },
  .on_request = true,
  .measure = measure,
};
