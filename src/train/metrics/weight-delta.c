/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *weight = nn_graph_layer (probe->graph, layer)->weight;
  return train_distance (weight->value, probe->initial + weight->offset, weight->size);
}

const TrainMetric train_metric_weight_delta = {
  .entry = {
    .name = "weight_delta",
    .label = N_ ("Distance from the start"),
    .summary = N_ ("Euclidean distance of the weights of a layer from where they started, ‖W − W₀‖"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
