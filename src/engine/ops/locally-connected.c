/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A convolution that shares nothing: every place (i, j) has weights and biases of its own,
 * y[i][j][o] = b[i][j][o] + Σ_{u,v,c} x[i s + u − p][j s + v − p][c] w[i][j][u][v][c][o]. A place is a convolution with one output.
 * Padded images are kept in scratch, as conv2d's are. */
#include "engine/ops/image.h"

#include "base/words.h"

#include <string.h>

extern const NnOp nn_op_locally_connected;

enum { KERNEL_SIZE, STRIDE, PAD };

static const Param params[] = {
  { "kernel", N_ ("Kernel"), "px", PARAM_INT, 0, 1, 64, 3 },
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 64, 1 },
  { "pad", N_ ("Padding"), "px", PARAM_INT, 0, 0, 64, 0 },
  { 0 },
};

/* Operands: x {height, width, in}, w {places, k k in, out}, b {places, out}. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnShape *x = &node->operands[0]->shape, *w = &node->operands[1]->shape;
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  int kernel = (int) node->settings[KERNEL_SIZE], pad = (int) node->settings[PAD];
  NnConv g = { .kernel = kernel, .stride = (int) node->settings[STRIDE], .in_channels = x->d[2] };
  if (x->n != 3 || w->n != 3 || w->d[1] != kernel * kernel * x->d[2])
    return base_error_set (error, _ ("locally-connected: input %s does not go with weights %s (an image is height x width x "
                              "channels)"), nn_shape_format (x, have), nn_shape_format (w, want));
  if (!image_infer (node, &g, pad, error))
    return false;
  node->shape = (NnShape) { 3, { g.out_height, g.out_width, w->d[2] } };
  if (w->d[0] != g.out_height * g.out_width || node->operands[2]->size != nn_shape_size (&node->shape))
    return base_error_set (error, _ ("locally-connected: weights %s are not for %dx%d places"), nn_shape_format (w, want),
                           g.out_height, g.out_width);
  node->scratch_size = pad > 0 ? image_size (&g) : 0;
  node->workspace_size = pad > 0 ? image_size (&g) : 0;
  return true;
}

/* The convolution of one place. */
static NnConv
geometry (const NnNode *node)
{
  const NnShape *x = &node->operands[0]->shape;
  int pad = (int) node->settings[PAD];
  return (NnConv) { .in_height = x->d[0] + 2 * pad, .in_width = x->d[1] + 2 * pad, .in_channels = x->d[2],
                    .out_height = 1, .out_width = 1, .out_channels = node->shape.d[2],
                    .kernel = (int) node->settings[KERNEL_SIZE], .stride = (int) node->settings[STRIDE] };
}

/* Where the window of place p begins in a padded image. */
static size_t
window (const NnNode *node, const NnConv *g, size_t p)
{
  size_t width = (size_t) node->shape.d[1], i = p / width, j = p % width;
  return (i * (size_t) g->in_width + j) * (size_t) g->stride * (size_t) g->in_channels;
}

static void
forward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0], *w = node->operands[1], *b = node->operands[2];
  NnConv g = geometry (node);
  size_t out = op_channels (node), taps = (size_t) w->shape.d[1];
  for (size_t r = 0; r < (size_t) rows; r++) {
    if (node->scratch_size > 0)
      image_pad (&x->shape, (int) node->settings[PAD], x->shape.d[2], x->value + r * x->size,
                 node->scratch + r * node->scratch_size);
    for (size_t p = 0; p < (size_t) w->shape.d[0]; p++)
      nn_kernels ()->conv (&g, image_padded (node, (int) r) + window (node, &g, p), w->value + p * taps * out,
                           b->value + p * out, node->value + r * node->size + p * out);
  }
}

/* dx += w dy for one place. */
static void
input_gradient (const NnConv *g, const real *w, const real *dy, real *dx)
{
  size_t line = (size_t) g->in_width * (size_t) g->in_channels, run = (size_t) (g->kernel * g->in_channels);
  for (int u = 0; u < g->kernel; u++, dx += line)
    for (size_t t = 0; t < run; t++)
      for (int o = 0; o < g->out_channels; o++)
        dx[t] += *w++ * dy[o];
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0], *w = node->operands[1], *b = node->operands[2];
  NnConv g = geometry (node);
  size_t out = op_channels (node), taps = (size_t) w->shape.d[1];
  if (w->gradient != NULL && !op_adds (node, 1))
    memset (w->gradient, 0, w->size * sizeof (real));
  for (size_t r = 0; r < (size_t) rows; r++) {
    const real *dy = node->gradient + r * node->size;
    real *dx = x->gradient != NULL ? x->gradient + r * x->size : NULL, *slopes = dx;
    if (dx != NULL && node->workspace_size > 0) {
      slopes = node->workspace;
      memset (slopes, 0, node->workspace_size * sizeof (real));
    } else if (dx != NULL && !op_adds (node, 0))
      memset (dx, 0, x->size * sizeof (real));
    for (size_t p = 0; p < (size_t) w->shape.d[0]; p++) {
      size_t at = window (node, &g, p);
      if (w->gradient != NULL)
        nn_kernels ()->conv_weights (&g, image_padded (node, (int) r) + at, dy + p * out, w->gradient + p * taps * out, 0, g.kernel);
      if (dx != NULL)
        input_gradient (&g, w->value + p * taps * out, dy + p * out, slopes + at);
    }
    if (slopes != dx)
      image_unpad (&x->shape, (int) node->settings[PAD], x->shape.d[2], slopes, dx, op_adds (node, 0));
  }
  if (b->gradient != NULL)
    nn_kernels ()->column_sums (rows, (int) node->size, node->gradient, b->gradient, op_adds (node, 2));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { 3, 1 + which, which };
  const int places = 6; /* 2x3 in both examples */
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 4, 5, 2 } });
  NnNode *w = op_example_parameter (graph, (NnShape) { 3, { places, 18, 3 } });
  NnNode *b = op_example_parameter (graph, (NnShape) { 2, { places, 3 } });
  return nn_graph_apply (graph, &nn_op_locally_connected, settings, 3, (NnNode *[]) { x, w, b }, error);
}

const NnOp nn_op_locally_connected = {
  .entry = { "locally-connected", N_ ("Locally connected"), N_ ("a convolution with weights of its own at every place"),
             NULL, params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 2,
};
