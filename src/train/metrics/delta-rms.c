/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

/* Backward has the slope of the mean loss: a sample's is as many times larger as there are rows. */
static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *pre = nn_graph_layer (probe->graph, layer)->pre;
  double n = (double) pre->size * probe->rows;
  return probe->rows * train_norm (pre->gradient, pre->size * (size_t) probe->rows) / sqrt (n);
}

const TrainMetric train_metric_delta_rms = {
  .entry = {
    .name = "delta_rms",
    .label = N_ ("Error signal"),
    .summary = N_ ("Root mean square over batch and units of the slope of a sample's loss along the pre-activations, ∂L/∂z"),
    .source = "Glorot, Bengio 2010, Understanding the difficulty of training deep feedforward neural networks",
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
