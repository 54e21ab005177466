/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *weight = nn_graph_layer (probe->graph, layer)->weight;
  return train_mean (weight->value, weight->size);
}

const TrainMetric train_metric_weight_mean = {
  .entry = {
    .name = "weight_mean",
    .label = N_ ("Mean weight"),
    .summary = N_ ("Mean of the weights of a layer; of a single weight itself"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
