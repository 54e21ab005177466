/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/regularizers/common.h"

extern const NnRegularizer nn_regularizer_l1_prox;

static const Param params[] = {
  { "lambda", N_ ("Proximal L1 penalty λ"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 },
  { 0 },
};

static void
apply (const NnRegularization *r)
{
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans; s++)
    if (s->decays)
      nn_kernels ()->soft_threshold (s->n, r->parameters + s->first, (real) (r->rate * s->rate * r->values[0]));
}

static double
penalty (const NnRegularization *r)
{
  return r->values[0] * regularizer_sum_sizes (r);
}

const NnRegularizer nn_regularizer_l1_prox = {
  .entry = { "l1-prox", N_ ("L1 penalty, proximal"), N_ ("after the update w ← sign w max (|w| − lr λ, 0): exact zeros; not biases"),
             "Duchi, Singer 2009, Efficient online and batch learning using forward backward splitting", params },
  .when = NN_AFTER,
  .apply = apply,
  .penalty = penalty,
};
