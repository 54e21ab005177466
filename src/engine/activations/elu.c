/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

static const Param params[] = {
  { "alpha", N_ ("Depth below zero"), NULL, PARAM_REAL, 0, 0, 10, 1 },
  { 0 },
};

INLINE vec
value (vec x, vec a)
{
  return vec_select (x > 0, x, a * vec_expm1 (x));
}

INLINE vec
slope (vec x, vec y, vec a)
{
  return vec_select (x > 0, vec_all (1), a * vec_exp (x));
}

static double
max_slope (const double *settings)
{
  return fmax (1, settings[0]);
}

const NnActivation ACTIVATION (elu) = {
  ELEMENTWISE (elu),
  .op.entry = { "elu", N_ ("ELU"), N_ ("x above zero, else alpha (e^x − 1)"),
                "Clevert, Unterthiner, Hochreiter 2016, Fast and accurate deep network learning by exponential linear units", params },
  .max_slope = max_slope,
  .rectifier = true,
};
