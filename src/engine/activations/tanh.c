/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

INLINE vec
value (vec x, vec a)
{
  return vec_tanh (x);
}

INLINE vec
slope (vec x, vec y, vec a)
{
  return 1 - y * y;
}

const NnActivation ACTIVATION (tanh) = {
  ELEMENTWISE (tanh),
  .op.entry = { "tanh", N_ ("Tanh"), N_ ("tanh x; slope 1 − tanh² x"), NULL, NULL },
};
