/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-correlation with a square kernel, channels last, zeros outside the image:
 * y[i][j][o] = b[o] + Σ_{u,v,c} x[i s + u − p][j s + v − p][c] w[u][v][c][o] (LeCun et al. 1998, "Gradient-based learning
 * applied to document recognition"). Weights {k, k, 1, channels} make it depthwise: y[i][j][c] sees channel c alone. Padded
 * images are kept in scratch: forward makes them, backward reads them. */
#include "engine/ops/image.h"

#include "base/words.h"

#include <string.h>

extern const NnOp nn_op_conv2d;

enum { STRIDE, PAD };

static const Param params[] = {
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 64, 1 },
  { "pad", N_ ("Padding"), "px", PARAM_INT, 0, 0, 64, 0 },
  { 0 },
};

static NnConv
geometry (const NnNode *node)
{
  const NnShape *x = &node->operands[0]->shape, *w = &node->operands[1]->shape;
  int pad = (int) node->settings[PAD];
  return (NnConv) { .in_height = x->d[0] + 2 * pad, .in_width = x->d[1] + 2 * pad, .in_channels = x->d[2],
                    .out_height = node->shape.d[0], .out_width = node->shape.d[1], .out_channels = w->d[3],
                    .kernel = w->d[0], .stride = (int) node->settings[STRIDE], .groups = x->d[2] };
}

static bool
is_depthwise (const NnNode *node)
{
  const NnShape *x = &node->operands[0]->shape, *w = &node->operands[1]->shape;
  return w->d[2] == 1 && x->d[2] > 1 && x->d[2] == w->d[3];
}

/* Of the weights as backward turns them. */
static size_t
turned_size (const NnNode *node, const NnConv *g)
{
  return is_depthwise (node) ? 0 : nn_conv_turned_size (g);
}

/* Operands: x {height, width, in}, w {k, k, in, out} or {k, k, 1, in}, b {out}. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnNode *x = node->operands[0], *w = node->operands[1], *b = node->operands[2];
  char image[NN_SHAPE_TEXT], kernel[NN_SHAPE_TEXT];
  nn_shape_format (&x->shape, image);
  nn_shape_format (&w->shape, kernel);
  if (x->shape.n != 3 || w->shape.n != 4 || w->shape.d[0] != w->shape.d[1] ||
      (x->shape.d[2] != w->shape.d[2] && !is_depthwise (node)) || b->size != (size_t) w->shape.d[3])
    return base_error_set (error, _ ("conv2d: input %s does not go with weights %s (an image is height x width x "
                              "channels)"), image, kernel);
  int stride = (int) node->settings[STRIDE], pad = (int) node->settings[PAD], k = w->shape.d[0];
  int height = x->shape.d[0] + 2 * pad - k, width = x->shape.d[1] + 2 * pad - k;
  if (height < 0 || width < 0)
    return base_error_set (error, _ ("conv2d: input %s with padding %d is smaller than the kernel %s"), image, pad, kernel);
  node->shape = (NnShape) { 3, { height / stride + 1, width / stride + 1, w->shape.d[3] } };
  NnConv g = geometry (node);
  node->scratch_size = pad > 0 ? image_size (&g) : 0;
  node->workspace_size = turned_size (node, &g) + image_size (&g); /* backward: turned weights, one padded gradient */
  return true;
}

static void
forward (const NnNode *node, int rows)
{
  const NnKernels *k = nn_kernels ();
  const NnConv g = geometry (node);
  const NnNode *x = node->operands[0];
  for (size_t r = 0; r < (size_t) rows; r++) {
    if (node->scratch_size > 0)
      image_pad (&x->shape, (int) node->settings[PAD], x->shape.d[2], x->value + r * x->size,
                 node->scratch + r * node->scratch_size);
    (is_depthwise (node) ? k->grouped : k->conv) (&g, image_padded (node, (int) r), node->operands[1]->value,
                                                    node->operands[2]->value, node->value + r * node->size);
  }
}

static NnRect
reach (const NnNode *node, NnRect in)
{
  return op_reach_windows (node, in, node->operands[1]->shape.d[0], (int) node->settings[STRIDE],
                           (int) node->settings[PAD]);
}

/* Carries the changed pixels into the padded image, then makes the outputs row by row. */
static void
forward_part (const NnNode *node, int row, NnRect in, NnRect out)
{
  const NnNode *x = node->operands[0];
  NnConv g = geometry (node);
  size_t pixel = (size_t) g.in_channels, line = (size_t) g.in_width * pixel, pad = (size_t) node->settings[PAD];
  for (size_t i = (size_t) in.top; node->scratch_size > 0 && i < (size_t) in.bottom; i++)
    memcpy (node->scratch + (size_t) row * node->scratch_size + (i + pad) * line + ((size_t) in.left + pad) * pixel,
            x->value + (size_t) row * x->size + (i * (size_t) x->shape.d[1] + (size_t) in.left) * pixel,
            (size_t) (in.right - in.left) * pixel * sizeof (real));
  size_t out_pixel = (size_t) g.out_channels, out_line = (size_t) g.out_width * out_pixel, stride = (size_t) g.stride;
  g.out_height = 1;
  g.out_width = out.right - out.left;
  for (size_t i = (size_t) out.top; i < (size_t) out.bottom; i++)
    (is_depthwise (node) ? nn_kernels ()->grouped : nn_kernels ()->conv) (
      &g, image_padded (node, row) + i * stride * line + (size_t) out.left * stride * pixel, node->operands[1]->value,
      node->operands[2]->value, node->value + (size_t) row * node->size + i * out_line + (size_t) out.left * out_pixel);
}

/* ---- changes ---- */

/* Of the outputs that see a rectangle of the input, as if they went on beyond the edge. */
static NnConv
spread_geometry (const NnNode *node, NnRect in)
{
  NnConv g = geometry (node);
  g.in_height = in.bottom - in.top;
  g.in_width = in.right - in.left;
  g.out_height = g.in_height + g.kernel - 1;
  g.out_width = g.in_width + g.kernel - 1;
  return g;
}

static size_t
spread_room (const NnNode *node)
{
  const NnNode *x = node->operands[0];
  NnConv g = spread_geometry (node, (NnRect) { 0, 0, x->shape.d[0], x->shape.d[1] });
  bool fits = g.stride == 1 && !is_depthwise (node);
  return fits ? (size_t) g.out_height * (size_t) g.out_width * (size_t) g.out_channels + 16 : 0;
}

static void
spread_forward (const NnNode *node, int row, NnRect in, const real *change, real *room)
{
  NnConv g = spread_geometry (node, in);
  NnRect out = reach (node, in);
  int top = in.top + (int) node->settings[PAD] - g.kernel + 1, left = in.left + (int) node->settings[PAD] - g.kernel + 1;
  size_t n = (size_t) g.out_channels;
  nn_kernels ()->conv_spread (&g, change, node->operands[1]->value, room);
  for (int i = out.top; i < out.bottom; i++) {
    real *y = node->value + (size_t) row * node->size + (size_t) (i * node->shape.d[1] + out.left) * n;
    const real *more = room + (size_t) ((i - top) * g.out_width + out.left - left) * n;
    for (size_t k = 0; k < (size_t) (out.right - out.left) * n; k++)
      y[k] += more[k];
  }
}

static const NnSpread spread = { spread_room, spread_forward };

/* ---- backward ---- */

static void
input_gradient (const NnNode *node, const NnConv *g, int rows)
{
  const NnKernels *k = nn_kernels ();
  const NnNode *x = node->operands[0], *w = node->operands[1];
  size_t size = image_size (g);
  real *turned = node->workspace, *image = turned + turned_size (node, g);
  bool depthwise = is_depthwise (node);
  if (!depthwise)
    k->conv_turn (g, w->value, turned);
  for (int r = 0; r < rows; r++) {
    const real *dy = node->gradient + (size_t) r * node->size;
    if (depthwise) {
      k->grouped_input (g, dy, w->value, image);
    } else {
      memset (image, 0, size * sizeof (real));
      k->conv_input (g, dy, turned, image);
    }
    image_unpad (&x->shape, (int) node->settings[PAD], x->shape.d[2], image, x->gradient + (size_t) r * x->size,
                 op_adds (node, 0));
  }
}

/* Of the kernel rows from @first to before @end. */
static void
weight_gradient (const NnNode *node, int rows, int first, int end)
{
  const NnKernels *k = nn_kernels ();
  const NnConv g = geometry (node);
  real *slopes = node->operands[1]->gradient;
  size_t line = node->operands[1]->size / (size_t) g.kernel;
  if (!op_adds (node, 1))
    memset (slopes + (size_t) first * line, 0, (size_t) (end - first) * line * sizeof (real));
  for (int r = 0; r < rows; r++) {
    const real *x = image_padded (node, r), *dy = node->gradient + (size_t) r * node->size;
    if (is_depthwise (node))
      k->grouped_weights (&g, x, dy, slopes);
    else
      k->conv_weights (&g, x, dy, slopes, first, end);
  }
}

static void
bias_gradient (const NnNode *node, int rows)
{
  const NnNode *b = node->operands[2];
  size_t n = op_channels (node);
  nn_kernels ()->column_sums (rows * (int) (node->size / n), (int) n, node->gradient, b->gradient, op_adds (node, 2));
}

static void
backward (const NnNode *node, int rows)
{
  const NnConv g = geometry (node);
  if (node->operands[0]->gradient != NULL)
    input_gradient (node, &g, rows);
  if (node->operands[1]->gradient != NULL)
    weight_gradient (node, rows, 0, g.kernel);
  if (node->operands[2]->gradient != NULL)
    bias_gradient (node, rows);
}

/* Kernel rows make parts where one is enough for a kernel's sums; the biases go with the first. */
static int
n_parts (const NnNode *node)
{
  const NnShape *w = &node->operands[1]->shape;
  return w->d[1] * w->d[2] >= 16 && !is_depthwise (node) ? w->d[0] : 1;
}

static void
backward_part (const NnNode *node, int rows, int part)
{
  int all = node->operands[1]->shape.d[0], n = n_parts (node);
  if (node->operands[1]->gradient != NULL)
    weight_gradient (node, rows, part, n == 1 ? all : part + 1);
  if (part == 0 && node->operands[2]->gradient != NULL)
    bias_gradient (node, rows);
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { [STRIDE] = 2, [PAD] = 1 };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 6, 5, 2 } });
  NnNode *w = op_example_parameter (graph, (NnShape) { 4, { 3, 3, which == 0 ? 2 : 1, which == 0 ? 5 : 2 } });
  NnNode *b = op_example_parameter (graph, (NnShape) { 1, { which == 0 ? 5 : 2 } });
  return nn_graph_apply (graph, &nn_op_conv2d, settings, 3, (NnNode *[]) { x, w, b }, error);
}

const NnOp nn_op_conv2d = {
  .entry = { "conv2d", N_ ("Convolution"), N_ ("y[i][j][o] = b[o] + Σ x[i s + u − p][j s + v − p][c] w[u][v][c][o]"),
             "LeCun, Bottou, Bengio, Haffner 1998, Gradient-based learning applied to document recognition", params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .by_rows = true,
  .n_parts = n_parts,
  .backward_part = backward_part,
  .reach = reach,
  .forward_part = forward_part,
  .spread = &spread,
  .example = example,
  .n_examples = 2,
};
