/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static double
point (const double *settings, double x, double t, double *slope)
{
  double p = sigmoid (x), q = sigmoid (-x); /* 1 − p, without cancelling */
  *slope = 2 * (p - t) * p * q;
  return (p - t) * (p - t);
}

const NnLoss nn_loss_sigmoid_mse = {
  OP_LOSS,
  .op.entry = { "sigmoid-mse", N_ ("Squared error behind a sigmoid"), N_ ("mean of (σ (x) − t)² over the outputs; its slope 2 (p − t) p (1 − p) vanishes where p is sure and wrong"),
                "Golik, Doetsch, Ney 2013, Cross-entropy vs. squared error training", NULL },
  .point = point,
  .targets = NN_TARGET_BINARY,
  .link = NN_LINK_SIGMOID,
};
