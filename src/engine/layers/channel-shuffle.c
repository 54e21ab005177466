/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (channel_shuffle, nn_graph_apply)

const NnLayer nn_layer_channel_shuffle = {
  .entry = { "channel-shuffle", N_ ("Channel shuffle"), N_ ("the channels of the groups in turn, so that the next grouped "
             "convolution sees all groups"),
             "Zhang, Zhou, Lin, Sun 2018, ShuffleNet: an extremely efficient convolutional neural network for mobile "
             "devices", nn_channel_shuffle_params },
  .build = build,
};
