/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

INLINE vec
value (vec x, vec a)
{
  x = vec_select (x > 3, vec_all (3), x);
  return (vec_select (x < -3, vec_all (-3), x) + 3) / 6;
}

INLINE vec
slope (vec x, vec y, vec a)
{
  return vec_select ((x > -3) & (x < 3), vec_all ((real) 1 / 6), vec_all (0));
}

static double
max_slope (const double *settings)
{
  return 1.0 / 6;
}

const NnActivation ACTIVATION (hard_sigmoid) = {
  ELEMENTWISE (hard_sigmoid),
  .op.entry = { "hard-sigmoid", N_ ("Hard sigmoid"), N_ ("x / 6 + ½ held between 0 and 1; slope 1/6 inside, else 0"),
                "Courbariaux, Bengio, David 2015, BinaryConnect", NULL },
  .max_slope = max_slope,
};
