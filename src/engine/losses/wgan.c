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
  *slope = settings[0] == LOSS_DISCRIMINATOR ? 1 - 2 * t : t - 1;
  return *slope * x;
}

const NnLoss nn_loss_wgan = {
  OP_LOSS,
  .op.entry = { "wgan", N_ ("Wasserstein GAN"), N_ ("critic: x of what is generated minus x of what is real; generator: −x of what it made; the critic must be kept from growing steep"),
                "Arjovsky, Chintala, Bottou 2017, Wasserstein generative adversarial networks", params },
  .point = point,
  .targets = NN_TARGET_BINARY,
  .link = NN_LINK_IDENTITY,
};
