/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elementwise kernels; those of activations stand in activations/. */
#include "engine/kernels/functions.h"
#include "engine/kernels/parts.h"

void
KERNEL (exp) (size_t n, const real *x, real *y)
{
  FOR_VECTORS (n)
    STORE (y, vec_exp (LOAD (x)));
}

/* Many sums side by side, so that an addition need not wait for the one before. */
double
KERNEL (sum_squares) (size_t n, const real *x, double centre)
{
  enum { SUMS = 32 };
  double sums[SUMS] = { 0 };
  size_t i = 0;
  for (; i + SUMS <= n; i += SUMS)
    for (size_t k = 0; k < SUMS; k++)
      sums[k] += ((double) x[i + k] - centre) * ((double) x[i + k] - centre);
  for (size_t k = 0; i + k < n; k++)
    sums[k] += ((double) x[i + k] - centre) * ((double) x[i + k] - centre);
  for (size_t half = SUMS / 2; half > 0; half /= 2)
    for (size_t k = 0; k < half; k++)
      sums[k] += sums[k + half];
  return sums[0];
}

void
KERNEL (squares) (size_t n, const real *x, const real *t, real *y)
{
  FOR_VECTORS (n) {
    vec apart = LOAD (x) - LOAD (t);
    STORE (y, apart * apart);
  }
}

void
KERNEL (squares_slope) (size_t n, real factor, const real *x, const real *t, const real *dy, real *dx, bool add)
{
  FOR_VECTORS (n) {
    vec slope = vec_all (factor) * (LOAD (x) - LOAD (t)) * LOAD (dy);
    if (add)
      STORE_SUM (dx, LOAD (dx) + slope);
    else
      STORE (dx, slope);
  }
}
