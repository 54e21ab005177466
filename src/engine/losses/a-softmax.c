/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/margin.h"

static const Param params[] = {
  MARGIN_FACTOR,
  MARGIN_SCALE,
  MARGIN_ANNEAL,
  { 0 },
};

static double
bend (const double *settings, double cosine, double *slope)
{
  return margin_bend (settings[MARGIN], settings[SCALE + 1], cosine, slope);
}

static double
row (const double *settings, size_t n, const real *x, const real *t, real *dx)
{
  return margin_row (settings, n, x, t, dx, bend);
}

const NnLoss nn_loss_a_softmax = {
  OP_MARGIN,
  .op.entry = { "a-softmax", N_ ("A-softmax"), N_ ("cross-entropy of s cos θ_j, for the true class s (ψ (θ) + anneal cos θ) / (1 + anneal), ψ (θ) = (−1)^k cos (margin θ) − 2 k on the k-th of margin equal parts of 0 … π; of the embedding its direction alone"),
                "Liu, Wen, Yu, Li, Raj, Song 2017, SphereFace: deep hypersphere embedding for face recognition", params },
  .row = row,
};
