/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/players.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_wasserstein (probe);
}

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL && data_set_n_inputs (train) == 1;
}

const TrainMetric train_metric_w1 = {
  .entry = {
    .name = "w1",
    .label = N_ ("Wasserstein distance"),
    .summary = N_ ("W₁ of the test set and as many generated samples, on a line: mean |x − y| of both in order"),
    .source = "Arjovsky, Chintala, Bottou 2017, Wasserstein generative adversarial networks",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_GENERATED,
  .applies = applies,
  .measure = measure,
};
