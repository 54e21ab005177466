/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_gradient_change (probe);
}

const TrainMetric train_metric_gradient_change = {
  .entry = {
    .name = "gradient_change",
    .label = N_ ("Change of the gradient"),
    .summary = N_ ("‖g′ − g‖ / ‖g‖ of the gradients on one batch after and before the last update: how far a gradient can be trusted"),
    .source = "Santurkar, Tsipras, Ilyas, Madry 2018, How does batch normalization help optimization?",
  },
  .previous = true,
  .on_request = true,
  .measure = measure,
};
