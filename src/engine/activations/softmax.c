/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y_i = e^(x_i / T) / Σ_k e^(x_k / T) over the features: the last dim, at each place of an image and each step of a sequence
 * apart. dx_i = y_i (dy_i − Σ_k y_k dy_k) / T. The largest x is taken out first; one that is NaN or +∞ makes all of them NaN. */
#include "engine/kernels/activations.h"
#include "engine/ops/common.h"

static const Param params[] = {
  { "temperature", N_ ("Temperature"), NULL, PARAM_REAL, PARAM_LOG, 0.01, 1000, 1 },
  { 0 },
};

static void
forward (const NnNode *node, int rows)
{
  const real *x = node->operands[0]->value;
  size_t n = op_channels (node), total = (size_t) rows * node->size;
  real *y = node->value, factor = (real) (1 / node->settings[0]);
  for (size_t first = 0; first < total; first += n) {
    real best = x[first];
    for (size_t i = first; i < first + n; i++)
      best = !(x[i] <= best) && best == best ? x[i] : best;
    for (size_t i = first; i < first + n; i++)
      y[i] = (x[i] - best) * factor;
  }
  nn_kernels ()->exp (total, y, y);
  for (size_t first = 0; first < total; first += n) {
    double sum = 0;
    for (size_t i = first; i < first + n; i++)
      sum += (double) y[i];
    for (size_t i = first; i < first + n; i++)
      y[i] *= (real) (1 / sum);
  }
}

static void
backward (const NnNode *node, int rows)
{
  const real *y = node->value, *dy = node->gradient;
  size_t n = op_channels (node), total = (size_t) rows * node->size;
  real *dx = node->operands[0]->gradient, factor = (real) (1 / node->settings[0]);
  for (size_t first = 0; dx != NULL && first < total; first += n) {
    double sum = 0;
    for (size_t i = first; i < first + n; i++)
      sum += (double) y[i] * (double) dy[i];
    for (size_t i = first; i < first + n; i++)
      op_give (&dx[i], y[i] * (dy[i] - (real) sum) * factor, op_adds (node, 0));
  }
}

const NnActivation ACTIVATION (softmax) = {
  .op = { .entry = { "softmax", N_ ("Softmax"), N_ ("e^(x / T) divided by its sum over the features, T the temperature: shares that sum to 1, each of them dependent on all"),
                     "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs", params },
          .infer = op_infer_same, .forward = forward, .backward = backward },
  .index = NN_ACTIVATION_softmax,
};
