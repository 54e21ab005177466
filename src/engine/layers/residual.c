/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

#include "base/words.h"

extern const NnOp nn_op_add, nn_op_dense, nn_op_conv2d;
extern const NnLayer nn_layer_residual;

enum { IDENTITY, PROJECTION };

static const Param params[] = {
  { "shortcut", N_ ("Shortcut"), NULL, PARAM_CHOICE, 0, 0, 1, IDENTITY,
    .choices = N_ ("identity") "|" N_ ("projection") },
  { 0 },
};

/* x W where the shapes differ; of an image a 1×1 convolution whose stride makes it as small as the branch. */
static NnNode *
project (NnGraph *graph, NnNode *x, const NnNode *end, const NnLayerOptions *options, BaseError *error)
{
  NnLayerOptions linear = { 0 };
  if (options != NULL)
    linear = *options;
  linear.activation = NULL;
  int n = end->shape.n, n_in = x->shape.d[x->shape.n - 1], n_out = end->shape.d[n - 1];
  if (n != 3 || x->shape.n != 3)
    return layer_with_weights (graph, "projection", &nn_op_dense, NULL, x, (NnShape) { 2, { (int) x->size, n_out } },
                               (int) x->size, n_out, &linear, error);
  int stride = (x->shape.d[0] + end->shape.d[0] - 1) / end->shape.d[0];
  const double settings[PARAM_MAX] = { stride, 0 };
  return layer_with_weights (graph, "projection", &nn_op_conv2d, settings, x, (NnShape) { 4, { 1, 1, n_in, n_out } },
                             n_in, n_out, &linear, error);
}

static NnNode *
join (NnGraph *graph, NnNode *input, int n, NnNode *const *ends, const double *values, const NnLayerOptions *options,
      BaseError *error)
{
  char in[NN_SHAPE_TEXT], out[NN_SHAPE_TEXT];
  NnNode *shortcut = input;
  bool same = nn_shape_equal (&input->shape, &ends[0]->shape);
  if (!same && (int) values[0] == IDENTITY) {
    base_error_set (error, _ ("residual: the chain makes %s of %s; both must be equal, or shortcut=projection"),
                    nn_shape_format (&ends[0]->shape, out), nn_shape_format (&input->shape, in));
    return NULL;
  }
  if (!same)
    shortcut = project (graph, input, ends[0], options, error);
  return shortcut == NULL
           ? NULL
           : nn_graph_apply (graph, &nn_op_add, NULL, 2, (NnNode *[]) { shortcut, ends[0] }, error);
}

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  return join (graph, input, 1, &input, values, options, error);
}

const NnLayer nn_layer_residual = {
  .entry = { "residual", N_ ("Residual"), N_ ("x + f (x): an inner chain learns what to add to its input"),
             "He, Zhang, Ren, Sun 2016, Deep residual learning for image recognition", params },
  .build = build,
  .join = join,
  .max_branches = 1,
};
