/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

static double
measure (TrainProbe *probe, int layer)
{
  int n_classes = probe->test->target == DATA_BINARY ? 2 : probe->test->n_classes, n_present = 0;
  double sum = 0;
  for (int class = 0; class < n_classes; class++) {
    double recall = train_probe_recall (probe, class);
    n_present += !isnan (recall);
    sum += isnan (recall) ? 0 : recall;
  }
  return sum / n_present;
}

const TrainMetric train_metric_balanced_acc = {
  .entry = {
    .name = "balanced_acc",
    .label = N_ ("Balanced accuracy"),
    .summary = N_ ("Mean over the classes of the share of their test samples that are recognised"),
    .source = "Brodersen, Ong, Stephan, Buhmann 2010, The balanced accuracy and its posterior distribution",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .applies = train_classes,
  .measure = measure,
};
