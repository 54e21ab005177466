/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* exp, tanh, sigmoid and others of a vector: approximations; tests/engine/test-kernels.c holds them to 4e-7 relative error against
 * libm. All pass NaN on. The double build, which checks gradients, calls libm. */

#include "engine/kernels/vec.h"

#include <math.h>

/* Over vectors of the @total numbers; the last one is loaded in part where it is not whole, and stored whole (kernels.h). */
#define FOR_VECTORS(total) for (size_t i = 0, end = (total); i < end; i += LANES)
#define LOAD(p) vec_load_some ((p) + i, end - i < LANES, (int) (end - i))
#define STORE(p, v) vec_store ((p) + i, v)
#define STORE_SUM(p, v) vec_store_some ((p) + i, v, end - i < LANES, (int) (end - i)) /* what follows holds sums already */

#ifdef NN_DOUBLE

#define BY_LIBM(name, formula)                       \
  INLINE vec name (vec x)                            \
  {                                                  \
    for (int k = 0; k < LANES; k++)                  \
      x[k] = formula;                                \
    return x;                                        \
  }
BY_LIBM (vec_exp, exp (x[k]))
BY_LIBM (vec_tanh, tanh (x[k]))
BY_LIBM (vec_expm1, expm1 (x[k]))
BY_LIBM (vec_log1p, log1p (x[k]))
BY_LIBM (vec_normal_cdf, erfc (-x[k] * 0.70710678118654752) / 2)
BY_LIBM (vec_sigmoid, 1 / (1 + exp (-x[k])))

#else

/* Splits x into n ln 2 + r, |r| ≤ ln 2 / 2; returns e^r − 1 and n, for |x| < 2^21. e^r − 1 = r + r² p (r), where p
 * interpolates (e^r − 1 − r) / r² at Chebyshev nodes: error 5e-10 relative to r. */
INLINE vec
expm1_reduced (vec x, ivec *n)
{
  const vec magic = vec_all (12582912.0f); /* 1.5 · 2^23: adding it rounds to a whole number */
  vec shifted = vec_fma (x, vec_all (1.44269504f), magic), whole = shifted - magic;
  *n = (ivec) shifted - (ivec) magic;
  vec r = vec_fma (whole, vec_all (-0.693359375f), x); /* ln 2 in two parts, the first short enough to be exact */
  r = vec_fma (whole, vec_all (2.12194440e-4f), r);
  vec square = r * r; /* the terms in pairs, to wait less for one another */
  vec low = vec_fma (r, vec_all (1.66666667e-1f), vec_all (5.00000001e-1f));
  vec middle = vec_fma (r, vec_all (8.33331093e-3f), vec_all (4.16664649e-2f));
  vec high = vec_fma (r, vec_all (1.98909908e-4f), vec_all (1.39336500e-3f));
  vec p = vec_fma (square, vec_fma (square, high, middle), low);
  return vec_fma (square, p, r);
}

/* 2^n for −126 ≤ n ≤ 127. */
INLINE vec
power_of_two (ivec n)
{
  return (vec) ((n + 127) << 23);
}

/* For −104 ≤ x ≤ 89. */
INLINE vec
exp_within (vec x)
{
  ivec n;
  vec r = expm1_reduced (x, &n);
  ivec half = n >> 1; /* in two factors, as 2^n alone may be out of range */
  return (1 + r) * power_of_two (half) * power_of_two (n - half);
}

INLINE vec
vec_exp (vec x)
{
  return exp_within (vec_below (89, vec_above (-104, x)));
}

/* σ (x) = e / (1 + e), e = exp (x); from 17 on it is 1 in float. */
INLINE vec
vec_sigmoid (vec x)
{
  vec e = exp_within (vec_below (30, vec_above (-104, x)));
  return e / (1 + e);
}

/* |x| = n ln 2 / 2 + h, |h| ≤ ln 2 / 4. With t = tanh h and s = 2^n, tanh |x| = (s − 1 + (s + 1) t) / (s + 1 + (s − 1) t): nothing
 * cancels, and the chain is short, which small networks wait for. t = h + h³ p (h²), p minimax: error 1.6e-10 relative to t
 * (tools/kernels/minimax.py). Beyond 9.1 it is 1 in float. */
INLINE vec
vec_tanh (vec x)
{
  const vec magic = vec_all (12582912.0f);
  ivec sign = (ivec) x & (ivec) vec_all (-0.0f);
  vec a = (vec) ((ivec) x ^ sign), shifted = vec_fma (a, vec_all (2.88539008f), magic);
  vec h = vec_fma (shifted - magic, vec_all (-0.346573590f), a), square = h * h;
  vec s = power_of_two ((ivec) shifted); /* n are the lowest bits, the others are shifted out */
  vec p = vec_fma (square, vec_fma (square, vec_all (-0.0527263805f), vec_all (0.133311808f)), vec_all (-0.333333224f));
  vec t = vec_fma (h * square, p, h);
  vec y = vec_fma (s + 1, t, s - 1) / vec_fma (s - 1, t, s + 1);
  return (vec) ((ivec) vec_select (a > 9.1f, vec_all (1), y) | sign);
}

/* e^x − 1 for x ≤ 0; below −20 it is −1 in float. */
INLINE vec
vec_expm1 (vec x)
{
  ivec n;
  vec r = expm1_reduced (vec_below (0, vec_above (-20, x)), &n), scale = power_of_two (n);
  return vec_fma (scale, r, scale - 1);
}

/* Σ_k c_k x^k of @n coefficients. */
INLINE vec
polynomial (vec x, int n, const float *c)
{
  vec sum = vec_all (c[n - 1]);
  for (int k = n - 2; k >= 0; k--)
    sum = vec_fma (sum, x, vec_all (c[k]));
  return sum;
}

/* log (1 + x) = 2 artanh s, s = x / (2 + x), for 0 ≤ x ≤ 1. The polynomial interpolates artanh (s) / s in s² at Chebyshev
 * nodes. */
INLINE vec
vec_log1p (vec x)
{
  static const float c[] = { 1.0f, 0.333331608f, 0.200122976f, 0.139825789f, 0.140788892f };
  vec s = x / (2 + x);
  return 2 * s * polynomial (s * s, 5, c);
}

/* Φ (x) = erfc (z) / 2 with z = −x / √2. For z ≥ 0, erfc (z) = e^−z² t p (t) with t = 1 / (1 + z / 2), p interpolated at
 * Chebyshev nodes; below −15.5 it is 0 in float. */
INLINE vec
vec_normal_cdf (vec x)
{
  static const float c[] = { 0.282082674f,   0.282445042f, 0.242572893f,  0.204853655f, -0.0318417574f,
                             0.28569771f, -0.493863649f, 0.28776831f, -0.059714919f };
  vec z = vec_select (x > 0, x, -x) * vec_all (0.707106781f);
  z = vec_select (z > 11, vec_all (11), z);
  vec t = 1 / (1 + z / 2), tail = t * polynomial (t, 9, c) * vec_exp (-z * z) / 2;
  return vec_select (x > 0, 1 - tail, tail);
}

#endif
