/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

#include "base/words.h"

extern const NnOp nn_op_conv1d;
extern const NnLayer nn_layer_conv1d;

enum { FILTERS, KERNEL, STRIDE, PAD, DILATION };

static const Param params[] = {
  { "filters", N_ ("Filters"), NULL, PARAM_INT, 0, 1, 4096, 8 },
  { "kernel", N_ ("Kernel"), NULL, PARAM_INT, 0, 1, 1024, 3 },
  { "stride", N_ ("Stride"), NULL, PARAM_INT, 0, 1, 1024, 1 },
  { "pad", N_ ("Padding"), NULL, PARAM_INT, 0, 0, 1024, 0 },
  { "dilation", N_ ("Dilation"), NULL, PARAM_INT, 0, 1, 1024, 1 },
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  char shape[NN_SHAPE_TEXT];
  if (input->shape.n != 2) {
    base_error_set (error, _ ("conv1d: the input is %s, not a sequence (steps x features)"),
                    nn_shape_format (&input->shape, shape));
    return NULL;
  }
  int filters = (int) values[FILTERS], kernel = (int) values[KERNEL], n_in = input->shape.d[1];
  const double settings[PARAM_MAX] = { values[STRIDE], values[PAD], values[DILATION] };
  return layer_with_weights (graph, "conv1d", &nn_op_conv1d, settings, input, (NnShape) { 3, { kernel, n_in, filters } },
                             kernel * n_in, kernel * filters, options, error);
}

const NnLayer nn_layer_conv1d = {
  .entry = { "conv1d", N_ ("Convolution over time"),
             N_ ("every filter looks at one window of steps after another; with kernel 1 a dense layer at each step"),
             "Waibel, Hanazawa, Hinton, Shikano, Lang 1989, Phoneme recognition using time-delay neural networks", params },
  .build = build,
};
