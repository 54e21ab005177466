/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

INLINE vec
value (vec x, vec a)
{
  x = vec_select (x > 1, vec_all (1), x);
  return vec_select (x < -1, vec_all (-1), x);
}

INLINE vec
slope (vec x, vec y, vec a)
{
  return vec_select ((x > -1) & (x < 1), vec_all (1), vec_all (0));
}

const NnActivation ACTIVATION (hard_tanh) = {
  ELEMENTWISE (hard_tanh),
  .op.entry = { "hard-tanh", N_ ("Hard tanh"), N_ ("x held between −1 and 1; slope 1 inside, else 0"),
                "Collobert 2004, Large scale machine learning", NULL },
};
