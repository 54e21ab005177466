/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnInitializer nn_initializer_zero;

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  for (size_t i = 0; i < n; i++)
    weights[i] = 0;
}

const NnInitializer nn_initializer_zero = {
  .entry = { "zero", N_ ("Zero"), N_ ("all weights 0"), NULL, NULL },
  .fill = fill,
};
