/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

INLINE vec
value (vec x, vec a)
{
  vec below = vec_select (x > 0, -x, x); /* −|x| */
  return vec_select (x <= 0, vec_all (0), x) + vec_log1p (vec_exp (below));
}

INLINE vec
slope (vec x, vec y, vec a)
{
  return vec_sigmoid (x);
}

const NnActivation ACTIVATION (softplus) = {
  ELEMENTWISE (softplus),
  .op.entry = { "softplus", N_ ("Softplus"), N_ ("log (1 + e^x); slope σ (x)"),
                "Dugas, Bengio, Bélisle, Nadeau, Garcia 2001, Incorporating second-order functional knowledge for better option pricing", NULL },
  .rectifier = true,
};
