/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "delta", N_ ("Width of the parabola"), NULL, PARAM_REAL, 0, 1e-6, 1e6, 1 },
  { 0 },
};

static double
point (const double *settings, double x, double t, double *slope)
{
  double delta = settings[0], apart = x - t;
  bool far = fabs (apart) > delta;
  *slope = far ? copysign (delta, apart) : apart;
  return far ? delta * (fabs (apart) - delta / 2) : apart * apart / 2;
}

const NnLoss nn_loss_huber = {
  OP_LOSS,
  .op.entry = { "huber", N_ ("Huber loss"), N_ ("with e = y − t: ½ e² where |e| ≤ delta, beyond it delta (|e| − ½ delta); mean over the outputs"),
                "Huber 1964, Robust estimation of a location parameter", params },
  .point = point,
  .targets = NN_TARGET_VALUES,
  .link = NN_LINK_IDENTITY,
};
