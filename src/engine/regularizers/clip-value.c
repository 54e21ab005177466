/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnRegularizer nn_regularizer_clip_value;

static const Param params[] = {
  { "max", N_ ("Largest gradient"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 },
  { 0 },
};

static void
apply (const NnRegularization *r)
{
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans; s++)
    nn_kernels ()->clip (s->n, r->gradients + s->first, (real) r->values[0]);
}

const NnRegularizer nn_regularizer_clip_value = {
  .entry = { "clip-value", N_ ("Clipping by value"), N_ ("every gradient into −max … max: bends the direction"),
             "Mikolov 2012, Statistical language models based on neural networks", params },
  .when = NN_BEFORE,
  .apply = apply,
};
