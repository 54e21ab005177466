/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *out = nn_graph_layer (probe->graph, layer)->out;
  size_t n = out->size * (size_t) probe->rows;
  return sqrt (train_sum_squares (out->value, n, train_probe_mean (probe, layer)) / (double) n);
}

const TrainMetric train_metric_act_std = {
  .entry = {
    .name = "act_std",
    .label = N_ ("Spread of activations"),
    .summary = N_ ("Standard deviation of the activations of a layer over the batch (population)"),
    .source = "Glorot, Bengio 2010, Understanding the difficulty of training deep feedforward neural networks",
  },
  .per_layer = true,
  .measure = measure,
};
