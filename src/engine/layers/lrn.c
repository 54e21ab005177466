/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (lrn, nn_graph_apply)

const NnLayer nn_layer_lrn = {
  .entry = { "lrn", N_ ("Local response normalisation"), N_ ("y = x / (k + α Σ x²)^β over neighbouring channels"),
             "Krizhevsky, Sutskever, Hinton 2012, ImageNet classification with deep convolutional neural networks",
             nn_lrn_params },
  .build = build,
};
