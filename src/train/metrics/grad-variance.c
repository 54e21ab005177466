/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_gradient_variance (probe);
}

const TrainMetric train_metric_grad_variance = {
  .entry = {
    .name = "grad_variance",
    .label = N_ ("Variance of the gradient"),
    .summary = N_ ("Sum over the parameters of the variance of the gradient from batch to batch, from 64 batches of this size"),
  },
  .on_request = true,
  .measure = measure,
};
