/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnRegularizer nn_regularizer_decoupled_decay;

static const Param params[] = {
  { "lambda", N_ ("Weight decay λ"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 },
  { 0 },
};

static void
apply (const NnRegularization *r)
{
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans; s++)
    if (s->decays)
      nn_kernels ()->scale (s->n, r->parameters + s->first, (real) (1 - r->rate * s->rate * r->values[0]));
}

const NnRegularizer nn_regularizer_decoupled_decay = {
  .entry = { "decoupled-decay", N_ ("Decoupled weight decay"), N_ ("w ← w − lr λ w apart from the gradient; not biases"),
             "Loshchilov, Hutter 2019, Decoupled weight decay regularization", params },
  .when = NN_BEFORE,
  .apply = apply,
};
