/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnOp nn_op_conv2d;
extern const NnLayer nn_layer_conv2d;

enum { FILTERS, KERNEL, STRIDE, PAD };

static const Param params[] = {
  { "filters", N_ ("Filters"), NULL, PARAM_INT, 0, 1, 4096, 8 },
  { "kernel", N_ ("Kernel"), "px", PARAM_INT, 0, 1, 64, 3 },
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 64, 1 },
  { "pad", N_ ("Padding"), "px", PARAM_INT, 0, 0, 64, 0 },
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  char shape[NN_SHAPE_TEXT];
  if (input->shape.n != 3) {
    base_error_set (error, "conv2d: the input is %s, not an image (height x width x channels)",
                    nn_shape_format (&input->shape, shape));
    return NULL;
  }
  int filters = (int) values[FILTERS], kernel = (int) values[KERNEL], channels = input->shape.d[2];
  const double settings[PARAM_MAX] = { values[STRIDE], values[PAD] };
  NnShape weight = { 4, { kernel, kernel, channels, filters } };
  return layer_with_weights (graph, "conv2d", &nn_op_conv2d, settings, input, weight, kernel * kernel * channels,
                             kernel * kernel * filters, options, error);
}

const NnLayer nn_layer_conv2d = {
  .entry = { "conv2d", N_ ("Convolution"), N_ ("every filter looks at one patch after another with the same weights"),
             "LeCun, Bottou, Bengio, Haffner 1998, Gradient-based learning applied to document recognition", params },
  .build = build,
};
