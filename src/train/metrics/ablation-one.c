/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_ablation (probe, layer, false);
}

const TrainMetric train_metric_ablation_one = {
  .entry = {
    .name = "ablation_one",
    .label = N_ ("Fall without one unit"),
    .summary = N_ ("By how much the test accuracy falls when one unit of a layer is silenced (weights and bias 0): the largest fall"),
    .source = "Morcos, Barrett, Rabinowitz, Botvinick 2018, On the importance of single directions for generalization",
  },
  .per_layer = true,
  .sets = TRAIN_SET_TEST,
  .on_request = true,
  .applies = train_classes,
  .measure = measure,
};
