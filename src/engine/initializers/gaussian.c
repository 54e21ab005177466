/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

static const Param params[] = {
  { "std", N_ ("Standard deviation"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000, 0.01 },
  { 0 },
};

extern const NnInitializer nn_initializer_gaussian;

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  for (size_t i = 0; i < n; i++)
    weights[i] = (real) (values[0] * base_rng_normal (rng));
}

const NnInitializer nn_initializer_gaussian = {
  .entry = { "gaussian", N_ ("Gaussian"), N_ ("normal, standard deviation std"), NULL, params },
  .fill = fill,
};
