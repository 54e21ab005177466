/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "gamma", N_ ("Focus"), NULL, PARAM_REAL, 0, 0, 20, 2 },
  { "alpha", N_ ("Weight of positives"), NULL, PARAM_REAL, 0, 0, 1, 0.25 },
  { 0 },
};

/* Of a logit whose truth is 1: (1 − p)^γ softplus (−x), p = σ (x). */
static double
when_true (double gamma, double x, double *slope)
{
  double p = sigmoid (x), q = sigmoid (-x), surprise = softplus (-x), focus = pow (q, gamma);
  *slope = -focus * (gamma * p * surprise + q);
  return focus * surprise;
}

static double
point (const double *settings, double x, double t, double *slope)
{
  double gamma = settings[0], alpha = settings[1], up, down;
  double yes = when_true (gamma, x, &up), no = when_true (gamma, -x, &down);
  *slope = alpha * t * up - (1 - alpha) * (1 - t) * down;
  return alpha * t * yes + (1 - alpha) * (1 - t) * no;
}

const NnLoss nn_loss_focal = {
  OP_LOSS,
  .op.entry = { "focal", N_ ("Focal loss"), N_ ("−a (1 − p)^gamma log p, p the probability of what is true, a = alpha for positives and 1 − alpha for negatives; mean over the outputs"),
                "Lin, Goyal, Girshick, He, Dollár 2017, Focal loss for dense object detection", params },
  .point = point,
  .targets = NN_TARGET_BINARY,
  .link = NN_LINK_SIGMOID,
};
