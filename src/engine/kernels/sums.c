/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over many numbers, in double. */
#include "engine/kernels/parts.h"

/* A vector of doubles, and so many reals. */
#define WIDE (sizeof (vec) / sizeof (double))
typedef double wide __attribute__ ((vector_size (sizeof (vec))));

INLINE wide
load (const real *p)
{
#if LANES == 16
  return (wide) _mm512_cvtps_pd (_mm256_loadu_ps (p));
#elif LANES == 8
  return (wide) _mm256_cvtps_pd (_mm_loadu_ps (p));
#else
  return (wide) { (double) p[0], (double) p[1] };
#endif
}

/* x² + sum; the square of a float is exact, so that fused or not is the same. */
INLINE wide
add_square (wide x, wide sum)
{
#if LANES == 16
  return (wide) _mm512_fmadd_pd ((__m512d) x, (__m512d) x, (__m512d) sum);
#elif LANES == 8
  return (wide) _mm256_fmadd_pd ((__m256d) x, (__m256d) x, (__m256d) sum);
#else
  return x * x + sum;
#endif
}

/* Many sums side by side, so that an addition need not wait for the one before. */
#define SUMS 32
#define PARTS (SUMS / WIDE)
#define FOR_BLOCKS                     \
  for (; i + SUMS <= n; i += SUMS)     \
    UNROLL                             \
    for (size_t k = 0; k < PARTS; k++)
#define AT(p) load (p + i + k * WIDE)

static double
total (const wide *parts, size_t n_rest, const double *rest)
{
  double sums[SUMS];
  memcpy (sums, parts, sizeof sums);
  for (size_t k = 0; k < n_rest; k++)
    sums[k] += rest[k];
  for (size_t half = SUMS / 2; half > 0; half /= 2)
    for (size_t k = 0; k < half; k++)
      sums[k] += sums[k + half];
  return sums[0];
}

double
KERNEL (sum) (size_t n, const real *x)
{
  wide parts[PARTS] = { 0 };
  double rest[SUMS];
  size_t i = 0;
  FOR_BLOCKS
    parts[k] += AT (x);
  for (size_t k = 0; i + k < n; k++)
    rest[k] = (double) x[i + k];
  return total (parts, n - i, rest);
}

INLINE double
squares (size_t n, const real *x, const bool centred, double centre)
{
  wide parts[PARTS] = { 0 };
  double rest[SUMS];
  size_t i = 0;
  FOR_BLOCKS
    parts[k] = add_square (centred ? AT (x) - centre : AT (x), parts[k]);
  for (size_t k = 0; i + k < n; k++)
    rest[k] = ((double) x[i + k] - centre) * ((double) x[i + k] - centre);
  return total (parts, n - i, rest);
}

double
KERNEL (sum_squares) (size_t n, const real *x, double centre)
{
  return centre == 0 ? squares (n, x, false, 0) : squares (n, x, true, centre);
}

double
KERNEL (distance) (size_t n, const real *x, const real *y, double *y_squares)
{
  wide parts[PARTS] = { 0 }, others[PARTS] = { 0 };
  double rest[SUMS], other_rest[SUMS];
  size_t i = 0;
  FOR_BLOCKS {
    wide other = AT (y);
    parts[k] = add_square (AT (x) - other, parts[k]);
    others[k] = add_square (other, others[k]);
  }
  for (size_t k = 0; i + k < n; k++) {
    double other = (double) y[i + k], apart = (double) x[i + k] - other;
    rest[k] = apart * apart;
    other_rest[k] = other * other;
  }
  *y_squares = total (others, n - i, other_rest);
  return total (parts, n - i, rest);
}

long
KERNEL (flat_slopes) (size_t n, const real *x, const real *slopes, real limit, int32_t *alive)
{
  int32_t n_flat = 0;
  for (size_t i = 0; i < n; i++) {
    real size = slopes[i] < 0 ? -slopes[i] : slopes[i];
    n_flat += (size < limit) & (x[i] == x[i]);
    alive[i] |= (slopes[i] != 0) | (x[i] != x[i]);
  }
  return n_flat;
}
