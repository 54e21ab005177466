/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *weight = nn_graph_layer (probe->graph, layer)->weight;
  int n_zero = 0;
  for (size_t i = 0; i < weight->size; i++)
    n_zero += weight->value[i] == 0;
  return n_zero;
}

const TrainMetric train_metric_exact_zeros = {
  .entry = {
    .name = "exact_zeros",
    .label = N_ ("Zero weights"),
    .summary = N_ ("Number of weights of a layer that are exactly zero"),
    .source = "Tibshirani 1996, Regression shrinkage and selection via the lasso",
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
