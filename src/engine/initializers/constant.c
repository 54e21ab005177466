/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

static const Param params[] = {
  { "value", N_ ("Value"), NULL, PARAM_REAL, 0, -1000, 1000, 0.1 },
  { 0 },
};

extern const NnInitializer nn_initializer_constant;

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  for (size_t i = 0; i < n; i++)
    weights[i] = (real) values[0];
}

const NnInitializer nn_initializer_constant = {
  .entry = { "constant", N_ ("Constant"), N_ ("all weights equal: units that cannot be told apart"), NULL, params },
  .fill = fill,
};
