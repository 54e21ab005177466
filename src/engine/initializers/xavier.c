/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

#include <math.h>

extern const NnInitializer nn_initializer_xavier;

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  double limit = sqrt (6.0 / (fan_in + fan_out));
  for (size_t i = 0; i < n; i++)
    weights[i] = (real) base_rng_range (rng, -limit, limit);
}

const NnInitializer nn_initializer_xavier = {
  .entry = { "xavier", N_ ("Xavier"), N_ ("uniform between ±√(6 / (fan in + fan out))"), "Glorot, Bengio 2010, Understanding the difficulty of training deep feedforward neural networks", NULL },
  .fill = fill,
};
