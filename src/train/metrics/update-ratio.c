/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return probe->update_ratios[layer];
}

const TrainMetric train_metric_update_ratio = {
  .entry = {
    .name = "update_ratio",
    .label = N_ ("Update ratio"),
    .summary = N_ ("Size of the last update relative to the weights, ‖W_k − W_(k−1)‖ / ‖W_(k−1)‖; "
                   "about 0.001 is healthy; not defined at step 0"),
    .source = "Karpathy 2015, CS231n, Neural networks part 3: ratio of weights to updates",
  },
  .per_layer = true,
  .measure = measure,
};
