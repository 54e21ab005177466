/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

/* Far out, where Φ is 0 or 1, x counts as one that is not infinite: 0 · ∞ is NaN. */
INLINE vec
held (vec x)
{
  return vec_below (40, vec_above (-40, x));
}

INLINE vec
value (vec x, vec a)
{
  return vec_above (-40, x) * vec_normal_cdf (x);
}

INLINE vec
slope (vec x, vec y, vec a)
{
  const vec share = vec_all ((real) 0.39894228040143268); /* 1 / √(2 π) */
  vec z = held (x);
  return vec_normal_cdf (x) + z * share * vec_exp (z * z * vec_all (-0.5));
}

static double
max_slope (const double *settings)
{
  return 1.1289042741;  /* at √2 */
}

const NnActivation ACTIVATION (gelu) = {
  ELEMENTWISE (gelu),
  .op.entry = { "gelu", N_ ("GELU"), N_ ("x Φ (x), Φ the distribution function of the normal distribution, without approximation"),
                "Hendrycks, Gimpel 2016, Gaussian error linear units", NULL },
  .max_slope = max_slope,
  .rectifier = true,
};
