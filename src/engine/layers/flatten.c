/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (flatten, nn_graph_apply)

const NnLayer nn_layer_flatten = {
  .entry = { "flatten", N_ ("Flatten"), N_ ("an image as one row of numbers"), NULL, NULL },
  .build = build,
};
