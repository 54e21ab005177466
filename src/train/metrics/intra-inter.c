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
  return train_probe_intra_inter (probe);
}

const TrainMetric train_metric_intra_inter = {
  .entry = {
    .name = "intra_inter",
    .label = N_ ("Classes as clouds"),
    .summary = N_ ("Mean distance of the test samples from the centre of their class divided by the mean distance between centres, in the embedding"),
    .source = "Wen, Zhang, Li, Qiao 2016, A discriminative feature learning approach for deep face recognition",
  },
  .sets = TRAIN_SET_TEST,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
