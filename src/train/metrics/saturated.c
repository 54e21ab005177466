/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_units (probe, layer)->saturated;
}

const TrainMetric train_metric_saturated = {
  .entry = {
    .name = "saturated",
    .label = N_ ("Saturated"),
    /* xgettext:no-c-format */
    .summary = N_ ("Share of pre-activations z, over units and examples, where |f′(z)| is below 5 % of its "
                   "maximum; 0 for a linear layer"),
    .source = "Glorot, Bengio 2010, Understanding the difficulty of training deep feedforward neural networks",
  },
  .per_layer = true,
  .measure = measure,
};
