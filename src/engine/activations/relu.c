/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

/* x ≤ 0 gives 0; a NaN is not ≤ 0 and stays. */
INLINE vec
value (vec x, vec a)
{
  return vec_select (x <= 0, vec_all (0), x);
}

INLINE vec
slope (vec x, vec y, vec a)
{
  return vec_select (x <= 0, vec_all (0), vec_all (1));
}

const NnActivation ACTIVATION (relu) = {
  ELEMENTWISE (relu),
  .op.entry = { "relu", N_ ("ReLU"), N_ ("max (0, x); slope 1 above zero, else 0"),
                "Nair, Hinton 2010, Rectified linear units improve restricted Boltzmann machines", NULL },
  .rectifier = true,
};
