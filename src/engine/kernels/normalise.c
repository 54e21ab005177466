/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of columns, and what normalising by them needs. The rows of a column are summed in four chains within a chunk of
 * rows, chunk after chunk: the same for every column, and little worse than pairwise. */
#include "engine/kernels/parts.h"
#include "engine/kernels/vec.h"

#include <tgmath.h>

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

/* ---- runs: what is normalised stands side by side ---- */

/* { μ, 1 / √(σ² + ε) } of n numbers. */
INLINE void
run_moments (int n, real epsilon, const real *x, real *stats)
{
  vec sum = { 0 }, squares = { 0 };
  FOR_COLUMNS (n)
    sum += vec_load_n (x + c, lanes);
  stats[0] = vec_sum (sum) / (real) n;
  vec centre = vec_all (stats[0]);
  FOR_COLUMNS (n) {
    vec apart = vec_first (vec_load_n (x + c, lanes) - centre, lanes);
    squares = vec_fma (apart, apart, squares);
  }
  stats[1] = 1 / sqrt (vec_sum (squares) / (real) n + epsilon);
}

void
KERNEL (runs) (int rows, int groups, int n, real epsilon, const real *x, const real *gamma, const real *beta,
               real *stats, real *y)
{
  for (int r = 0, group = 0; r < rows * groups; r++, x += n, y += n, stats += 2) {
    const real *a = gamma + group * n, *b = beta + group * n;
    group = group + 1 < groups ? group + 1 : 0;
    run_moments (n, epsilon, x, stats);
    vec centre = vec_all (stats[0]), factor = vec_all (stats[1]);
    FOR_COLUMNS (n)
      vec_store_n (y + c, vec_fma ((vec_load_n (x + c, lanes) - centre) * factor, vec_load_n (a + c, lanes),
                                   vec_load_n (b + c, lanes)), lanes);
  }
}

/* With x̂ = (x − μ) / σ and means over a run: dx = (γ dy − mean (γ dy) − x̂ mean (γ dy x̂)) / σ. */
void
KERNEL (runs_slope) (int rows, int groups, int n, const real *x, const real *stats, const real *gamma, const real *dy,
                     real *dgamma, real *dbeta, real *dx, bool add)
{
  for (int r = 0, group = 0; r < rows * groups; r++, x += n, dy += n, stats += 2) {
    size_t at = (size_t) (group * n);
    group = group + 1 < groups ? group + 1 : 0;
    vec sum = { 0 }, product = { 0 }, centre = vec_all (stats[0]), factor = vec_all (stats[1]);
    FOR_COLUMNS (n) {
      vec normal = (vec_load_n (x + c, lanes) - centre) * factor, slope = vec_load_n (dy + c, lanes);
      real *to_gamma = dgamma + at + c, *to_beta = dbeta + at + c;
      vec_store_n (to_gamma, vec_fma (slope, normal, vec_load_n (to_gamma, lanes)), lanes);
      vec_store_n (to_beta, vec_load_n (to_beta, lanes) + slope, lanes);
      slope *= vec_load_n (gamma + at + c, lanes);
      sum += slope;
      product = vec_fma (slope, normal, product);
    }
    if (dx == NULL)
      continue;
    vec mean = vec_all (vec_sum (sum) / (real) n), along = vec_all (vec_sum (product) / (real) n);
    FOR_COLUMNS (n) {
      vec normal = (vec_load_n (x + c, lanes) - centre) * factor;
      vec slope = (vec_load_n (dy + c, lanes) * vec_load_n (gamma + at + c, lanes) - mean - normal * along) * factor;
      vec_store_n (dx + c, add ? vec_load_n (dx + c, lanes) + slope : slope, lanes);
    }
    dx += n;
  }
}
