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

void
KERNEL (nesterov) (size_t n, real *restrict w, const real *restrict g, real *restrict v, real lr, real mu)
{
  for (size_t i = 0; i < n; i++) {
    v[i] = mu * v[i] + g[i];
    w[i] -= lr * (g[i] + mu * v[i]);
  }
}

void
KERNEL (adagrad) (size_t n, real *restrict w, const real *restrict g, real *restrict s, real lr, real epsilon)
{
  for (size_t i = 0; i < n; i++) {
    s[i] += g[i] * g[i];
    w[i] -= lr * g[i] / (sqrt (s[i]) + epsilon);
  }
}

void
KERNEL (rmsprop) (size_t n, real *restrict w, const real *restrict g, real *restrict s, real *restrict v, real lr,
                  real rho, real mu, real epsilon)
{
  for (size_t i = 0; i < n; i++) {
    s[i] = rho * s[i] + (1 - rho) * g[i] * g[i];
    v[i] = mu * v[i] + g[i] / (sqrt (s[i]) + epsilon);
    w[i] -= lr * v[i];
  }
}

void
KERNEL (adadelta) (size_t n, real *restrict w, const real *restrict g, real *restrict s, real *restrict d, real lr,
                   real rho, real epsilon)
{
  for (size_t i = 0; i < n; i++) {
    s[i] = rho * s[i] + (1 - rho) * g[i] * g[i];
    real step = sqrt (d[i] + epsilon) / sqrt (s[i] + epsilon) * g[i];
    d[i] = rho * d[i] + (1 - rho) * step * step;
    w[i] -= lr * step;
  }
}

void
KERNEL (amsgrad) (size_t n, real *restrict w, const real *restrict g, real *restrict m, real *restrict v,
                  real *restrict largest, real rate, real beta1, real beta2, real scale, real epsilon)
{
  for (size_t i = 0; i < n; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
    largest[i] = largest[i] > v[i] ? largest[i] : v[i]; /* a NaN in v comes through */
    w[i] -= rate * m[i] / (sqrt (largest[i]) * scale + epsilon);
  }
}

void
KERNEL (nadam) (size_t n, real *restrict w, const real *restrict g, real *restrict m, real *restrict v, real rate_m,
                real rate_g, real beta1, real beta2, real scale, real epsilon)
{
  for (size_t i = 0; i < n; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
    w[i] -= (rate_m * m[i] + rate_g * g[i]) / (sqrt (v[i]) * scale + epsilon);
  }
}

void
KERNEL (scale) (size_t n, real *w, real factor)
{
  for (size_t i = 0; i < n; i++)
    w[i] *= factor;
}

void
KERNEL (add_signs) (size_t n, real *restrict g, const real *restrict w, real factor)
{
  for (size_t i = 0; i < n; i++)
    g[i] += factor * (real) ((w[i] > 0) - (w[i] < 0));
}

void
KERNEL (soft_threshold) (size_t n, real *w, real threshold)
{
  for (size_t i = 0; i < n; i++) {
    real lower = w[i] - threshold, upper = w[i] + threshold;
    w[i] = w[i] > threshold ? lower : w[i] < -threshold ? upper : w[i] - w[i]; /* 0; a NaN stays */
  }
}

void
KERNEL (clip) (size_t n, real *g, real limit)
{
  for (size_t i = 0; i < n; i++)
    g[i] = g[i] > limit ? limit : g[i] < -limit ? -limit : g[i];
}
