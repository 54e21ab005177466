/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *bias = nn_graph_layer (probe->graph, layer)->bias;
  return bias != NULL ? train_mean (bias->value, bias->size) : NAN;
}

const TrainMetric train_metric_bias_mean = {
  .entry = {
    .name = "bias_mean",
    .label = N_ ("Mean bias"),
    .summary = N_ ("Mean of the biases of a layer; of a single bias itself"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
