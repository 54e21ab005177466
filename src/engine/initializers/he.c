/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/initializers/common.h"

extern const NnInitializer nn_initializer_he;

static const Param params[] = INITIALIZER_PARAMS (INITIALIZER_NORMAL);

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  initializer_draw (weights, n, 2.0 / fan_in, values, rng);
}

const NnInitializer nn_initializer_he = {
  .entry = { "he", N_ ("He"), N_ ("standard deviation gain √(2 / fan in)"),
             "He, Zhang, Ren, Sun 2015, Delving deep into rectifiers",
             params },
  .fill = fill,
};
