/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (noise, layer_between)

const NnLayer nn_layer_noise = {
  .entry = { "noise", N_ ("Noise"), N_ ("in training y = (1 + α a) x + β b with normal a and b, drawn anew at every step"),
             "Santurkar, Tsipras, Ilyas, Madry 2018, How does batch normalization help optimization?", nn_noise_params },
  .build = build,
};
