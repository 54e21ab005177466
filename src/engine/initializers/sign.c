/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

static const Param params[] = {
  { "size", N_ ("Size"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000, 0.1 },
  { 0 },
};

extern const NnInitializer nn_initializer_sign;

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  for (size_t i = 0; i < n; i++)
    weights[i] = (real) (base_rng_below (rng, 2) ? values[0] : -values[0]);
}

const NnInitializer nn_initializer_sign = {
  .entry = { "sign", N_ ("Signs"), N_ ("size or −size, each with probability ½"), NULL, params },
  .fill = fill,
};
