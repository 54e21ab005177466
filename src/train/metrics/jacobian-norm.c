/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

static double
measure (TrainProbe *probe, int layer)
{
  return train_probe_jacobian_norm (probe);
}

const TrainMetric train_metric_jacobian_norm = {
  .entry = {
    .name = "jacobian_norm",
    .label = N_ ("Sensitivity to the input"),
    .summary = N_ ("Mean over the batch of the Frobenius norm of ∂ outputs / ∂ inputs"),
    .source = "Novak, Bahri, Abolafia, Pennington, Sohl-Dickstein 2018, Sensitivity and generalization in neural networks",
  },
  .on_request = true,
  .measure = measure,
};
