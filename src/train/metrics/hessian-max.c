/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_curvature (probe)->largest;
}

const TrainMetric train_metric_hessian_max = {
  .entry = {
    .name = "hessian_max",
    .label = N_ ("Largest curvature"),
    .summary = N_ ("Largest eigenvalue of the Hessian of the batch loss; gradient descent diverges along it above a rate of 2 over it"),
    .source = "LeCun, Bottou, Orr, Müller 1998, Efficient BackProp",
  },
  .on_request = true,
  .measure = measure,
};
