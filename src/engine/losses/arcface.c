/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/margin.h"

static const Param params[] = {
  { "margin", N_ ("Margin"), "rad", PARAM_REAL, 0, 0, 3, 0.5 },
  MARGIN_SCALE,
  { 0 },
};

static double
bend (const double *settings, double cosine, double *slope)
{
  double margin = settings[MARGIN], sine = sqrt (1 - cosine * cosine);
  *slope = 1;
  if (acos (cosine) + margin > 3.14159265358979324)
    return cosine - margin * sin (margin);
  *slope = cos (margin) + cosine * sin (margin) / (sine <= 1e-6 ? 1e-6 : sine);
  return cosine * cos (margin) - sine * sin (margin);
}

static double
row (const double *settings, size_t n, const real *x, const real *t, real *dx)
{
  return margin_row (settings, n, x, t, dx, bend);
}

const NnLoss nn_loss_arcface = {
  OP_MARGIN,
  .op.entry = { "arcface", N_ ("ArcFace"), N_ ("cross-entropy of s cos θ_j, s cos (θ + margin) for the true class, beyond π s (cos θ − margin sin margin); θ_j is the angle of the embedding to the class"),
                "Deng, Guo, Xue, Zafeiriou 2019, ArcFace: additive angular margin loss for deep face recognition", params },
  .row = row,
};
