/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

#include <math.h>

extern const NnRegularizer nn_regularizer_gradient_noise;

enum { STD, FADE };

static const Param params[] = {
  { "std", N_ ("Gradient noise"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 },
  { "fade", N_ ("Fading of the gradient noise"), NULL, PARAM_REAL, PARAM_LIVE, 0, 10, 0 },
  { 0 },
};

static void
apply (const NnRegularization *r)
{
  BaseRng rng;
  base_rng_init (&rng, r->seed, RNG_GRADIENT_NOISE + (r->t << 32));
  double deviation = r->values[STD] / pow (1 + (double) r->t, r->values[FADE] / 2);
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans; s++)
    for (size_t i = s->first; i < s->first + s->n; i++)
      r->gradients[i] += (real) (deviation * base_rng_normal (&rng));
}

const NnRegularizer nn_regularizer_gradient_noise = {
  .entry = { "gradient-noise", N_ ("Gradient noise"), N_ ("gradient + normal noise of deviation std / (1 + t)^(fade / 2), t the updates so far"),
             "Neelakantan et al. 2015, Adding gradient noise improves learning for very deep networks", params },
  .when = NN_BEFORE,
  .apply = apply,
};
