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
  return train_probe_angle (probe, true);
}

const TrainMetric train_metric_angle_gap = {
  .entry = {
    .name = "angle_gap",
    .label = N_ ("Angle to the next class"),
    .summary = N_ ("Median over the test samples of how much larger the angle to the next class is than that to the own, in degrees"),
  },
  .sets = TRAIN_SET_TEST,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
