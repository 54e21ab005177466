/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_ablation (probe, layer, true);
}

const TrainMetric train_metric_ablation_half = {
  .entry = {
    .name = "ablation_half",
    .label = N_ ("Fall without half of the units"),
    .summary = N_ ("By how much the test accuracy falls when every other unit of a layer is silenced (weights and bias 0): mean of even and odd"),
    .source = "Morcos, Barrett, Rabinowitz, Botvinick 2018, On the importance of single directions for generalization",
  },
  .per_layer = true,
  .sets = TRAIN_SET_TEST,
  .on_request = true,
  .applies = train_classes,
  .measure = measure,
};
