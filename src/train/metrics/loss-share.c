/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return train->groups != NULL;
}

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_loss_share (probe);
}

const TrainMetric train_metric_loss_share = {
  .entry = {
    .name = "loss_share",
    .label = N_ ("Share of the loss"),
    .summary = N_ ("Share of the loss over the training set that a group of its samples brings; group=easy"),
  },
  .sets = TRAIN_SET_TRAIN,
  .parts = TRAIN_GROUPS,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
