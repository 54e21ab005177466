/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL && train->target == DATA_BINARY && train->steps == 0 && !nn_loss_has_class (loss);
}

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_exact_match (probe, 0.5);
}

const TrainMetric train_metric_exact_match = {
  .entry = {
    .name = "exact_match",
    .label = N_ ("All labels right"),
    .summary = N_ ("Share of the test samples all of whose labels are right at the threshold ½"),
  },
  .sets = TRAIN_SET_TEST | TRAIN_PREDICTIONS,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
