/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y[i][j][c] = max over u, v < size of x[i s + u][j s + v][c]. Scratch keeps which tap it was; ties go to the first. */
#include "engine/ops/common.h"

#include "base/words.h"

extern const NnOp nn_op_maxpool;

enum { SIZE, STRIDE };

extern const Param nn_maxpool_params[];

const Param nn_maxpool_params[] = {
  { "size", N_ ("Window"), "px", PARAM_INT, 0, 1, 64, 2 },
  { "stride", N_ ("Stride (0: as the window)"), "px", PARAM_INT, 0, 0, 64, 0 },
  { 0 },
};

static NnConv
geometry (const NnNode *node)
{
  const NnShape *x = &node->operands[0]->shape;
  int size = (int) node->settings[SIZE], stride = (int) node->settings[STRIDE];
  return (NnConv) { .in_height = x->d[0], .in_width = x->d[1], .in_channels = x->d[2],
                    .out_height = node->shape.d[0], .out_width = node->shape.d[1], .out_channels = x->d[2],
                    .kernel = size, .stride = stride > 0 ? stride : size };
}

static bool
infer (NnNode *node, BaseError *error)
{
  const NnShape *x = &node->operands[0]->shape;
  char image[NN_SHAPE_TEXT];
  int size = (int) node->settings[SIZE], stride = (int) node->settings[STRIDE];
  if (x->n != 3 || x->d[0] < size || x->d[1] < size)
    return base_error_set (error, _ ("maxpool: input %s does not hold a window %dx%d (an image is height x width x "
                              "channels)"), nn_shape_format (x, image), size, size);
  stride = stride > 0 ? stride : size;
  node->shape = (NnShape) { 3, { (x->d[0] - size) / stride + 1, (x->d[1] - size) / stride + 1, x->d[2] } };
  node->scratch_size = nn_shape_size (&node->shape);
  return true;
}

static void
forward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0];
  const NnConv g = geometry (node);
  for (size_t r = 0; r < (size_t) rows; r++)
    nn_kernels ()->pool (&g, x->value + r * x->size, node->value + r * node->size, node->scratch + r * node->size);
}

static NnRect
reach (const NnNode *node, NnRect in)
{
  NnConv g = geometry (node);
  return op_reach_windows (node, in, g.kernel, g.stride, 0);
}

static void
forward_part (const NnNode *node, int row, NnRect in, NnRect out)
{
  const NnNode *x = node->operands[0];
  NnConv g = geometry (node);
  size_t pixel = (size_t) g.in_channels, line = (size_t) node->shape.d[1] * pixel, stride = (size_t) g.stride;
  g.out_height = 1;
  g.out_width = out.right - out.left;
  for (size_t i = (size_t) out.top; i < (size_t) out.bottom; i++) {
    size_t place = (size_t) row * node->size + i * line + (size_t) out.left * pixel;
    size_t window = (i * (size_t) g.in_width + (size_t) out.left) * stride * pixel;
    nn_kernels ()->pool (&g, x->value + (size_t) row * x->size + window, node->value + place, node->scratch + place);
  }
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0];
  if (x->gradient == NULL)
    return;
  const NnConv g = geometry (node);
  for (size_t r = 0; r < (size_t) rows; r++)
    nn_kernels ()->pool_slope (&g, node->scratch + r * node->size, node->gradient + r * node->size,
                               x->gradient + r * x->size, op_adds (node, 0));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { [SIZE] = 3, [STRIDE] = 2 };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 6, 7, 3 } });
  return nn_graph_apply (graph, &nn_op_maxpool, settings, 1, &x, error);
}

const NnOp nn_op_maxpool = {
  .entry = { "maxpool", N_ ("Max pooling"), N_ ("y = the largest value of each window"), NULL,
             nn_maxpool_params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .by_rows = true,
  .reach = reach,
  .forward_part = forward_part,
  .example = example,
};
