/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y_j = scale cos θ_j, θ_j the angle between x and column j of w: class scores made of an embedding. With u = x / ‖x‖ and
 * v_j = w_j / ‖w_j‖: dx = scale Σ_j dy_j (v_j − u cos θ_j) / ‖x‖, dw_j = scale Σ_r dy_j (u − v_j cos θ_j) / ‖w_j‖. */
#include "engine/ops/common.h"

#include "base/words.h"

#include <math.h>

extern const NnOp nn_op_cosine;

#define LEAST 1e-12 /* length */

static const Param params[] = {
  { "scale", N_ ("Scale"), NULL, PARAM_REAL, PARAM_LOG, 1e-3, 1e4, 16 },
  { 0 },
};

/* Operands: x {n}, w {n, classes}. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnNode *x = node->operands[0], *w = node->operands[1];
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  if (w->shape.n != 2 || (size_t) w->shape.d[0] != x->size)
    return base_error_set (error, _ ("cosine: inputs %s do not go with weights %s"), nn_shape_format (&x->shape, have),
                           nn_shape_format (&w->shape, want));
  node->shape = (NnShape) { 1, { w->shape.d[1] } };
  return true;
}

static double
length (const real *x, size_t n, size_t stride)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += (double) x[i * stride] * (double) x[i * stride];
  return sum <= LEAST * LEAST ? LEAST : sqrt (sum);
}

static void
forward (const NnNode *node, int rows)
{
  const real *w = node->operands[1]->value;
  size_t n = node->operands[0]->size, classes = node->size;
  for (size_t j = 0; j < classes; j++) {
    double scale = node->settings[0] / length (w + j, n, classes);
    for (size_t r = 0; r < (size_t) rows; r++) {
      const real *x = node->operands[0]->value + r * n;
      double sum = 0;
      for (size_t i = 0; i < n; i++)
        sum += (double) x[i] * (double) w[i * classes + j];
      node->value[r * classes + j] = (real) (sum * scale / length (x, n, 1));
    }
  }
}

/* Adds factor (towards / its length − from cosine / @size) / @size to @gradient, or sets it: the slope of a cosine with
 * respect to @from of length @size. */
static void
turn (size_t n, size_t stride, size_t other_stride, double factor, double cosine, const real *from, double size,
      const real *towards, double other, real *gradient, bool adds)
{
  for (size_t i = 0; gradient != NULL && i < n; i++)
    op_give (&gradient[i * stride],
             (real) (factor * ((double) towards[i * other_stride] / other - cosine * (double) from[i * stride] / size) / size),
             adds);
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *inputs = node->operands[0], *weights = node->operands[1];
  size_t n = inputs->size, classes = node->size;
  double scale = node->settings[0];
  for (size_t r = 0; r < (size_t) rows; r++)
    for (size_t j = 0; j < classes; j++) {
      const real *x = inputs->value + r * n, *w = weights->value + j;
      double cosine = (double) node->value[r * classes + j] / scale, dy = scale * (double) node->gradient[r * classes + j];
      double x_size = length (x, n, 1), w_size = length (w, n, classes);
      turn (n, 1, classes, dy, cosine, x, x_size, w, w_size, inputs->gradient != NULL ? inputs->gradient + r * n : NULL,
            op_adds (node, 0) || j > 0);
      turn (n, classes, 1, dy, cosine, w, w_size, x, x_size, weights->gradient != NULL ? weights->gradient + j : NULL,
            op_adds (node, 1) || r > 0);
    }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 5 } });
  return nn_graph_apply (graph, &nn_op_cosine, NULL, 2,
                         (NnNode *[]) { x, op_example_parameter (graph, (NnShape) { 2, { 5, 3 } }) }, error);
}

const NnOp nn_op_cosine = {
  .entry = { "cosine", N_ ("Cosine"), N_ ("y_j = scale · cos of the angle between x and w_j"), NULL, params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
};
