/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of columns, and what normalising by them needs. The rows of a column are summed in four chains within a chunk of
 * rows, chunk after chunk: the same for every column, and little worse than pairwise. */
#include "engine/kernels/parts.h"
#include "engine/kernels/vec.h"

#define CHUNK 256 /* rows: what is read twice is still near */
#define CHAINS 4

#define FOR_COLUMNS(columns)                                                                                           \
  for (int c = 0, lanes = 0; lanes = (columns) - c < LANES ? (columns) - c : LANES, c < (columns); c += LANES)
#define FOR_CHUNKS(rows)                                                                                               \
  for (int first = 0, n = 0; n = (rows) - first < CHUNK ? (rows) - first : CHUNK, first < (rows); first += CHUNK)

typedef enum { VALUE, SQUARE, SLOPE, PRODUCT } Term; /* x, (x − centre)², dy, dy (x − centre) */

INLINE vec
add_term (const Term term, vec sum, const real *x, const real *dy, vec centre, int lanes)
{
  if (term == VALUE)
    return sum + vec_load_n (x, lanes);
  if (term == SLOPE)
    return sum + vec_load_n (dy, lanes);
  vec apart = vec_load_n (x, lanes) - centre;
  return vec_fma (apart, term == SQUARE ? apart : vec_load_n (dy, lanes), sum);
}

/* Σ term over n rows that lie @stride apart. */
INLINE vec
chunk_sum (const Term term, int n, size_t stride, const real *x, const real *dy, vec centre, int lanes)
{
  vec sums[CHAINS] = { { 0 } };
  int r = 0;
  for (; r + CHAINS <= n; r += CHAINS, x += CHAINS * stride, dy += CHAINS * stride)
    UNROLL
    for (size_t k = 0; k < CHAINS; k++)
      sums[k] = add_term (term, sums[k], x + k * stride, dy + k * stride, centre, lanes);
  for (; r < n; r++, x += stride, dy += stride)
    sums[0] = add_term (term, sums[0], x, dy, centre, lanes);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Chunks are joined as by Chan, Golub, LeVeque 1983, Algorithms for computing the sample variance. */
void
KERNEL (moments) (int rows, int columns, const real *x, real *mean, real *variance)
{
  size_t stride = (size_t) columns;
  FOR_COLUMNS (columns) {
    vec centre = { 0 }, squares = { 0 };
    FOR_CHUNKS (rows) {
      const real *from = x + (size_t) first * stride + c;
      vec here = chunk_sum (VALUE, n, stride, from, from, centre, lanes) / vec_all ((real) n);
      real share = (real) n / (real) (first + n);
      vec apart = here - centre;
      centre = vec_fma (apart, vec_all (share), centre);
      squares += chunk_sum (SQUARE, n, stride, from, from, here, lanes);
      if (first > 0)
        squares += apart * apart * vec_all (share * (real) first);
    }
    vec_store (mean + c, centre);
    vec_store (variance + c, squares / vec_all ((real) rows));
  }
}

void
KERNEL (moments_slope) (int rows, int columns, const real *x, const real *mean, const real *dy, real *sums,
                        real *products)
{
  size_t stride = (size_t) columns;
  FOR_COLUMNS (columns) {
    vec sum = { 0 }, product = { 0 }, centre = vec_load_n (mean + c, lanes);
    FOR_CHUNKS (rows) {
      size_t from = (size_t) first * stride + (size_t) c;
      sum += chunk_sum (SLOPE, n, stride, x + from, dy + from, centre, lanes);
      product += chunk_sum (PRODUCT, n, stride, x + from, dy + from, centre, lanes);
    }
    vec_store (sums + c, sum);
    vec_store (products + c, product);
  }
}

void
KERNEL (normalise) (int rows, int columns, const real *x, const real *mean, const real *factor, const real *shift,
                    real *y)
{
  size_t stride = (size_t) columns;
  FOR_COLUMNS (columns) {
    vec centre = vec_load_n (mean + c, lanes), a = vec_load_n (factor + c, lanes), b = vec_load_n (shift + c, lanes);
    for (size_t r = 0, i = (size_t) c; r < (size_t) rows; r++, i += stride)
      vec_store_n (y + i, vec_fma (vec_load_n (x + i, lanes) - centre, a, b), lanes);
  }
}

void
KERNEL (normalise_slope) (int rows, int columns, const real *x, const real *mean, const real *dy, const real *factor,
                          const real *linear, const real *constant, real *dx, bool add)
{
  size_t stride = (size_t) columns;
  FOR_COLUMNS (columns) {
    vec centre = vec_load_n (mean + c, lanes), a = vec_load_n (factor + c, lanes), b = vec_load_n (linear + c, lanes);
    vec shift = vec_load_n (constant + c, lanes);
    for (size_t r = 0, i = (size_t) c; r < (size_t) rows; r++, i += stride) {
      vec slope = vec_fma (vec_load_n (x + i, lanes) - centre, b, shift);
      slope = vec_fma (vec_load_n (dy + i, lanes), a, slope);
      vec_store_n (dx + i, add ? vec_load_n (dx + i, lanes) + slope : slope, lanes);
    }
  }
}
