/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/op.h"

extern const NnRegularizer nn_regularizer_l2;

enum { LAMBDA, BIASES };

static const Param params[] = {
  { "lambda", N_ ("L2 penalty λ"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 0, 1e6, 0 },
  { "biases", N_ ("L2 penalty of biases too"), NULL, PARAM_BOOL, PARAM_LIVE, 0, 1, 0 },
  { 0 },
};

static void
apply (const NnRegularization *r)
{
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans; s++)
    if (s->decays || r->values[BIASES] != 0) /* g − (−λ) w */
      nn_kernels ()->sgd (s->n, r->gradients + s->first, r->parameters + s->first, (real) -r->values[LAMBDA]);
}

static double
penalty (const NnRegularization *r)
{
  double sum = 0;
  for (const NnSpan *s = r->spans; s < r->spans + r->n_spans; s++)
    for (size_t i = s->first; i < s->first + s->n && (s->decays || r->values[BIASES] != 0); i++)
      sum += (double) r->parameters[i] * (double) r->parameters[i];
  return r->values[LAMBDA] / 2 * sum;
}

const NnRegularizer nn_regularizer_l2 = {
  .entry = { "l2", N_ ("L2 penalty"), N_ ("loss + λ/2 ‖w‖²: gradient + λ w; biases only with biases=yes"),
             "Krogh, Hertz 1992, A simple weight decay can improve generalization", params },
  .when = NN_PENALTY,
  .apply = apply,
  .penalty = penalty,
};
