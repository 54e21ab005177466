/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  double count = 0;
  for (int i = 0; i < nn_graph_n_nodes (probe->graph); i++) {
    const NnNode *node = nn_graph_node (probe->graph, i);
    count += node->kind == NN_PARAMETER && node->trained ? (double) node->size : 0;
  }
  return count;
}

const TrainMetric train_metric_param_count = {
  .entry = {
    .name = "param_count",
    .label = N_ ("Number of parameters"),
    .summary = N_ ("How many numbers training may change: weights, biases, factors and shifts of normalisation"),
  },
  .on_request = true,
  .measure = measure,
};
