/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y = x / max (‖x‖, ε) over the last dim: points on the unit sphere. dx = (dy − y (y · dy)) / ‖x‖; scratch keeps 1 / ‖x‖. */
#include "engine/ops/common.h"

#include <tgmath.h>

extern const NnOp nn_op_l2_normalise;

#define EPSILON 1e-12

static bool
infer (NnNode *node, BaseError *error)
{
  node->shape = node->operands[0]->shape;
  node->scratch_size = nn_shape_size (&node->shape) / op_channels (node);
  return true;
}

static double
dot (const real *a, const real *b, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += (double) a[i] * (double) b[i];
  return sum;
}

static void
forward (const NnNode *node, int rows)
{
  size_t n = op_channels (node);
  const real *x = node->operands[0]->value;
  for (size_t p = 0; p < (size_t) rows * node->scratch_size; p++, x += n) {
    double norm = sqrt (dot (x, x, n));
    node->scratch[p] = (real) (1 / (norm <= EPSILON ? EPSILON : norm));
    for (size_t i = 0; i < n; i++)
      node->value[p * n + i] = x[i] * node->scratch[p];
  }
}

static void
backward (const NnNode *node, int rows)
{
  size_t n = op_channels (node);
  real *dx = node->operands[0]->gradient;
  for (size_t p = 0; dx != NULL && p < (size_t) rows * node->scratch_size; p++, dx += n) {
    const real *y = node->value + p * n, *dy = node->gradient + p * n;
    real along = node->scratch[p] < (real) (1 / EPSILON) ? (real) dot (y, dy, n) : 0;
    for (size_t i = 0; i < n; i++)
      op_give (&dx[i], (dy[i] - y[i] * along) * node->scratch[p], op_adds (node, 0));
  }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return op_example_of_input (graph, &nn_op_l2_normalise, which == 0 ? (NnShape) { 1, { 7 } } : (NnShape) { 2, { 3, 4 } },
                              error);
}

const NnOp nn_op_l2_normalise = {
  .entry = { "l2-normalise", N_ ("Unit length"), N_ ("y = x / ‖x‖"), NULL, NULL },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 2,
};
