/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* For the elementwise activations: a file in activations/ includes this, defines value () and slope () on vectors, and is
 * compiled once for each instruction set, with the table that says what there is to say about it:
 *
 *   INLINE vec value (vec x, vec a) { … }
 *   INLINE vec slope (vec x, vec y, vec a) { … }
 *   const NnActivation ACTIVATION (name) = { ELEMENTWISE (name), .op.entry = { … } };
 *
 * @a is the activation's first setting. Both pass NaN on. */

#include "engine/kernels/activations.h"
#include "engine/kernels/functions.h"
#include "engine/ops/common.h"

/* f (x). */
INLINE vec value (vec x, vec a);

/* f′ at x, where y = f (x): by whichever is cheaper. */
INLINE vec slope (vec x, vec y, vec a);

static inline vec
first_setting (const double *settings)
{
  return vec_all (settings != NULL ? (real) settings[0] : 0);
}

static void
values (size_t n, const double *settings, const real *x, real *y)
{
  vec a = first_setting (settings);
  FOR_VECTORS (n)
    STORE (y, value (LOAD (x), a));
}

static void
slopes (size_t n, const double *settings, const real *x, const real *y, const real *dy, real *dx, bool add)
{
  vec a = first_setting (settings);
  if (add)
    FOR_VECTORS (n)
      STORE_SUM (dx, LOAD (dx) + LOAD (dy) * slope (LOAD (x), LOAD (y), a));
  else
    FOR_VECTORS (n)
      STORE (dx, LOAD (dy) * slope (LOAD (x), LOAD (y), a));
}
