/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *out = nn_graph_layer (probe->graph, layer)->out;
  size_t n = out->size * (size_t) probe->rows, n_zero = 0;
  for (size_t i = 0; i < n; i++)
    n_zero += out->value[i] == 0;
  return (double) n_zero / (double) n;
}

const TrainMetric train_metric_zero = {
  .entry = {
    .name = "zero",
    .label = N_ ("Zeros"),
    .summary = N_ ("Share of the activations of a layer over the batch that are exactly zero"),
    .source = "Glorot, Bordes, Bengio 2011, Deep sparse rectifier neural networks",
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
