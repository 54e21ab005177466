/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "margin", N_ ("Margin"), NULL, PARAM_REAL, 0, 0, 1e6, 1 },
  { 0 },
};

static double
row (const double *settings, size_t n, const real *x, const real *t, real *dx)
{
  long class = loss_class (t[0], n);
  size_t rival = class == 0 ? 1 : 0;
  if (class < 0)
    return loss_no_class (n, dx);
  double sum = 0; /* a NaN anywhere is seen */
  for (size_t i = 0; i < n; i++) {
    sum += 0 * (double) x[i];
    rival = (long) i != class && x[i] > x[rival] ? i : rival;
    dx[i] = 0;
  }
  double short_by = sum + (n > 1 ? settings[0] + (double) x[rival] - (double) x[class] : 0);
  if (short_by > 0) {
    dx[rival] += 1;
    dx[class] -= 1;
  }
  return short_by <= 0 ? 0 : short_by;
}

const NnLoss nn_loss_multiclass_hinge = {
  OP_LOSS,
  .op.entry = { "multiclass-hinge", N_ ("Multi-class hinge"), N_ ("max (0, margin + largest other output − output of the true class)"),
                "Crammer, Singer 2001, On the algorithmic implementation of multiclass kernel-based vector machines", params },
  .row = row,
  .targets = NN_TARGET_CLASS,
  .link = NN_LINK_IDENTITY,
};
