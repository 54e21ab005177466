/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "direction", N_ ("Direction"), NULL, PARAM_CHOICE, 0, 0, 2, 0, "forward|reverse|js" },
  { 0 },
};

enum { FORWARD, REVERSE, JS };

/* a ln (a / b), 0 where a is 0. */
static double
term (double a, double b)
{
  return a == 0 ? 0 : a * log (a / b);
}

/* What output i adds to the divergence; @log_ratio: what multiplies q in the slope, ln (q / p) or ln (q / m) / 2. */
static double
share (double direction, double p, double log_q, double *log_ratio)
{
  double q = exp (log_q), middle = (p + q) / 2;
  if (direction == REVERSE) {
    *log_ratio = log_q - log (p);
    return q == 0 ? 0 : q * *log_ratio;
  }
  *log_ratio = q == 0 ? 0 : log (q / middle) / 2;
  return (term (p, middle) + term (q, middle)) / 2;
}

static double
row (const double *settings, size_t n, const real *x, const real *t, real *dx)
{
  double all = loss_log_sum_exp (n, x, 1), total = 0, divergence = 0, mean = 0, log_ratio;
  for (size_t i = 0; i < n; i++)
    total += (double) t[i];
  for (size_t i = 0; i < n; i++) {
    double p = total > 0 ? (double) t[i] / total : 0, log_q = (double) x[i] - all;
    if (settings[0] == FORWARD) {
      divergence += p == 0 ? 0 * log_q : p * (log (p) - log_q);
    } else {
      divergence += share (settings[0], p, log_q, &log_ratio);
      mean += exp (log_q) == 0 ? 0 : exp (log_q) * log_ratio;
    }
  }
  for (size_t i = 0; i < n; i++) {
    double p = total > 0 ? (double) t[i] / total : 0, log_q = (double) x[i] - all, q = exp (log_q);
    if (settings[0] != FORWARD)
      share (settings[0], p, log_q, &log_ratio);
    dx[i] = (real) (settings[0] == FORWARD ? (total > 0 ? q - p : 0) : q == 0 ? 0 : q * (log_ratio - mean));
  }
  return divergence;
}

const NnLoss nn_loss_kl = {
  OP_LOSS,
  .op.entry = { "kl", N_ ("Kullback-Leibler divergence"), N_ ("p are the target's shares (divided by their sum), q the softmax of the outputs; forward Σ p ln (p / q), reverse Σ q ln (q / p), js: the mean of both to (p + q) / 2, at most ln 2"),
                "Kullback, Leibler 1951, On information and sufficiency; Lin 1991, Divergence measures based on the Shannon entropy", params },
  .row = row,
  .targets = NN_TARGET_SHARES,
  .link = NN_LINK_SOFTMAX,
};
