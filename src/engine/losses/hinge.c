/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "margin", N_ ("Margin"), NULL, PARAM_REAL, 0, 0, 1e6, 1 },
  { 0 },
};

static double
point (const double *settings, double x, double t, double *slope)
{
  double sign = 2 * t - 1, short_by = settings[0] - sign * x;
  *slope = short_by <= 0 ? 0 : -sign;
  return short_by <= 0 ? 0 : short_by;
}

const NnLoss nn_loss_hinge = {
  OP_LOSS,
  .op.entry = { "hinge", N_ ("Hinge loss"), N_ ("max (0, margin − s x) with s = −1 for the target 0, +1 for 1; mean over the outputs"),
                "Cortes, Vapnik 1995, Support-vector networks", params },
  .point = point,
  .targets = NN_TARGET_BINARY,
  .link = NN_LINK_SIGMOID,
};
