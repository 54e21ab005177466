/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

#include <math.h>

extern const NnInitializer nn_initializer_he;

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  double deviation = sqrt (2.0 / fan_in);
  for (size_t i = 0; i < n; i++)
    weights[i] = (real) (deviation * base_rng_normal (rng));
}

const NnInitializer nn_initializer_he = {
  .entry = { "he", N_ ("He"), N_ ("normal, standard deviation √(2 / fan in)"), "He, Zhang, Ren, Sun 2015, Delving deep into rectifiers", NULL },
  .fill = fill,
};
