/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL;
}

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_masks (probe, true);
}

const TrainMetric train_metric_mc_std = {
  .entry = {
    .name = "mc_std",
    .label = N_ ("Spread over dropout masks"),
    .summary = N_ ("Standard deviation of the predictions over 50 dropout masks, mean over test samples and outputs"),
    .source = "Gal, Ghahramani 2016, Dropout as a Bayesian approximation",
  },
  .sets = TRAIN_SET_TEST,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
