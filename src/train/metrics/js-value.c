/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/players.h"

#include <math.h>

static double
measure (TrainProbe *probe, int layer)
{
  return (2 * M_LN2 - train_probe_player_loss (probe, TRAIN_DISCRIMINATOR)) / 2;
}

static bool
applies (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL && loss->link == NN_LINK_SIGMOID;
}

const TrainMetric train_metric_js_value = {
  .entry = {
    .name = "js_value",
    .label = N_ ("Jensen–Shannon divergence that the discriminator sees"),
    .summary = N_ ("(ln 4 − its loss on the test set) / 2: at most the divergence of real and generated samples, which it "
                   "reaches where the discriminator is the best there is; ln 2 where they lie apart"),
    .source = "Goodfellow et al. 2014, Generative adversarial nets",
  },
  .on_request = true,
  .sets = TRAIN_SET_TEST | TRAIN_GENERATED,
  .applies = applies,
  .measure = measure,
};
