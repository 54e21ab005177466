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
  return train_probe_verification (probe);
}

const TrainMetric train_metric_verification_auc = {
  .entry = {
    .name = "verification_auc",
    .label = N_ ("Same or different"),
    .summary = N_ ("Probability that two test samples of one class lie nearer than two of different classes, of the first 500, ties counting half"),
    .source = "Schroff, Kalenichenko, Philbin 2015, FaceNet: a unified embedding for face recognition and clustering",
  },
  .sets = TRAIN_SET_TEST,
  .on_request = true,
  .applies = applies,
  .measure = measure,
};
