/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Softmax and cross-entropy in one: loss_r = log Σ_k exp (x_k) − x_t, t the class index. The largest logit is taken out
 * first, so no exponential overflows. Scratch keeps the probabilities. */
#include "engine/ops/common.h"

#include <assert.h>
#include <math.h>

extern const NnOp nn_op_softmax_ce;

/* Operands: logits {classes}, target {1}. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnNode *x = node->operands[0], *target = node->operands[1];
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  if (target->size != 1)
    return base_error_set (error, "softmax-ce: logits %s need one class index as target, not %s",
                           nn_shape_format (&x->shape, have), nn_shape_format (&target->shape, want));
  node->shape = (NnShape) { 1, { 1 } };
  node->scratch_size = x->size;
  return true;
}

/* The largest of n; NaN when one is. */
static real
largest (const real *x, size_t n)
{
  real best = x[0];
  for (size_t i = 1; i < n; i++)
    if (!(x[i] <= best) && best == best)
      best = x[i];
  return best;
}

static void
forward (const NnNode *node, int rows)
{
  const real *x = node->operands[0]->value, *target = node->operands[1]->value;
  size_t n = node->operands[0]->size;
  real *p = node->scratch;
  for (size_t r = 0; r < (size_t) rows; r++) {
    real best = largest (x + r * n, n);
    for (size_t i = 0; i < n; i++)
      p[r * n + i] = x[r * n + i] - best;
    real class = target[r];
    node->value[r] = class >= 0 && class < (real) n ? -p[r * n + (size_t) class] : (real) NAN;
  }
  nn_kernels ()->exp ((size_t) rows * n, p, p);
  for (size_t r = 0; r < (size_t) rows; r++) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
      sum += (double) p[r * n + i];
    node->value[r] += (real) log (sum);
    real share = (real) (1 / sum);
    for (size_t i = 0; i < n; i++)
      p[r * n + i] *= share;
  }
}

/* dx_k = (p_k − [k = t]) dy; targets are data and get no gradient. */
static void
backward (const NnNode *node, int rows)
{
  const real *target = node->operands[1]->value, *p = node->scratch;
  size_t n = node->operands[0]->size;
  real *dx = node->operands[0]->gradient;
  bool add = op_adds (node, 0);
  assert (node->operands[1]->gradient == NULL);
  for (size_t r = 0; dx != NULL && r < (size_t) rows; r++)
    for (size_t i = 0; i < n; i++) {
      real slope = (p[r * n + i] - ((real) i == target[r] ? 1 : 0)) * node->gradient[r];
      dx[r * n + i] = add ? dx[r * n + i] + slope : slope;
    }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return op_example_loss (graph, &nn_op_softmax_ce, 5, 1, error);
}

const NnOp nn_op_softmax_ce = {
  .entry = { "softmax-ce", N_ ("Softmax cross-entropy"), N_ ("log Σ e^x − x of the true class"), NULL, NULL },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
};
