/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (maxpool, nn_graph_apply)

const NnLayer nn_layer_maxpool = {
  .entry = { "maxpool", N_ ("Max pooling"), N_ ("the largest value of each window"), NULL, nn_maxpool_params },
  .build = build,
};
