/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/initializers/common.h"

extern const NnInitializer nn_initializer_lecun;

static const Param params[] = INITIALIZER_PARAMS (INITIALIZER_NORMAL);

static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  initializer_draw (weights, n, 1.0 / fan_in, values, rng);
}

const NnInitializer nn_initializer_lecun = {
  .entry = { "lecun", N_ ("LeCun"), N_ ("standard deviation gain √(1 / fan in)"),
             "LeCun, Bottou, Orr, Müller 1998, Efficient BackProp",
             params },
  .fill = fill,
};
