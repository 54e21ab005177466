/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean squared error: loss = 1/n Σ (y − t)² over the n outputs of a sample, without a factor ½. */
#include "engine/ops/loss.h"

static void
forward (const NnNode *node, int rows)
{
  size_t n = node->operands[0]->size;
  const real *y = node->operands[0]->value, *t = node->operands[1]->value;
  if (n == 1) {
    nn_kernels ()->squares ((size_t) rows, y, t, node->value);
    return;
  }
  for (size_t r = 0; r < (size_t) rows; r++) {
    real sum = 0;
    for (size_t i = r * n; i < (r + 1) * n; i++)
      sum += (y[i] - t[i]) * (y[i] - t[i]);
    node->value[r] = sum / (real) n;
  }
}

/* sign 2 (y − t) / n times the loss's gradient, into or onto @gradient. */
static void
slope (const NnNode *node, int rows, real sign, real *gradient, bool add)
{
  size_t n = node->operands[0]->size;
  const real *y = node->operands[0]->value, *t = node->operands[1]->value;
  real factor = sign * 2 / (real) n;
  if (n == 1) {
    nn_kernels ()->squares_slope ((size_t) rows, factor, y, t, node->gradient, gradient, add);
    return;
  }
  for (size_t r = 0; r < (size_t) rows; r++)
    for (size_t i = r * n; i < (r + 1) * n; i++) {
      real change = factor * (y[i] - t[i]) * node->gradient[r];
      gradient[i] = add ? gradient[i] + change : change;
    }
}

static void
backward (const NnNode *node, int rows)
{
  if (node->operands[0]->gradient != NULL)
    slope (node, rows, 1, node->operands[0]->gradient, op_adds (node, 0));
  if (node->operands[1]->gradient != NULL)
    slope (node, rows, -1, node->operands[1]->gradient, op_adds (node, 1));
}

const NnLoss nn_loss_mse = {
  .op = { .entry = { "mse", N_ ("Mean squared error"), N_ ("mean of (y − t)² over the outputs, without a factor ½"), NULL, NULL },
          .infer = op_loss_infer, .forward = forward, .backward = backward, .by_rows = true },
  .targets = NN_TARGET_VALUES,
  .link = NN_LINK_IDENTITY,
};
