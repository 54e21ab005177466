/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (blurpool, nn_graph_apply)

const NnLayer nn_layer_blurpool = {
  .entry = { "blurpool", N_ ("Blur pooling"), N_ ("a binomial blur, then every s-th pixel: shifts of the image count less"),
             "Zhang 2019, Making convolutional networks shift-invariant again", nn_blurpool_params },
  .build = build,
};
