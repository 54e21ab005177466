/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include "engine/eigen.h"
#include "train/memory.h"

#include <math.h>

static double
measure (TrainProbe *probe, int layer)
{
  const NnNode *weight = nn_graph_layer (probe->graph, layer)->weight;
  int n = weight->shape.d[0];
  if (weight->shape.n != 2 || weight->shape.d[1] != n)
    return NAN;
  double complex *values = train_alloc ((size_t) n, sizeof *values);
  double radius = nn_eigenvalues (n, weight->value, values) ? cabs (values[0]) : NAN;
  free (values);
  return radius;
}

const TrainMetric train_metric_spectral_radius = {
  .entry = {
    .name = "spectral_radius",
    .label = N_ ("Spectral radius"),
    .summary = N_ ("Size of the largest eigenvalue of a layer's weights, where they are square: the recurrent ones of an RNN"),
    .source = "Pascanu, Mikolov, Bengio 2013, On the difficulty of training recurrent neural networks",
  },
  .per_layer = true,
  .on_request = true,
  .measure = measure,
};
