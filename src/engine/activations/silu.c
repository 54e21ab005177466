/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

INLINE vec
value (vec x, vec a)
{
  return x * vec_sigmoid (x);
}

INLINE vec
slope (vec x, vec y, vec a)
{
  vec share = vec_sigmoid (x);
  return share * (1 + x * (1 - share));
}

static double
max_slope (const double *settings)
{
  return 1.0998393194; /* at 2.39936 */
}

const NnActivation ACTIVATION (silu) = {
  ELEMENTWISE (silu),
  .op.entry = { "silu", N_ ("SiLU"), N_ ("x σ (x), also called swish"),
                "Ramachandran, Zoph, Le 2018, Searching for activation functions", NULL },
  .max_slope = max_slope,
  .rectifier = true,
};
