/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-correlation over time, zeros before and after the sequence:
 * y[t][o] = b[o] + Σ_{u,c} x[t s + u d − p][c] w[u][c][o] (Waibel, Hanazawa, Hinton, Shikano, Lang 1989). A product of
 * windows, which scratch keeps one after another, and w; with kernel 1 the windows are the input. */
#include "engine/ops/common.h"

#include "base/words.h"

#include <string.h>

extern const NnOp nn_op_conv1d;

enum { STRIDE, PAD, DILATION };

static const Param params[] = {
  { "stride", N_ ("Stride"), NULL, PARAM_INT, 0, 1, 1024, 1 },
  { "pad", N_ ("Padding"), NULL, PARAM_INT, 0, 0, 1024, 0 },
  { "dilation", N_ ("Dilation"), NULL, PARAM_INT, 0, 1, 1024, 1 },
  { 0 },
};

/* Numbers in a window. */
static int
n_taps (const NnNode *node)
{
  const NnShape *w = &node->operands[1]->shape;
  return w->d[0] * w->d[1];
}

/* Operands: x {T, in}, w {k, in, out}, b {out}. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnShape *x = &node->operands[0]->shape, *w = &node->operands[1]->shape;
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  if (x->n != 2 || w->n != 3 || x->d[1] != w->d[1] || node->operands[2]->size != (size_t) w->d[2])
    return base_error_set (error, _ ("conv1d: input %s does not go with weights %s (a sequence is steps x features)"),
                           nn_shape_format (x, have), nn_shape_format (w, want));
  int stride = (int) node->settings[STRIDE], span = (w->d[0] - 1) * (int) node->settings[DILATION] + 1;
  int rest = x->d[0] + 2 * (int) node->settings[PAD] - span;
  if (rest < 0)
    return base_error_set (error, _ ("conv1d: input %s with padding %g is shorter than the kernel, %d steps"),
                           nn_shape_format (x, have), node->settings[PAD], span);
  node->shape = (NnShape) { 2, { rest / stride + 1, w->d[2] } };
  size_t windows = nn_shape_size (&(NnShape) { 2, { node->shape.d[0], n_taps (node) } });
  node->scratch_size = span == 1 && stride == 1 && node->settings[PAD] == 0 ? 0 : windows;
  node->workspace_size = node->operands[1]->size + 16 + windows; /* backward: turned weights, one row's windows */
  return true;
}

/* The step of x that tap @u of window @t sees; −1: none, a zero. */
static int
seen (const NnNode *node, int t, int u)
{
  int at = t * (int) node->settings[STRIDE] + u * (int) node->settings[DILATION] - (int) node->settings[PAD];
  return at >= 0 && at < node->operands[0]->shape.d[0] ? at : -1;
}

/* The windows of the whole batch. */
static const real *
windows (const NnNode *node)
{
  return node->scratch_size > 0 ? node->scratch : node->operands[0]->value;
}

static void
fill_windows (const NnNode *node, const real *x, real *to)
{
  size_t n_in = (size_t) node->operands[0]->shape.d[1];
  for (int t = 0; t < node->shape.d[0]; t++)
    for (int u = 0; u < node->operands[1]->shape.d[0]; u++, to += n_in) {
      int at = seen (node, t, u);
      if (at >= 0)
        memcpy (to, x + (size_t) at * n_in, n_in * sizeof (real));
      else
        memset (to, 0, n_in * sizeof (real));
    }
}

static void
forward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0];
  for (size_t r = 0; node->scratch_size > 0 && r < (size_t) rows; r++)
    fill_windows (node, x->value + r * x->size, node->scratch + r * node->scratch_size);
  nn_kernels ()->dense (rows * node->shape.d[0], n_taps (node), node->shape.d[1], windows (node),
                        node->operands[1]->value, node->operands[2]->value, node->value, false);
}

/* Adds the gradients of one row's windows to that row's steps. */
static void
add_windows (const NnNode *node, const real *from, real *dx)
{
  size_t n_in = (size_t) node->operands[0]->shape.d[1];
  for (int t = 0; t < node->shape.d[0]; t++)
    for (int u = 0; u < node->operands[1]->shape.d[0]; u++, from += n_in) {
      int at = seen (node, t, u);
      for (size_t c = 0; at >= 0 && c < n_in; c++)
        dx[(size_t) at * n_in + c] += from[c];
    }
}

static void
input_gradient (const NnNode *node, int rows)
{
  const NnKernels *k = nn_kernels ();
  const NnNode *x = node->operands[0], *w = node->operands[1];
  int steps = node->shape.d[0], n_out = node->shape.d[1];
  real *turned = node->workspace, *row = turned + (w->size + 15) / 16 * 16;
  if (node->scratch_size == 0) {
    k->dense_input (rows * steps, n_taps (node), n_out, node->gradient, w->value, turned, x->gradient, op_adds (node, 0));
    return;
  }
  if (!op_adds (node, 0))
    memset (x->gradient, 0, (size_t) rows * x->size * sizeof (real));
  for (size_t r = 0; r < (size_t) rows; r++) {
    k->dense_input (steps, n_taps (node), n_out, node->gradient + r * node->size, w->value, turned, row, false);
    add_windows (node, row, x->gradient + r * x->size);
  }
}

static void
backward (const NnNode *node, int rows)
{
  const NnKernels *k = nn_kernels ();
  const NnNode *w = node->operands[1], *b = node->operands[2];
  int n = rows * node->shape.d[0], n_out = node->shape.d[1];
  if (node->operands[0]->gradient != NULL)
    input_gradient (node, rows);
  if (w->gradient != NULL)
    k->dense_weights (n, n_taps (node), n_out, windows (node), (size_t) n_taps (node), node->gradient, w->gradient, NULL, op_adds (node, 1));
  if (b->gradient != NULL)
    k->column_sums (n, n_out, node->gradient, b->gradient, op_adds (node, 2));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  static const struct {
    int kernel;
    double settings[PARAM_MAX];
  } examples[] = { { 3, { 1, 0, 1 } }, { 3, { 2, 2, 2 } }, { 1, { 1, 0, 1 } } };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 2, { 7, 2 } });
  NnNode *w = op_example_parameter (graph, (NnShape) { 3, { examples[which].kernel, 2, 5 } });
  NnNode *b = op_example_parameter (graph, (NnShape) { 1, { 5 } });
  return nn_graph_apply (graph, &nn_op_conv1d, examples[which].settings, 3, (NnNode *[]) { x, w, b }, error);
}

const NnOp nn_op_conv1d = {
  .entry = { "conv1d", N_ ("Convolution over time"), N_ ("y[t][o] = b[o] + Σ x[t s + u d − p][c] w[u][c][o]"),
             "Waibel, Hanazawa, Hinton, Shikano, Lang 1989, Phoneme recognition using time-delay neural networks", params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 3,
};
