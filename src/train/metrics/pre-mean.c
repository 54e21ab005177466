/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *pre = nn_graph_layer (probe->graph, layer)->pre;
  return train_mean (pre->value, pre->size * (size_t) probe->rows);
}

const TrainMetric train_metric_pre_mean = {
  .entry = {
    .name = "pre_mean",
    .label = N_ ("Mean of pre-activations"),
    .summary = N_ ("Mean of the pre-activations of a layer over the batch"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
