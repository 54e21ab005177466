/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/margin.h"

static const Param params[] = {
  { "margin", N_ ("Factor of the angle"), NULL, PARAM_INT, 0, 1, 8, 2 },
  MARGIN_SCALE,
  { "anneal", N_ ("Share of the plain cosine"), NULL, PARAM_REAL, 0, 0, 1000, 0 },
  { 0 },
};

static double
bend (const double *settings, double cosine, double *slope)
{
  double m = settings[MARGIN], plain = settings[SCALE + 1], angle = acos (cosine), k = floor (m * angle / 3.14159265358979324);
  k = k >= m ? m - 1 : k;
  double sign = fmod (k, 2) == 0 ? 1 : -1, sine = sin (angle);
  *slope = (sign * m * sin (m * angle) / (sine <= 1e-6 ? 1e-6 : sine) + plain) / (1 + plain);
  return (sign * cos (m * angle) - 2 * k + plain * cosine) / (1 + plain);
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
