/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

/* With rate 1 and single samples a step of gradient descent is Rosenblatt's rule, w ← w + (t − ŷ) input. */
static double
point (const double *settings, double x, double t, double *slope)
{
  *slope = (isnan (x) ? x : x > 0) - t;
  return *slope * x;
}

const NnLoss nn_loss_perceptron = {
  OP_LOSS,
  .op.entry = { "perceptron", N_ ("Perceptron loss"), N_ ("(ŷ − t) x with the answer ŷ = 1 for x > 0, else 0: nothing where it is right, slope ±1 where it is wrong; mean over the outputs"),
                "Rosenblatt 1958, The perceptron: a probabilistic model for information storage and organization in the brain" },
  .point = point,
  .targets = NN_TARGET_BINARY,
  .link = NN_LINK_SIGMOID,
};
