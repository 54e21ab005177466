/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products of small matrices: tiles of MR rows by NV vectors of columns are kept in registers while the inner index runs. */
#include "engine/kernels/few.h"
#include "engine/kernels/parts.h"

/* Columns of vectors in a tile, and how many rows go with them: as many sums as registers hold. */
#if LANES == 16
#define NV 4
#define MR(nv) ((nv) == 4 ? 6 : (nv) == 2 ? 12 : 14)
#elif LANES == 8
#define NV 2
#define MR(nv) ((nv) == 2 ? 6 : 12)
#else
#define NV 2
#define MR(nv) ((nv) == 2 ? 4 : 8)
#endif

/* A tile of Σ_k a[r][k] w[k][c], where a[r][k] = a[r row_step + k step]; @tail: lanes of the last vector. */
INLINE void
tile (const int mr, const int nv, const int tail, int n, const real *a, size_t row_step, size_t step, const real *w,
      size_t w_step, const real *b, real *y, size_t y_step, bool add)
{
  vec sum[MR (1)][NV];
  UNROLL
  for (int r = 0; r < mr; r++)
    UNROLL
    for (int v = 0; v < nv; v++) {
      const real *from = add ? y + (size_t) r * y_step + v * LANES : b != NULL ? b + v * LANES : NULL;
      sum[r][v] = from == NULL ? (vec) { 0 } : v == nv - 1 && tail < LANES ? vec_load_n (from, tail) : vec_load (from);
    }
  for (int k = 0; k < n; k++) {
    vec column[NV];
    UNROLL
    for (int v = 0; v < nv; v++)
      column[v] = v == nv - 1 && tail < LANES ? vec_load_n (w + v * LANES, tail) : vec_load (w + v * LANES);
    UNROLL
    for (int r = 0; r < mr; r++) {
      vec x = vec_all (a[(size_t) r * row_step]);
      UNROLL
      for (int v = 0; v < nv; v++)
        sum[r][v] = vec_fma (x, column[v], sum[r][v]);
    }
    a += step;
    w += w_step;
  }
  UNROLL
  for (int r = 0; r < mr; r++)
    UNROLL
    for (int v = 0; v < nv; v++) {
      real *to = y + (size_t) r * y_step + v * LANES;
      if (v == nv - 1 && tail < LANES)
        vec_store_n (to, sum[r][v], tail);
      else
        vec_store (to, sum[r][v]);
    }
}

/* All rows of one block of nv vectors, in tiles of about the same size: small ones would wait for their sums. */
INLINE void
strip (const int nv, const int tail, int rows, int n, const real *a, size_t row_step, size_t step, const real *w,
       size_t w_step, const real *b, real *y, size_t y_step, bool add)
{
#define SIZE(size)                                                                                      \
  if (size <= MR (nv) && most >= size) {                                                                \
    tile (size <= MR (nv) ? size : 1, nv, tail, n, a, row_step, step, w, w_step, b, y, y_step, add);    \
    done = size;                                                                                        \
    continue;                                                                                           \
  }
  for (int done = 0; rows > 0; rows -= done, a += (size_t) done * row_step, y += (size_t) done * y_step) {
    int n_tiles = (rows + MR (nv) - 1) / MR (nv), most = (rows + n_tiles - 1) / n_tiles;
    most = rows > most ? (most + 1) / 2 * 2 : most;
    SIZE (14) SIZE (12) SIZE (10) SIZE (8) SIZE (6) SIZE (5) SIZE (4) SIZE (3) SIZE (2) SIZE (1)
  }
#undef SIZE
}

/* y[r][c] = b[c] + Σ_k a[r][k] w[k][c]: blocks of NV vectors, then single ones, the last one partial. */
static void
product (int rows, int n, int columns, const real *a, size_t row_step, size_t step, const real *w, const real *b,
         real *y, bool add)
{
  size_t width = (size_t) columns;
  int c = 0;
  for (; c + NV * LANES <= columns; c += NV * LANES)
    strip (NV, LANES, rows, n, a, row_step, step, w + c, width, b != NULL ? b + c : NULL, y + c, width, add);
#if NV == 4
  if (c + 2 * LANES <= columns) {
    strip (2, LANES, rows, n, a, row_step, step, w + c, width, b != NULL ? b + c : NULL, y + c, width, add);
    c += 2 * LANES;
  }
#endif
  if (c + LANES <= columns) {
    strip (1, LANES, rows, n, a, row_step, step, w + c, width, b != NULL ? b + c : NULL, y + c, width, add);
    c += LANES;
  }
  if (c < columns)
    strip (1, columns - c, rows, n, a, row_step, step, w + c, width, b != NULL ? b + c : NULL, y + c, width, add);
}

void
KERNEL (dense) (int rows, int n_in, int n_out, const real *x, const real *w, const real *b, real *y, bool add)
{
  FewOutputs few = few_outputs (n_in, n_out);
  if (few != NULL)
    few (rows, x, w, false, b, y, add);
  else
    product (rows, n_in, n_out, x, (size_t) n_in, 1, w, b, y, add);
}

/* What does more than a small layer stands apart, so that the small one need not save registers for it. */
#define APART static __attribute__ ((noinline)) void

APART
wide_input (int rows, int n_in, int n_out, const real *dy, const real *w, real *turned, real *dx, bool add)
{
  KERNEL (transpose) (n_in, n_out, w, turned);
  product (rows, n_out, n_in, dy, (size_t) n_out, 1, turned, NULL, dx, add);
}

void
KERNEL (dense_input) (int rows, int n_in, int n_out, const real *dy, const real *w, real *turned, real *dx, bool add)
{
  FewOutputs few = few_outputs (n_out, n_in);
  if (few != NULL) {
    few (rows, dy, w, true, NULL, dx, add);
    return;
  }
  wide_input (rows, n_in, n_out, dy, w, turned, dx, add);
}

APART
wide_weights (int rows, int n_in, int n_out, const real *x, size_t x_step, const real *dy, real *dw, real *db, bool add)
{
  product (n_in, rows, n_out, x, 1, x_step, dy, NULL, dw, add);
  if (db != NULL)
    KERNEL (column_sums) (rows, n_out, dy, db, add);
}

void
KERNEL (dense_weights) (int rows, int n_in, int n_out, const real *x, size_t x_step, const real *dy, real *dw, real *db,
                        bool add)
{
  FewWeights few = few_weights (n_in, n_out);
  if (few != NULL && !add && db != NULL && x_step == (size_t) n_in) {
    few (rows, x, dy, dw, db);
    return;
  }
  wide_weights (rows, n_in, n_out, x, x_step, dy, dw, db, add);
}

void
KERNEL (column_sums) (int rows, int columns, const real *x, real *y, bool add)
{
  for (int c = 0; c < columns; c += LANES) {
    int n = columns - c < LANES ? columns - c : LANES;
    vec sum = add ? vec_load_n (y + c, n) : (vec) { 0 };
    for (int r = 0; r < rows; r++)
      sum += vec_load_n (x + (size_t) r * (size_t) columns + c, n);
    vec_store_n (y + c, sum, n);
  }
}

/* LANES x LANES numbers: halves of rows half a block apart change places, then quarters, and so on. */
INLINE void
transpose_block (const real *x, size_t x_step, real *y, size_t y_step)
{
  vec rows[LANES];
  UNROLL
  for (int r = 0; r < LANES; r++)
    rows[r] = vec_load (x + (size_t) r * x_step);
  UNROLL
  for (int apart = LANES / 2; apart > 0; apart /= 2) {
    ivec second = (lane_number () & apart) != 0;
    ivec low = lane_number () + (second & (LANES - apart)), high = low + apart; /* the compiler knows them */
    UNROLL
    for (int r = 0; r < LANES; r++)
      if (!(r & apart)) {
        vec upper = rows[r], lower = rows[r + apart];
        rows[r] = vec_pick (upper, lower, low);
        rows[r + apart] = vec_pick (upper, lower, high);
      }
  }
  UNROLL
  for (int r = 0; r < LANES; r++)
    vec_store (y + (size_t) r * y_step, rows[r]);
}

void
KERNEL (transpose) (int rows, int columns, const real *x, real *y)
{
  size_t x_step = (size_t) columns, y_step = (size_t) rows;
  int whole = rows / LANES * LANES, wide = columns / LANES * LANES;
  for (int c = 0; c < wide; c += LANES)
    for (int r = 0; r < whole; r += LANES)
      transpose_block (x + (size_t) r * x_step + c, x_step, y + (size_t) c * y_step + r, y_step);
  for (int r = 0; r < rows; r++)
    for (int c = r < whole ? wide : 0; c < columns; c++)
      y[(size_t) c * y_step + (size_t) r] = x[(size_t) r * x_step + (size_t) c];
}
