/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binary cross-entropy on logits x with targets t in [0, 1], mean over the n outputs of a sample:
 * loss = 1/n Σ max (x, 0) − x t + log (1 + exp (−|x|)), which no logit can overflow. */
#include "engine/ops/common.h"

#include <assert.h>
#include <tgmath.h>

extern const NnOp nn_op_bce;

/* Operands: logits, targets of the same shape. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnNode *x = node->operands[0], *target = node->operands[1];
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  if (target->size != x->size)
    return base_error_set (error, "bce: logits %s do not go with targets %s", nn_shape_format (&x->shape, have),
                           nn_shape_format (&target->shape, want));
  node->shape = (NnShape) { 1, { 1 } };
  return true;
}

static real
sample_loss (const real *x, const real *t, size_t n)
{
  real sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += (x[i] <= 0 ? 0 : x[i]) - x[i] * t[i] + log1p (exp (-fabs (x[i])));
  return sum / (real) n;
}

static void
forward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0], *target = node->operands[1];
  for (size_t r = 0; r < (size_t) rows; r++)
    node->value[r] = sample_loss (x->value + r * x->size, target->value + r * x->size, x->size);
}

/* dx = (σ (x) − t) dy / n; targets are data and get no gradient. */
static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0];
  const real *t = node->operands[1]->value;
  bool add = op_adds (node, 0);
  assert (node->operands[1]->gradient == NULL);
  for (size_t r = 0; x->gradient != NULL && r < (size_t) rows; r++)
    for (size_t i = r * x->size; i < (r + 1) * x->size; i++) {
      real slope = (1 / (1 + exp (-x->value[i])) - t[i]) * node->gradient[r] / (real) x->size;
      x->gradient[i] = add ? x->gradient[i] + slope : slope;
    }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  return op_example_loss (graph, &nn_op_bce, 3, 3, error);
}

const NnOp nn_op_bce = {
  .entry = { "bce", N_ ("Binary cross-entropy"), N_ ("mean of log (1 + e^x) − x t over the outputs"), NULL, NULL },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
};
