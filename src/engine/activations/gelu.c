/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/activation.h"

INLINE vec
value (vec x, vec a)
{
  return x * vec_normal_cdf (x);
}

INLINE vec
slope (vec x, vec y, vec a)
{
  const vec share = vec_all ((real) 0.39894228040143268); /* 1 / √(2 π) */
  return vec_normal_cdf (x) + x * share * vec_exp (x * x * vec_all (-0.5));
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
