/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL && train->n_targets == 1 && train->n_classes > 1;
}

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_angle (probe, false);
}

const TrainMetric train_metric_own_angle = {
  .entry = {
    .name = "own_angle",
    .label = N_ ("Angle to the own class"),
    .summary = N_ ("Median over the test samples of the angle between the embedding and the weights of its class, in degrees"),
  },
  .sets = TRAIN_SET_TEST,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
