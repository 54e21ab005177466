/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include <math.h>

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return train_classes (train, test, loss) && test->groups != NULL && test->n_targets == 1;
}

static double
measure (TrainProbe *probe, int layer)
{
  int n = 0, right = 0;
  double unused;
  for (int i = 0; i < probe->test->n; i++)
    if (probe->test->groups[i] == probe->part) {
      n++;
      right += train_probe_answer (probe, i, &unused) == (int) probe->test->targets[i];
    }
  return n > 0 ? (double) right / n : NAN;
}

const TrainMetric train_metric_group_acc = {
  .entry = {
    .name = "group_acc",
    .label = N_ ("Accuracy of a group"),
    .summary = N_ ("Share of right answers among the test samples of a group; group=negated"),
  },
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .parts = TRAIN_GROUPS,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
