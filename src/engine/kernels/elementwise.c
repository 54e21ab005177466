/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elementwise functions. All pass NaN on. */
#include "engine/kernels/functions.h"
#include "engine/kernels/parts.h"

/* Over vectors of the @total numbers; the last one may be loaded in part, and is stored whole (kernels.h). */
#define FOR_VECTORS(total) \
  for (size_t i = 0, lanes = 0; lanes = (total) - i < LANES ? (total) - i : LANES, i < (total); i += LANES)
#define LOAD(p) vec_load_n ((p) + i, (int) lanes)
#define STORE(p, v) vec_store ((p) + i, v)
#define STORE_SUM(p, v) vec_store_n ((p) + i, v, (int) lanes) /* what follows holds sums already */

void
KERNEL (exp) (size_t n, const real *x, real *y)
{
  FOR_VECTORS (n)
    STORE (y, vec_exp (LOAD (x)));
}

void
KERNEL (tanh) (size_t n, const real *x, real *y)
{
  FOR_VECTORS (n)
    STORE (y, vec_tanh (LOAD (x)));
}

void
KERNEL (sigmoid) (size_t n, const real *x, real *y)
{
  FOR_VECTORS (n)
    STORE (y, vec_sigmoid (LOAD (x)));
}

/* x ≤ 0 gives 0; a NaN is not ≤ 0 and stays. */
void
KERNEL (relu) (size_t n, const real *x, real *y)
{
  FOR_VECTORS (n) {
    vec v = LOAD (x);
    STORE (y, (vec) ((ivec) v & ~(v <= (vec) { 0 })));
  }
}

/* One for each slope: dx = dy · slope, or added to dx. */
#define SLOPE(name, formula)                                                                     \
  void KERNEL (name) (size_t n, const real *from, const real *dy, real *dx, bool add)            \
  {                                                                                              \
    if (add)                                                                                     \
      FOR_VECTORS (n) {                                                                          \
        vec v = LOAD (from), slope = LOAD (dy);                                                  \
        STORE_SUM (dx, LOAD (dx) + (formula)); \
      }                                                                                          \
    else                                                                                         \
      FOR_VECTORS (n) {                                                                          \
        vec v = LOAD (from), slope = LOAD (dy);                                                  \
        STORE (dx, formula);                                                                     \
      }                                                                                          \
  }
SLOPE (relu_slope, (vec) ((ivec) slope & ~(v <= (vec) { 0 })))
SLOPE (tanh_slope, slope * (1 - v * v))
SLOPE (sigmoid_slope, slope * (v * (1 - v)))

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
