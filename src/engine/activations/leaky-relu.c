/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

static const Param params[] = {
  { "slope", N_ ("Slope below zero"), NULL, PARAM_REAL, 0, 0, 10, 0.01 },
  { 0 },
};

INLINE vec
value (vec x, vec a)
{
  return vec_select (x > 0, x, a * x);
}

INLINE vec
slope (vec x, vec y, vec a)
{
  return vec_select (x > 0, vec_all (1), a);
}

static double
max_slope (const double *settings)
{
  return fmax (1, settings[0]);
}

const NnActivation ACTIVATION (leaky_relu) = {
  ELEMENTWISE (leaky_relu),
  .op.entry = { "leaky-relu", N_ ("Leaky ReLU"), N_ ("x above zero, else slope · x; at 0 the slope is the lower one"),
                "Maas, Hannun, Ng 2013, Rectifier nonlinearities improve neural network acoustic models", params },
  .rectifier = true,
  .max_slope = max_slope,
};
