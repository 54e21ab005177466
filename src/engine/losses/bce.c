/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static double
point (const double *settings, double x, double t, double *slope)
{
  return loss_binary (1, x, t, slope);
}

const NnLoss nn_loss_bce = {
  OP_LOSS,
  .op.entry = { "bce", N_ ("Binary cross-entropy"), N_ ("mean of log (1 + e^x) − x t over the outputs; the outputs are logits, the targets 0 or 1"),
                NULL, NULL },
  .point = point,
  .targets = NN_TARGET_BINARY,
  .link = NN_LINK_SIGMOID,
};
