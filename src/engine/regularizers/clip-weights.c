/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnRegularizer nn_regularizer_clip_weights;

static const Param params[] = {
  { "max", N_ ("Largest weight"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 },
  { 0 },
};

static void
apply (const NnRegularization *r)
{
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans; s++)
    nn_kernels ()->clip (s->n, r->parameters + s->first, (real) r->values[0]);
}

const NnRegularizer nn_regularizer_clip_weights = {
  .entry = { "clip-weights", N_ ("Clipping of weights"), N_ ("after the update every weight and bias into −max … max: keeps a critic from growing steep"),
             "Arjovsky, Chintala, Bottou 2017, Wasserstein generative adversarial networks", params },
  .when = NN_AFTER,
  .apply = apply,
};
