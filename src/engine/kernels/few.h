/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Products for layers of a few units: with fewer outputs than lanes the vectors of dense.c would stay almost empty. Here the
 * lanes are (row, output) pairs, or (input, output) pairs for the weights, and shuffles bring each lane its operands. Every
 * lane does the very operations, in the same order, that `tile` would do for it. There is a function for each pair of sizes,
 * so that the compiler knows the shuffles.
 *
 * Numbers are loaded from where a vector was stored: a load that begins elsewhere waits a dozen cycles longer for them. */

#include "engine/kernels/vec.h"

/* y[r][c] = b[c] + Σ_k a[r][k] w[k][c], with @turned w[c][k]; @b NULL: no bias; @add: Σ is added to what y holds. */
typedef void (*FewOutputs) (int rows, const real *a, const real *w, bool turned, const real *b, real *y, bool add);
/* dw[i][o] = Σ_r x[r][i] dy[r][o], db[o] = Σ_r dy[r][o]. */
typedef void (*FewWeights) (int rows, const real *x, const real *dy, real *dw, real *db);

#if LANES >= 8

/* 2 LANES numbers in registers. */
typedef struct {
  vec low, high;
} Pair;

/* The first @n numbers and zeros; @one: no more than LANES of them are wanted. */
INLINE Pair
load_pair (const real *p, const bool one, int n)
{
  Pair pair = { n < LANES ? vec_load_n (p, n) : vec_load (p), { 0 } };
  if (!one && n > LANES)
    pair.high = n < 2 * LANES ? vec_load_n (p + LANES, n - LANES) : vec_load (p + LANES);
  return pair;
}

INLINE vec
pick (Pair pair, const bool one, ivec index)
{
  return one ? vec_pick_one (pair.low, index) : vec_pick (pair.low, pair.high, index);
}

/* Rows of outputs fill vectors, and the operands of a vector fit into pairs. */
#define FEW_OUTPUTS(n, columns) \
  ((columns) < LANES && ((columns) & ((columns) - 1)) == 0 && (n) * (columns) <= 2 * LANES && (n) <= 2 * (columns))

INLINE void
outputs_of (const int n, const int columns, int rows, const real *a, const real *w, bool turned, const real *b, real *y,
            bool add)
{
  const int block = LANES / columns, taken = block * n; /* rows, and their numbers, for one vector of results */
  const bool one = LANES % taken == 0, one_weights = n * columns <= LANES;
  ivec lane = lane_number (), column = lane & (columns - 1), row = lane / columns;
  ivec place = turned ? column * n : column;
  Pair weights = load_pair (w, one_weights, n * columns);
  vec weight[8], bias = b != NULL ? vec_pick_one (vec_load_n (b, columns), column) : (vec) { 0 };
  UNROLL
  for (int k = 0; k < n; k++)
    weight[k] = pick (weights, one_weights, place + k * (turned ? 1 : columns));
  for (int r = 0; r < rows;) {
    int first = r * n, start = one || taken >= LANES ? first : first & -LANES;
    Pair values = load_pair (a + start, one, rows * n - start);
    for (int part = 0; part < (one ? LANES / taken : 1) && r < rows; part++, r += block, y += LANES) {
      ivec from = row * n + (one ? part * taken : first - start);
      vec sum = add ? vec_load_n (y, rows - r < block ? (rows - r) * columns : LANES) : bias;
      UNROLL
      for (int k = 0; k < n; k++)
        sum = vec_fma (pick (values, one, from + k), weight[k], sum);
      vec_store (y, sum);
    }
  }
}

/* All gradients fit into one vector: lane i n_out + o, the biases as an input that is 1. */
#define FEW_WEIGHTS(n_in, n_out) (((n_in) + 1) * (n_out) <= LANES)

/* What follows the gradients in their vectors is set to zero, as the padding of parameters must be. */
INLINE void
weights_of (const int n_in, const int n_out, int rows, const real *x, const real *dy, real *dw, real *db)
{
  const int n = n_in * n_out, most = n_in > n_out ? n_in : n_out;
  const int block = most == 1 ? 2 * LANES : most == 2 ? LANES : most <= 4 ? LANES / 2 : LANES / 4;
  const bool one_x = block * n_in <= LANES, one_dy = block * n_out <= LANES;
  ivec lane = lane_number (), input = lane / n_out, output = lane % n_out, is_weight = lane < n;
  vec sum = { 0 };
  for (; rows > 0; rows -= block, x += block * n_in, dy += block * n_out) {
    Pair values = load_pair (x, one_x, rows * n_in), slopes = load_pair (dy, one_dy, rows * n_out);
    ivec from = input, slope = output;
    for (int left = rows < block ? rows : block; left > 0; left--, from += n_in, slope += n_out)
      sum = vec_fma (vec_select (is_weight, pick (values, one_x, from), vec_all (1)), pick (slopes, one_dy, slope), sum);
  }
  vec biases = vec_pick_one (sum, (lane + n) & (LANES - 1));
  vec_store (dw, vec_first (sum, n));
  vec_store (db, vec_first (biases, n_out));
}

#define LINE(X, m) X (m, 1) X (m, 2) X (m, 3) X (m, 4) X (m, 5) X (m, 6) X (m, 7) X (m, 8)
#define GRID(X) LINE (X, 1) LINE (X, 2) LINE (X, 3) LINE (X, 4) LINE (X, 5) LINE (X, 6) LINE (X, 7) LINE (X, 8)

#define FUNCTIONS(m, n)                                                                                             \
  static void outputs_##m##_##n (int rows, const real *a, const real *w, bool turned, const real *b, real *y, bool add) \
  {                                                                                                                 \
    outputs_of (m, n, rows, a, w, turned, b, y, add);                                                               \
  }                                                                                                                 \
  static void weights_##m##_##n (int rows, const real *x, const real *dy, real *dw, real *db)                       \
  {                                                                                                                 \
    weights_of (m, n, rows, x, dy, dw, db);                                                                         \
  }
GRID (FUNCTIONS)

#define OUTPUTS(m, n) [m - 1][n - 1] = FEW_OUTPUTS (m, n) ? outputs_##m##_##n : NULL,
#define WEIGHTS(m, n) [m - 1][n - 1] = FEW_WEIGHTS (m, n) ? weights_##m##_##n : NULL,
static const FewOutputs outputs_table[8][8] = { GRID (OUTPUTS) };
static const FewWeights weights_table[8][8] = { GRID (WEIGHTS) };

#else
static const FewOutputs outputs_table[8][8];
static const FewWeights weights_table[8][8];
#endif

/* The functions for these sizes, or NULL. */
INLINE FewOutputs
few_outputs (int n, int columns)
{
  return n <= 8 && columns <= 8 ? outputs_table[n - 1][columns - 1] : NULL;
}

INLINE FewWeights
few_weights (int n_in, int n_out)
{
  return n_in <= 8 && n_out <= 8 ? weights_table[n_in - 1][n_out - 1] : NULL;
}
