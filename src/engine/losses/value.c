/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static double
point (const double *settings, double x, double t, double *slope)
{
  *slope = 1;
  return x;
}

static int
n_outputs (const double *settings, int n)
{
  return 1;
}

const NnLoss nn_loss_value = {
  OP_LOSS,
  .op.entry = { "value", N_ ("The output itself"), N_ ("loss = y: the one output is made small; the target is not looked at"),
                NULL, NULL },
  .point = point,
  .n_outputs = n_outputs,
  .targets = NN_TARGET_VALUES,
  .link = NN_LINK_IDENTITY,
};
