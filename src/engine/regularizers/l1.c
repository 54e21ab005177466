/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/regularizers/common.h"

extern const NnRegularizer nn_regularizer_l1;

static const Param params[] = {
  { "lambda", N_ ("L1 penalty λ"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 },
  { 0 },
};

static void
apply (const NnRegularization *r)
{
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans; s++)
    if (s->decays)
      nn_kernels ()->add_signs (s->n, r->gradients + s->first, r->parameters + s->first, (real) r->values[0]);
}

static double
penalty (const NnRegularization *r)
{
  return r->values[0] * regularizer_sum_sizes (r);
}

const NnRegularizer nn_regularizer_l1 = {
  .entry = { "l1", N_ ("L1 penalty"), N_ ("loss + λ ‖w‖₁: gradient + λ sign w; not biases"),
             "Tibshirani 1996, Regression shrinkage and selection via the lasso", params },
  .when = NN_PENALTY,
  .apply = apply,
  .penalty = penalty,
};
