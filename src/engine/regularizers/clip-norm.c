/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/regularizers/common.h"

extern const NnRegularizer nn_regularizer_clip_norm;

static const Param params[] = {
  { "max", N_ ("Largest gradient norm"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 },
  { 0 },
};

static void
apply (const NnRegularization *r)
{
  double norm = regularizer_gradient_norm (r);
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans && norm > r->values[0]; s++)
    nn_kernels ()->scale (s->n, r->gradients + s->first, (real) (r->values[0] / norm));
}

const NnRegularizer nn_regularizer_clip_norm = {
  .entry = { "clip-norm", N_ ("Clipping by norm"), N_ ("gradient × min (1, max / ‖gradient‖), over all trained parameters: keeps the direction"),
             "Pascanu, Mikolov, Bengio 2013, On the difficulty of training recurrent neural networks", params },
  .when = NN_BEFORE,
  .apply = apply,
};
