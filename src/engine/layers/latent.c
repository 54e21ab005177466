/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (latent, nn_graph_apply)

const NnLayer nn_layer_latent = {
  .entry = { "latent", N_ ("Latent noise"), N_ ("normal numbers for each sample in the place of the input: what a generator begins with"),
             "Goodfellow et al. 2014, Generative adversarial nets", nn_latent_params },
  .build = build,
};
