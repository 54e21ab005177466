/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

/* Far out, where σ is 0 or 1, x counts as one that is not infinite: 0 · ∞ is NaN. */
INLINE vec
held (vec x)
{
  return vec_below (200, vec_above (-200, x));
}

INLINE vec
value (vec x, vec a)
{
  return vec_above (-200, x) * vec_sigmoid (x);
}

INLINE vec
slope (vec x, vec y, vec a)
{
  vec share = vec_sigmoid (x);
  return share * (1 + held (x) * (1 - share));
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
