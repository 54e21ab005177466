/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  TrainNet whole = { 0, nn_graph_n_trained (probe->graph) };
  const TrainNet *net = probe->head > 0 ? &probe->nets[probe->head - 1] : &whole;
  return train_norm (nn_graph_gradients (probe->graph) + net->first, net->n);
}

const TrainMetric train_metric_total_grad_norm = {
  .entry = {
    .name = "total_grad_norm",
    .label = N_ ("Size of the whole gradient"),
    .summary = N_ ("Euclidean norm of the gradient of the batch loss with respect to all parameters"),
    .source = "Pascanu, Mikolov, Bengio 2013, On the difficulty of training recurrent neural networks",
  },
  .on_request = true,
  .per_net = true,
  .measure = measure,
};
