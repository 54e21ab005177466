/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

static const Param params[] = {
  { "straight-through", N_ ("Straight-through slope"), NULL, PARAM_BOOL, 0, 0, 1, 0 },
  { 0 },
};

INLINE vec
value (vec x, vec a)
{
  return vec_select (x > 0, vec_all (1), vec_select (x <= 0, vec_all (0), x)); /* a NaN stays */
}

INLINE vec
slope (vec x, vec y, vec a)
{
  return a;
}

static double
max_slope (const double *settings)
{
  return settings[0];
}

const NnActivation ACTIVATION (step) = {
  ELEMENTWISE (step),
  .op.entry = { "step", N_ ("Step"), N_ ("1 above zero, else 0: the perceptron's; slope 0, or with straight-through the slope 1 of the identity"),
                "Rosenblatt 1958, The perceptron; Bengio, Léonard, Courville 2013, Estimating or propagating gradients through stochastic neurons", params },
  .max_slope = max_slope,
};
