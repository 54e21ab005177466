/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnOp nn_op_transposed_conv;
extern const NnLayer nn_layer_transposed_conv;

enum { FILTERS, KERNEL, STRIDE, PAD, BIAS };

static const Param params[] = {
  { "filters", N_ ("Filters"), NULL, PARAM_INT, 0, 1, 4096, 8 },
  { "kernel", N_ ("Kernel"), "px", PARAM_INT, 0, 1, 64, 4 },
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 64, 2 },
  { "pad", N_ ("Cut from the border"), "px", PARAM_INT, 0, 0, 64, 0 },
  { "bias", N_ ("Bias"), NULL, PARAM_BOOL, 0, 0, 1, 1 },
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  int kernel = (int) values[KERNEL], filters = (int) values[FILTERS], channels = input->shape.d[input->shape.n - 1];
  int places = kernel * kernel;
  NnLayerView layer = { .activation = options != NULL ? options->activation : NULL };
  layer.weight = layer_weight (graph, (NnShape) { 4, { kernel, kernel, filters, channels } }, places * channels,
                               places * filters, options);
  layer.bias = layer_bias (graph, (NnShape) { 1, { filters } }, options);
  layer.pre = nn_graph_apply (graph, &nn_op_transposed_conv, values + STRIDE, 3,
                              (NnNode *[]) { input, layer.weight, layer.bias }, error);
  layer.out = layer_activation (graph, layer.pre, options, error);
  if (layer.out == NULL)
    return NULL;
  layer_add (graph, "transposed-conv", "", &layer);
  if (values[BIAS] == 0)
    layer_without_bias (graph);
  return layer.out;
}

const NnLayer nn_layer_transposed_conv = {
  .entry = { "transposed-conv", N_ ("Transposed convolution"), N_ ("every input pixel paints its kernel s pixels further: an image "
             "grows"),
             "Zeiler, Krishnan, Taylor, Fergus 2010, Deconvolutional networks", params },
  .build = build,
};
