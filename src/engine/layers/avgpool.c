/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (avgpool, nn_graph_apply)

const NnLayer nn_layer_avgpool = {
  .entry = { "avgpool", N_ ("Average pooling"), N_ ("the mean of each window"),
             NULL, nn_avgpool_params },
  .build = build,
};
