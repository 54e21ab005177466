/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "weight", N_ ("Weight of positives"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 2 },
  { 0 },
};

static double
point (const double *settings, double x, double t, double *slope)
{
  return loss_binary (settings[0], x, t, slope);
}

const NnLoss nn_loss_weighted_bce = {
  OP_LOSS,
  .op.entry = { "weighted-bce", N_ ("Weighted cross-entropy"), N_ ("mean of −w t log σ (x) − (1 − t) log (1 − σ (x)): errors on positives count w times"),
                "King, Zeng 2001, Logistic regression in rare events data", params },
  .point = point,
  .targets = NN_TARGET_BINARY,
  .link = NN_LINK_SIGMOID,
};
