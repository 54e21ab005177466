/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Products of small matrices: tiles of MR rows by NV vectors of columns are kept in registers while the inner index runs. */
#include "engine/kernels/parts.h"
#include "engine/kernels/vec.h"

#if LANES == 16
#define MR 6
#define NV 4
#else
#define MR 4
#define NV 2
#endif

/* A tile of Σ_k a[r][k] w[k][c], where a[r][k] = a[r row_step + k step]; @tail: lanes of the last vector. */
INLINE void
tile (const int mr, const int nv, const int tail, int n, const real *a, size_t row_step, size_t step, const real *w,
      size_t w_step, const real *b, real *y, size_t y_step, bool add)
{
  vec sum[MR][NV];
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

/* All rows of one block of nv vectors. */
INLINE void
strip (const int nv, const int tail, int rows, int n, const real *a, size_t row_step, size_t step, const real *w,
       size_t w_step, const real *b, real *y, size_t y_step, bool add)
{
  int r = 0;
  for (; r + MR <= rows; r += MR)
    tile (MR, nv, tail, n, a + (size_t) r * row_step, row_step, step, w, w_step, b, y + (size_t) r * y_step, y_step,
          add);
#if MR == 6
  if (r + 4 <= rows) {
    tile (4, nv, tail, n, a + (size_t) r * row_step, row_step, step, w, w_step, b, y + (size_t) r * y_step, y_step,
          add);
    r += 4;
  }
#endif
  if (r + 2 <= rows) {
    tile (2, nv, tail, n, a + (size_t) r * row_step, row_step, step, w, w_step, b, y + (size_t) r * y_step, y_step,
          add);
    r += 2;
  }
  if (r < rows)
    tile (1, nv, tail, n, a + (size_t) r * row_step, row_step, step, w, w_step, b, y + (size_t) r * y_step, y_step,
          add);
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
  product (rows, n_in, n_out, x, (size_t) n_in, 1, w, b, y, add);
}

void
KERNEL (dense_weights) (int rows, int n_in, int n_out, const real *x, const real *dy, real *dw, bool add)
{
  product (n_in, rows, n_out, x, 1, (size_t) n_in, dy, NULL, dw, add);
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

void
KERNEL (transpose) (int rows, int columns, const real *x, real *y)
{
  for (int c0 = 0; c0 < columns; c0 += 16)
    for (int r = 0; r < rows; r++)
      for (int c = c0; c < columns && c < c0 + 16; c++)
        y[(size_t) c * (size_t) rows + (size_t) r] = x[(size_t) r * (size_t) columns + (size_t) c];
}
