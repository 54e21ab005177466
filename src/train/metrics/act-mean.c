/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *out = nn_graph_layer (probe->graph, layer)->out;
  return train_mean (out->value, out->size * (size_t) probe->rows);
}

const TrainMetric train_metric_act_mean = {
  .entry = {
    .name = "act_mean",
    .label = N_ ("Mean activation"),
    .summary = N_ ("Mean of the activations of a layer over the batch"),
  },
  .per_layer = true,
  .measure = measure,
};
