/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *weight = nn_graph_layer (probe->graph, layer)->weight;
  size_t n_units = (size_t) weight->shape.d[weight->shape.n - 1];
  double spread = 0;
  for (size_t from = 0; from < weight->size; from += n_units) {
    double low = weight->value[from], high = low;
    for (size_t unit = 1; unit < n_units; unit++) {
      low = fmin (low, weight->value[from + unit]);
      high = fmax (high, weight->value[from + unit]);
    }
    spread = fmax (spread, high - low);
  }
  return spread;
}

const TrainMetric train_metric_unit_spread = {
  .entry = {
    .name = "unit_spread",
    .label = N_ ("Spread of units"),
    .summary = N_ ("Largest difference between weights of two units of a layer from the same input; 0: all units are alike"),
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
