/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnLayer nn_layer_depthwise_conv;

enum { KERNEL, STRIDE, PAD, DILATION, BIAS };

static const Param params[] = {
  { "kernel", N_ ("Kernel"), "px", PARAM_INT, 0, 1, 64, 3 },
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 64, 1 },
  { "pad", N_ ("Padding"), "px", PARAM_INT, 0, 0, 64, 0 },
  { "dilation", N_ ("Dilation"), "px", PARAM_INT, 0, 1, 64, 1 },
  { "bias", N_ ("Bias"), NULL, PARAM_BOOL, 0, 0, 1, 1 },
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  int channels = input->shape.d[input->shape.n - 1];
  const double conv[PARAM_MAX] = { channels, values[KERNEL], values[STRIDE], values[PAD], values[DILATION], channels,
                                   values[BIAS] };
  return layer_conv (graph, "depthwise-conv", input, conv, options, error);
}

const NnLayer nn_layer_depthwise_conv = {
  .entry = { "depthwise-conv", N_ ("Depthwise convolution"), N_ ("each channel with a kernel of its own; a 1x1 convolution behind "
             "it mixes them"),
             "Howard et al. 2017, MobileNets: efficient convolutional neural networks for mobile vision applications",
             params },
  .build = build,
};
