/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

static const Param params[] = {
  { "weight0", N_ ("Weight of class 0"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 1 },
  { "weight1", N_ ("Weight of class 1"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 1 },
  { "weight2", N_ ("Weight of class 2"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 1 },
  { "weight3", N_ ("Weight of class 3"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 1 },
  { "weight4", N_ ("Weight of class 4"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 1 },
  { "weight5", N_ ("Weight of class 5"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 1 },
  { "weight6", N_ ("Weight of class 6"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 1 },
  { "weight7", N_ ("Weight of class 7"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 1 },
  { "weight8", N_ ("Weight of class 8"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 1 },
  { "weight9", N_ ("Weight of class 9"), NULL, PARAM_REAL, PARAM_LOG, 0, 1e6, 1 },
  { 0 },
};

static double
row (const double *settings, size_t n, const real *x, const real *t, real *dx)
{
  long class = loss_class (t[0], n);
  double all = loss_log_sum_exp (n, x, 1), weight = class < 0 ? NAN : class < 10 ? settings[class] : 1;
  for (size_t i = 0; i < n; i++)
    dx[i] = (real) (weight * (exp ((double) x[i] - all) - ((long) i == class)));
  return class < 0 ? NAN : weight * (all - (double) x[class]);
}

const NnLoss nn_loss_weighted_ce = {
  OP_LOSS,
  .op.entry = { "weighted-ce", N_ ("Weighted softmax cross-entropy"), N_ ("weight of the true class times (log Σ e^x − x of the true class); classes from 10 on weigh 1"),
                "King, Zeng 2001, Logistic regression in rare events data", params },
  .row = row,
  .targets = NN_TARGET_CLASS,
  .link = NN_LINK_SOFTMAX,
};
