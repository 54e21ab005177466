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
