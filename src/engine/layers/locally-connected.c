/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnOp nn_op_locally_connected;
extern const NnLayer nn_layer_locally_connected;

enum { FILTERS, KERNEL, STRIDE, PAD };

static const Param params[] = {
  { "filters", N_ ("Filters"), NULL, PARAM_INT, 0, 1, 4096, 8 },
  { "kernel", N_ ("Kernel"), "px", PARAM_INT, 0, 1, 64, 3 },
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 64, 1 },
  { "pad", N_ ("Padding"), "px", PARAM_INT, 0, 0, 64, 0 },
  { 0 },
};

/* Places of a kernel along @size pixels. */
static int
n_places (int size, const double *values)
{
  int rest = size + 2 * (int) values[PAD] - (int) values[KERNEL];
  return rest < 0 ? 1 : rest / (int) values[STRIDE] + 1; /* the op says what is wrong */
}

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  const NnShape *x = &input->shape;
  int filters = (int) values[FILTERS], taps = (int) (values[KERNEL] * values[KERNEL]) * x->d[x->n - 1];
  int height = n_places (x->d[0], values), width = x->n > 1 ? n_places (x->d[1], values) : 1;
  NnLayerView layer = { .activation = options != NULL ? options->activation : NULL };
  layer.weight = layer_weight (graph, (NnShape) { 3, { height * width, taps, filters } }, taps, taps, options);
  layer.bias = layer_bias (graph, (NnShape) { 3, { height, width, filters } }, options);
  layer.pre = nn_graph_apply (graph, &nn_op_locally_connected, values + KERNEL, 3,
                              (NnNode *[]) { input, layer.weight, layer.bias }, error);
  layer.out = layer_activation (graph, layer.pre, options, error);
  if (layer.out != NULL)
    layer_add (graph, "locally-connected", "", &layer);
  return layer.out;
}

const NnLayer nn_layer_locally_connected = {
  .entry = { "locally-connected", N_ ("Locally connected"), N_ ("a convolution that shares nothing: weights of its own at every "
             "place"),
             "LeCun 1989, Generalization and network design strategies", params },
  .build = build,
};
