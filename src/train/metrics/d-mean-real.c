/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/players.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_verdict (probe, false);
}

const TrainMetric train_metric_d_mean_real = {
  .entry = {
    .name = "d_mean_real",
    .label = N_ ("Discriminator on real samples"),
    .summary = N_ ("Mean over the test set of D (x), the probability that a sample is real; a critic's value"),
    .source = "Goodfellow et al. 2014, Generative adversarial nets",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_GENERATED,
  .measure = measure,
};
