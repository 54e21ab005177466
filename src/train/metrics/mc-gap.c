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
  return train_probe_masks (probe, false);
}

const TrainMetric train_metric_mc_gap = {
  .entry = {
    .name = "mc_gap",
    .label = N_ ("Mean of masks apart from scaling"),
    .summary = N_ ("Distance of the mean prediction over 50 dropout masks from that of the scaled network, mean over test samples and outputs"),
    .source = "Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, Dropout",
  },
  .sets = TRAIN_SET_TEST,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
