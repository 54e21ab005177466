/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static double
point (const double *settings, double x, double t, double *slope)
{
  double apart = x - t;
  *slope = apart > 0 ? 1 : apart < 0 ? -1 : apart;
  return fabs (apart);
}

const NnLoss nn_loss_mae = {
  OP_LOSS,
  .op.entry = { "mae", N_ ("Mean absolute error"), N_ ("mean of |y − t| over the outputs; slope 0 where they are equal"),
                NULL, NULL },
  .point = point,
  .targets = NN_TARGET_VALUES,
  .link = NN_LINK_IDENTITY,
};
