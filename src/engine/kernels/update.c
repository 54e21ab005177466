/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Updates: plain loops, elementwise, which the compiler turns into vectors. */
#include "engine/kernels/parts.h"
#include "engine/kernels/vec.h"

#include <tgmath.h>

void
KERNEL (sgd) (size_t n, real *restrict w, const real *restrict g, real lr)
{
  for (size_t i = 0; i < n; i++)
    w[i] -= lr * g[i];
}

void
KERNEL (momentum) (size_t n, real *restrict w, const real *restrict g, real *restrict v, real lr, real mu)
{
  for (size_t i = 0; i < n; i++) {
    v[i] = mu * v[i] + g[i];
    w[i] -= lr * v[i];
  }
}

void
KERNEL (adam) (size_t n, real *restrict w, const real *restrict g, real *restrict m, real *restrict v, real rate,
               real beta1, real beta2, real scale, real epsilon)
{
  for (size_t i = 0; i < n; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
    w[i] -= rate * m[i] / (sqrt (v[i]) * scale + epsilon);
  }
}
