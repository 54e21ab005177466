/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL && train->target == DATA_BINARY && train->n_targets == train->steps;
}

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_streaming (probe);
}

const TrainMetric train_metric_streaming_acc = {
  .entry = {
    .name = "streaming_acc",
    .label = N_ ("Accuracy in live use"),
    .summary = N_ ("Share of the steps of test sequences that are right while the steps after them are not there yet"),
  },
  .sets = TRAIN_SET_TEST,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
