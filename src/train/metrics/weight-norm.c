/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *weight = nn_graph_layer (probe->graph, layer)->weight;
  return train_norm (weight->value, weight->size);
}

const TrainMetric train_metric_weight_norm = {
  .entry = {
    .name = "weight_norm",
    .label = N_ ("Weight size"),
    .summary = N_ ("Euclidean norm of the weights of a layer, ‖W‖"),
  },
  .per_layer = true,
  .measure = measure,
};
