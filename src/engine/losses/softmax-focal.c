/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "gamma", N_ ("Focus"), NULL, PARAM_REAL, 0, 0, 20, 2 },
  { 0 },
};

static double
row (const double *settings, size_t n, const real *x, const real *t, real *dx)
{
  long class = loss_class (t[0], n);
  if (class < 0)
    return loss_no_class (n, dx);
  double gamma = settings[0], all = loss_log_sum_exp (n, x, 1), surprise = all - (double) x[class];
  double p = exp (-surprise), q = -expm1 (-surprise), focus = pow (q, gamma);
  double steep = focus + (surprise > 0 ? gamma * p * pow (q, gamma - 1) * surprise : 0); /* −dl / d log p */
  for (size_t i = 0; i < n; i++)
    dx[i] = (real) (steep * (exp ((double) x[i] - all) - ((long) i == class)));
  return focus * surprise;
}

const NnLoss nn_loss_softmax_focal = {
  OP_LOSS,
  .op.entry = { "softmax-focal", N_ ("Focal loss of a softmax"), N_ ("−(1 − p)^gamma log p, p the probability of the true class"),
                "Lin, Goyal, Girshick, He, Dollár 2017, Focal loss for dense object detection", params },
  .row = row,
  .targets = NN_TARGET_CLASS,
  .link = NN_LINK_SOFTMAX,
};
