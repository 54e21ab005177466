/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/margin.h"

static const Param params[] = {
  { "margin", N_ ("Margin"), NULL, PARAM_REAL, 0, 0, 2, 0.35 },
  MARGIN_SCALE,
  { 0 },
};

static double
bend (const double *settings, double cosine, double *slope)
{
  *slope = 1;
  return cosine - settings[MARGIN];
}

static double
row (const double *settings, size_t n, const real *x, const real *t, real *dx)
{
  return margin_row (settings, n, x, t, dx, bend);
}

const NnLoss nn_loss_cosface = {
  OP_MARGIN,
  .op.entry = { "cosface", N_ ("CosFace"), N_ ("cross-entropy of s cos θ_j, s (cos θ − margin) for the true class; θ_j is the angle of the embedding to the class"),
                "Wang et al. 2018, CosFace: large margin cosine loss for deep face recognition", params },
  .row = row,
};
