/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

static double
surprise (double p)
{
  return p > 0 ? -p * log (p) : p; /* NaN stays */
}

static double
measure (TrainProbe *probe, int layer)
{
  size_t n = (size_t) probe->test->n * nn_graph_output (probe->graph)->size;
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += surprise (probe->predictions[i]) + (nn_loss_has_class (probe->loss) ? 0 : surprise (1 - probe->predictions[i]));
  return sum / probe->test->n;
}

const TrainMetric train_metric_entropy = {
  .entry = {
    .name = "entropy",
    .label = N_ ("Entropy"),
    .summary = N_ ("Mean entropy of the predicted distribution on the test set, −Σ p ln p, in nats"),
    .source = "Shannon 1948, A mathematical theory of communication",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .applies = train_classes,
  .measure = measure,
};
