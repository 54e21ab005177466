/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

#include <math.h>

extern const NnInitializer nn_initializer_lecun;

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  double deviation = sqrt (1.0 / fan_in);
  for (size_t i = 0; i < n; i++)
    weights[i] = (real) (deviation * base_rng_normal (rng));
}

const NnInitializer nn_initializer_lecun = {
  .entry = { "lecun", N_ ("LeCun"), N_ ("normal, standard deviation √(1 / fan in)"), "LeCun, Bottou, Orr, Müller 1998, Efficient BackProp", NULL },
  .fill = fill,
};
