/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *weight = nn_graph_layer (probe->graph, layer)->weight;
  return train_norm (weight->gradient, weight->size);
}

const TrainMetric train_metric_grad_norm = {
  .entry = {
    .name = "grad_norm",
    .label = N_ ("Gradient size"),
    .summary = N_ ("Euclidean norm of the gradient of the batch loss with respect to the weights, ‖∂L/∂W‖"),
    .source = "Glorot, Bengio 2010, Understanding the difficulty of training deep feedforward neural networks",
  },
  .per_layer = true,
  .measure = measure,
};
