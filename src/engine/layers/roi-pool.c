/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (roi_pool, nn_graph_apply)

const NnLayer nn_layer_roi_pool = {
  .entry = { "roi-pool", N_ ("Region pooling"), N_ ("a box of a feature map, of any size, as n x n cells: the largest value of each"),
             "Girshick 2015, Fast R-CNN", nn_roi_pool_params },
  .build = build,
};
