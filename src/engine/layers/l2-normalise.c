/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (l2_normalise, layer_between)

const NnLayer nn_layer_l2_normalise = {
  .entry = { "l2-normalise", N_ ("Unit length"), N_ ("y = x / ‖x‖: points on the unit sphere"), NULL, NULL },
  .build = build,
};
