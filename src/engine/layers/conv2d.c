/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

#include "base/words.h"

extern const NnOp nn_op_conv2d, nn_op_group_conv;
extern const NnLayer nn_layer_conv2d;

enum { FILTERS, KERNEL, STRIDE, PAD, DILATION, GROUPS, BIAS };

static const Param params[] = {
  { "filters", N_ ("Filters"), NULL, PARAM_INT, 0, 1, 4096, 8 },
  { "kernel", N_ ("Kernel"), "px", PARAM_INT, 0, 1, 64, 3 },
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 64, 1 },
  { "pad", N_ ("Padding"), "px", PARAM_INT, 0, 0, 64, 0 },
  { "dilation", N_ ("Dilation"), "px", PARAM_INT, 0, 1, 64, 1 },
  { "groups", N_ ("Groups"), NULL, PARAM_INT, 0, 1, 4096, 1 },
  { "bias", N_ ("Bias"), NULL, PARAM_BOOL, 0, 0, 1, 1 },
  { 0 },
};

/* The plain op where there is one group, or one channel in each, and no holes. */
NnNode *
layer_conv (NnGraph *graph, const char *name, NnNode *input, const double *values, const NnLayerOptions *options,
            BaseError *error)
{
  int filters = (int) values[FILTERS], kernel = (int) values[KERNEL], groups = (int) values[GROUPS];
  int channels = input->shape.d[2];
  char shape[NN_SHAPE_TEXT];
  if (input->shape.n != 3) {
    base_error_set (error, _ ("%s: the input is %s, not an image (height x width x channels)"), name,
                    nn_shape_format (&input->shape, shape));
    return NULL;
  }
  if (channels % groups != 0 || filters % groups != 0) {
    base_error_set (error, _ ("%s: %d channels and %d filters do not make %d equal groups"), name, channels, filters, groups);
    return NULL;
  }
  bool plain = values[DILATION] == 1 && (groups == 1 || (groups == channels && groups == filters));
  const double settings[PARAM_MAX] = { values[STRIDE], values[PAD], values[DILATION], groups };
  NnNode *out = layer_with_weights (graph, name, plain ? &nn_op_conv2d : &nn_op_group_conv, settings, input,
                                    (NnShape) { 4, { kernel, kernel, channels / groups, filters } },
                                    kernel * kernel * channels / groups, kernel * kernel * filters / groups, options,
                                    error);
  if (out != NULL && values[BIAS] == 0)
    layer_without_bias (graph);
  return out;
}

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return layer_conv (graph, "conv2d", input, values, options, error);
}

const NnLayer nn_layer_conv2d = {
  .entry = { "conv2d", N_ ("Convolution"), N_ ("every filter looks at one patch after another with the same weights"),
             "LeCun, Bottou, Bengio, Haffner 1998, Gradient-based learning applied to document recognition", params },
  .build = build,
};
