/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A convolution turned round: every input pixel paints its kernel s pixels further,
 * y[i s + u − p][j s + v − p][o] += x[i][j][c] w[u][v][o][c], + b[o]. It is what a convolution from the output to the input has as
 * its backward pass (Zeiler, Krishnan, Taylor, Fergus 2010, Deconvolutional networks). */
#include "engine/ops/image.h"

#include "base/words.h"

#include <string.h>

extern const NnOp nn_op_transposed_conv;

enum { STRIDE, PAD };

static const Param params[] = {
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 64, 2 },
  { "pad", N_ ("Cut from the border"), "px", PARAM_INT, 0, 0, 64, 0 },
  { 0 },
};

/* The convolution from the output to the input. */
static NnConv
geometry (const NnNode *node)
{
  const NnShape *x = &node->operands[0]->shape, *w = &node->operands[1]->shape;
  int stride = (int) node->settings[STRIDE], k = w->d[0];
  return (NnConv) { .in_height = (x->d[0] - 1) * stride + k, .in_width = (x->d[1] - 1) * stride + k,
                    .in_channels = w->d[2], .out_height = x->d[0], .out_width = x->d[1], .out_channels = w->d[3],
                    .kernel = k, .stride = stride };
}

/* Operands: x {height, width, in}, w {k, k, out, in}, b {out}. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnShape *x = &node->operands[0]->shape, *w = &node->operands[1]->shape;
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  NnConv g = geometry (node);
  int cut = 2 * (int) node->settings[PAD];
  if (x->n != 3 || w->n != 4 || w->d[0] != w->d[1] || x->d[2] != w->d[3] || node->operands[2]->size != (size_t) w->d[2])
    return base_error_set (error, _ ("transposed-conv: input %s does not go with weights %s"), nn_shape_format (x, have),
                           nn_shape_format (w, want));
  if (g.in_height <= cut || g.in_width <= cut)
    return base_error_set (error, _ ("transposed-conv: nothing is left of %dx%d pixels when %d are cut from each border"),
                           g.in_height, g.in_width, cut / 2);
  node->shape = (NnShape) { 3, { g.in_height - cut, g.in_width - cut, w->d[2] } };
  node->workspace_size = op_room (image_size (&g)) + op_room (nn_conv_turned_size (&g)) +
                         op_room ((size_t) (x->d[0] * x->d[1]) * (size_t) x->d[2]) + op_room ((size_t) w->d[3]);
  return true;
}

static void
forward (const NnNode *node, int rows)
{
  const NnKernels *k = nn_kernels ();
  const NnNode *x = node->operands[0], *b = node->operands[2];
  NnConv g = geometry (node);
  real *image = node->workspace, *turned = image + op_room (image_size (&g));
  k->conv_turn (&g, node->operands[1]->value, turned);
  for (size_t r = 0; r < (size_t) rows; r++) {
    real *y = node->value + r * node->size;
    memset (image, 0, image_size (&g) * sizeof (real));
    k->conv_input (&g, x->value + r * x->size, turned, image);
    image_unpad (&node->shape, (int) node->settings[PAD], node->shape.d[2], image, y, false);
    for (size_t i = 0; i < node->size; i++)
      y[i] += b->value[i % b->size];
  }
}

static void
backward (const NnNode *node, int rows)
{
  const NnKernels *k = nn_kernels ();
  const NnNode *x = node->operands[0], *w = node->operands[1], *b = node->operands[2];
  NnConv g = geometry (node);
  real *image = node->workspace, *slopes = image + op_room (image_size (&g)), *zero = slopes + op_room (x->size);
  memset (image, 0, image_size (&g) * sizeof (real));
  memset (zero, 0, (size_t) g.out_channels * sizeof (real));
  if (w->gradient != NULL && !op_adds (node, 1))
    memset (w->gradient, 0, w->size * sizeof (real));
  for (size_t r = 0; r < (size_t) rows; r++) {
    image_pad (&node->shape, (int) node->settings[PAD], node->shape.d[2], node->gradient + r * node->size, image);
    if (w->gradient != NULL)
      k->conv_weights (&g, image, x->value + r * x->size, w->gradient, 0, g.kernel);
    if (x->gradient == NULL)
      continue;
    k->conv (&g, image, w->value, zero, slopes);
    image_unpad (&x->shape, 0, x->shape.d[2], slopes, x->gradient + r * x->size, op_adds (node, 0));
  }
  if (b->gradient != NULL)
    k->column_sums (rows * node->shape.d[0] * node->shape.d[1], node->shape.d[2], node->gradient, b->gradient,
                    op_adds (node, 2));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { 2 - which, which };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 3, 4, 2 } });
  NnNode *w = op_example_parameter (graph, (NnShape) { 4, { 3, 3, 3, 2 } });
  NnNode *b = op_example_parameter (graph, (NnShape) { 1, { 3 } });
  return nn_graph_apply (graph, &nn_op_transposed_conv, settings, 3, (NnNode *[]) { x, w, b }, error);
}

const NnOp nn_op_transposed_conv = {
  .entry = { "transposed-conv", N_ ("Transposed convolution"), N_ ("every input pixel paints its kernel s pixels further"),
             "Zeiler, Krishnan, Taylor, Fergus 2010, Deconvolutional networks", params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 2,
};
