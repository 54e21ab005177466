/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

static const Param params[] = {
  { "limit", N_ ("Limit"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000, 0.1 },
  { 0 },
};

extern const NnInitializer nn_initializer_uniform;

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  for (size_t i = 0; i < n; i++)
    weights[i] = (real) base_rng_range (rng, -values[0], values[0]);
}

const NnInitializer nn_initializer_uniform = {
  .entry = { "uniform", N_ ("Uniform"), N_ ("uniform between −limit and limit"), NULL, params },
  .fill = fill,
};
