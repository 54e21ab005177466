/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/players.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_verdict (probe, true);
}

const TrainMetric train_metric_d_mean_fake = {
  .entry = {
    .name = "d_mean_fake",
    .label = N_ ("Discriminator on generated samples"),
    .summary = N_ ("Mean of D (G (z)) over as many generated samples as the test set has"),
    .source = "Goodfellow et al. 2014, Generative adversarial nets",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_GENERATED,
  .measure = measure,
};
