/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "beta", N_ ("Width of the parabola"), NULL, PARAM_REAL, 0, 1e-6, 1e6, 1 },
  { 0 },
};

static double
point (const double *settings, double x, double t, double *slope)
{
  double beta = settings[0], apart = x - t;
  bool far = fabs (apart) >= beta;
  *slope = far ? copysign (1, apart) : apart / beta;
  return far ? fabs (apart) - beta / 2 : apart * apart / (2 * beta);
}

const NnLoss nn_loss_smooth_l1 = {
  OP_LOSS,
  .op.entry = { "smooth-l1", N_ ("Smooth L1"), N_ ("with e = y − t: e² / (2 beta) where |e| < beta, beyond it |e| − ½ beta; mean over the outputs"),
                "Girshick 2015, Fast R-CNN", params },
  .point = point,
  .targets = NN_TARGET_VALUES,
  .link = NN_LINK_IDENTITY,
};
