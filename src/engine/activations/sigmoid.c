/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

INLINE vec
value (vec x, vec a)
{
  return vec_sigmoid (x);
}

INLINE vec
slope (vec x, vec y, vec a)
{
  return y * (1 - y);
}

static double
max_slope (const double *settings)
{
  return 0.25;
}

const NnActivation ACTIVATION (sigmoid) = {
  ELEMENTWISE (sigmoid),
  .op.entry = { "sigmoid", N_ ("Sigmoid"), N_ ("σ (x) = 1 / (1 + e^−x); slope σ (1 − σ)"), NULL, NULL },
  .max_slope = max_slope,
};
