/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "components", N_ ("Components"), NULL, PARAM_INT, 0, 1, 64, 2 },
  { 0 },
};

static int
n_outputs (const double *settings, int n)
{
  return (int) settings[0] * (n + 2);
}

/* ln N (t; μ, σ² I) of d values; Σ (t − μ)² / σ² goes to @far. */
static double
log_density (size_t d, const real *mean, const real *t, double log_sigma, double *far)
{
  *far = 0;
  for (size_t i = 0; i < d; i++) {
    double apart = ((double) t[i] - (double) mean[i]) * exp (-log_sigma);
    *far += apart * apart;
  }
  return -*far / 2 - (double) d * (log_sigma + 0.91893853320467274); /* ln √(2 π) */
}

/* ln (e^a + e^b) */
static double
log_add (double a, double b)
{
  return a > b ? a + log1p (exp (b - a)) : b == -INFINITY ? a : b + log1p (exp (a - b));
}

static double
row (const double *settings, size_t n, const real *x, const real *t, real *dx)
{
  size_t k = (size_t) settings[0], d = n / k - 2;
  const real *sigmas = x + k, *means = x + 2 * k;
  double all = loss_log_sum_exp (k, x, 1), likely = -INFINITY, far;
  for (size_t j = 0; j < k; j++)
    likely = log_add (likely, (double) x[j] - all + log_density (d, means + j * d, t, loss_held ((double) sigmas[j], -30, 30), &far));
  for (size_t j = 0; j < k; j++) {
    double log_sigma = loss_held ((double) sigmas[j], -30, 30), log_share = (double) x[j] - all;
    double due = exp (log_share + log_density (d, means + j * d, t, log_sigma, &far) - likely); /* of component j */
    dx[j] = (real) (exp (log_share) - due);
    dx[k + j] = (real) ((double) sigmas[j] == log_sigma ? due * ((double) d - far) : 0);
    for (size_t i = 0; i < d; i++)
      dx[2 * k + j * d + i] = (real) (due * ((double) means[j * d + i] - (double) t[i]) * exp (-2 * log_sigma));
  }
  return -likely;
}

const NnLoss nn_loss_mixture_nll = {
  OP_LOSS,
  .op.entry = { "mixture-nll", N_ ("Mixture density"), N_ ("−log Σ_k π_k N (t; μ_k, σ_k² I): the outputs are k logits of π, k values ln σ (held between −30 and 30), then k means of as many values as a target has"),
                "Bishop 1994, Mixture density networks", params },
  .row = row,
  .n_outputs = n_outputs,
  .targets = NN_TARGET_VALUES,
  .link = NN_LINK_PLACE,
};
