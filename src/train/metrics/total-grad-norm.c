/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_norm (nn_graph_gradients (probe->graph), nn_graph_n_trained (probe->graph));
}

const TrainMetric train_metric_total_grad_norm = {
  .entry = {
    .name = "total_grad_norm",
    .label = N_ ("Size of the whole gradient"),
    .summary = N_ ("Euclidean norm of the gradient of the batch loss with respect to all parameters"),
    .source = "Pascanu, Mikolov, Bengio 2013, On the difficulty of training recurrent neural networks",
  },
  .on_request = true,
  .measure = measure,
};
