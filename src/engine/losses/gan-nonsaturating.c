/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  LOSS_PLAYER,
  { 0 },
};

/* Targets: 1 real, 0 generated; a generator's loss is that of what it made. */
static double
point (const double *settings, double x, double t, double *slope)
{
  if (settings[0] == LOSS_DISCRIMINATOR)
    return loss_binary (1, x, t, slope);
  *slope = -(1 - t) * sigmoid (-x);
  return (1 - t) * softplus (-x);
}

const NnLoss nn_loss_gan_nonsaturating = {
  OP_LOSS,
  .op.entry = { "gan-nonsaturating", N_ ("GAN, non-saturating"), N_ ("discriminator: cross-entropy with real 1, generated 0; generator: −log σ (x) of what it made"),
                "Goodfellow et al. 2014, Generative adversarial nets", params },
  .point = point,
  .targets = NN_TARGET_BINARY,
  .link = NN_LINK_SIGMOID,
};
