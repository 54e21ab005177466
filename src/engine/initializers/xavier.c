/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/initializers/common.h"

extern const NnInitializer nn_initializer_xavier;

static const Param params[] = INITIALIZER_PARAMS (INITIALIZER_UNIFORM);

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  initializer_draw (weights, n, 2.0 / (fan_in + fan_out), values, rng);
}

const NnInitializer nn_initializer_xavier = {
  .entry = { "xavier", N_ ("Xavier"), N_ ("standard deviation gain √(2 / (fan in + fan out))"),
             "Glorot, Bengio 2010, Understanding the difficulty of training deep feedforward neural networks",
             params },
  .fill = fill,
};
