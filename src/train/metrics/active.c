/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  const real *losses = nn_graph_loss_node (probe->graph)->value;
  int active = 0;
  for (int row = 0; row < probe->rows; row++)
    active += losses[row] != 0;
  return (double) active / probe->rows;
}

const TrainMetric train_metric_active = {
  .entry = {
    .name = "active",
    .label = N_ ("Samples that teach"),
    .summary = N_ ("Share of the samples of the batch whose loss is not 0: of triplets, those that have a gradient"),
  },
  .on_request = true,
  .measure = measure,
};
