/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Softmax and cross-entropy in one: loss_r = log Σ_k exp (x_k) − x_t, t the class index. The largest logit is taken out
 * first, so no exponential overflows. Scratch keeps the probabilities. */
#include "engine/ops/loss.h"

#include <assert.h>
#include <math.h>

static const Param params[] = {
  { "smoothing", N_ ("Label smoothing"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  { 0 },
};

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
  real *p = node->scratch, smoothing = (real) node->settings[0];
  for (size_t r = 0; r < (size_t) rows; r++) {
    long class = loss_class (target[r], n);
    real best = class < 0 ? (real) NAN : largest (x + r * n, n);
    for (size_t i = 0; i < n; i++)
      p[r * n + i] = x[r * n + i] - best;
    node->value[r] = class < 0 ? best : -(1 - smoothing) * p[r * n + (size_t) class];
    for (size_t i = 0; smoothing > 0 && i < n; i++)
      node->value[r] -= smoothing / (real) n * p[r * n + i];
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

/* dx_k = (p_k − truth_k) dy; targets are data and get no gradient. */
static void
backward (const NnNode *node, int rows)
{
  const real *target = node->operands[1]->value, *p = node->scratch;
  size_t n = node->operands[0]->size;
  real *dx = node->operands[0]->gradient;
  real smoothing = (real) node->settings[0], other = smoothing / (real) n;
  bool add = op_adds (node, 0);
  assert (node->operands[1]->gradient == NULL);
  for (size_t r = 0; dx != NULL && r < (size_t) rows; r++)
    for (size_t i = 0; i < n; i++) {
      real slope = (p[r * n + i] - ((real) i == target[r] ? 1 - smoothing + other : other)) * node->gradient[r];
      dx[r * n + i] = add ? dx[r * n + i] + slope : slope;
    }
}

const NnLoss nn_loss_softmax_ce = {
  .op = { .entry = { "softmax-ce", N_ ("Softmax cross-entropy"), N_ ("log Σ e^x − x of the true class; with smoothing ε the truth is 1 − ε + ε / n for the class, ε / n for the others"),
                     "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs; Szegedy et al. 2016, Rethinking the Inception architecture", params },
          .infer = op_loss_infer, .forward = forward, .backward = backward, .by_rows = true },
  .targets = NN_TARGET_CLASS,
  .link = NN_LINK_SOFTMAX,
};
