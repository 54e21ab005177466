/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_curvature (probe)->smallest;
}

const TrainMetric train_metric_hessian_min = {
  .entry = {
    .name = "hessian_min",
    .label = N_ ("Smallest curvature"),
    .summary = N_ ("Smallest eigenvalue of the Hessian of the batch loss; below 0 there is a way down from a flat place"),
    .source = "LeCun, Bottou, Orr, Müller 1998, Efficient BackProp",
  },
  .on_request = true,
  .measure = measure,
};
