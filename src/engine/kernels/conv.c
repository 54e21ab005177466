/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Direct convolution, channels last: along a row of the kernel the taps (v, c) of one output place stand side by side in the
 * padded image, so that one row of taps is a dot product with consecutive numbers. Output channels fill the vectors; sums
 * stay in registers while taps or places run. */
#include "engine/kernels/parts.h"

#ifdef NN_NARROW /* conv-narrow.c: the same with half vectors */
#define FORWARD NN_PASTE (nn_conv_narrow, NN_VARIANT)
#define WEIGHTS NN_PASTE (nn_conv_weights_narrow, NN_VARIANT)
#define SPREAD NN_PASTE (nn_conv_spread_narrow, NN_VARIANT)
#else
#define FORWARD KERNEL (conv)
#define WEIGHTS KERNEL (conv_weights)
#define SPREAD KERNEL (conv_spread)
#endif

#if defined __AVX512VL__ /* 32 registers */
#define PLACES 14
#define CV 2        /* vectors of output channels at once */
#define TAPS 28
#define SUMS 14
#define KERNEL_ROWS 5
#elif LANES == 8
#define PLACES 6
#define CV 2
#define TAPS 12
#define SUMS 8
#define KERNEL_ROWS 4
#else
#define PLACES 4
#define CV 2
#define TAPS 10
#define SUMS 8
#define KERNEL_ROWS 3
#endif

/* ---- forward ---- */

/* np places along one output row, @step apart, nv vectors of output channels. */
INLINE void
forward_block (const int np, const int nv, const bool partial, int tail, const size_t step, const NnConv *g,
               const real *x, const real *w, const real *b, real *y)
{
  vec sum[PLACES][CV];
  size_t out = (size_t) g->out_channels;
  int taps = g->kernel * g->in_channels;
  UNROLL
  for (int p = 0; p < np; p++)
    UNROLL
    for (int v = 0; v < nv; v++)
      sum[p][v] = vec_load_some (b + v * LANES, partial, tail);
  for (int u = 0; u < g->kernel; u++) {
    const real *row = x + (size_t) u * (size_t) g->in_width * (size_t) g->in_channels;
    for (int t = 0; t < taps; t++, w += out) {
      vec weight[CV];
      UNROLL
      for (int v = 0; v < nv; v++)
        weight[v] = vec_load_some (w + v * LANES, partial, tail);
      UNROLL
      for (int p = 0; p < np; p++) {
        vec value = vec_all (row[(size_t) p * step + (size_t) t]);
        UNROLL
        for (int v = 0; v < nv; v++)
          sum[p][v] = vec_fma (value, weight[v], sum[p][v]);
      }
    }
  }
  UNROLL
  for (int p = 0; p < np; p++)
    UNROLL
    for (int v = 0; v < nv; v++)
      vec_store_some (y + (size_t) p * out + v * LANES, sum[p][v], partial, tail);
}

/* The rest of a row, n < PLACES, in blocks that do not leave a small one to the end; returns how many it did. */
INLINE int
forward_some (int n, const int nv, const bool partial, int tail, const size_t step, const NnConv *g, const real *x,
              const real *w, const real *b, real *y)
{
  n = n > 8 && n % 2 == 1 ? (n + 1) / 2 : n;
#define SIZE(size)                                                                                \
  if (size <= PLACES && n >= size) {                                                              \
    forward_block (size <= PLACES ? size : 1, nv, partial, tail, step, g, x, w, b, y);            \
    return size;                                                                                  \
  }
  SIZE (12) SIZE (10) SIZE (8) SIZE (7) SIZE (6) SIZE (5) SIZE (4) SIZE (3) SIZE (2)
#undef SIZE
  forward_block (1, nv, partial, tail, step, g, x, w, b, y);
  return 1;
}

/* One output row; @step is known to the compiler for common numbers of channels. */
INLINE void
forward_places (const int nv, const bool partial, int tail, const size_t step, const NnConv *g, const real *x,
                const real *w, const real *b, real *y)
{
  size_t out = (size_t) g->out_channels;
  int j = 0;
  for (; j + PLACES <= g->out_width; j += PLACES)
    forward_block (PLACES, nv, partial, tail, step, g, x + (size_t) j * step, w, b, y + (size_t) j * out);
  while (j < g->out_width)
    j += forward_some (g->out_width - j, nv, partial, tail, step, g, x + (size_t) j * step, w, b, y + (size_t) j * out);
}

INLINE void
forward_row (const int nv, const bool partial, int tail, const NnConv *g, const real *x, const real *w, const real *b,
             real *y)
{
  size_t step = (size_t) g->stride * (size_t) g->in_channels;
  if (step == 1)
    forward_places (nv, partial, tail, 1, g, x, w, b, y);
  else if (step == 8)
    forward_places (nv, partial, tail, 8, g, x, w, b, y);
  else if (step == 16)
    forward_places (nv, partial, tail, 16, g, x, w, b, y);
  else
    forward_places (nv, partial, tail, step, g, x, w, b, y);
}

void
FORWARD (const NnConv *g, const real *x, const real *w, const real *b, real *y)
{
#if LANES == 16
  if (g->out_channels <= LANES / 2) {
    NN_PASTE (nn_conv_narrow, NN_VARIANT) (g, x, w, b, y);
    return;
  }
#endif
  size_t in_row = (size_t) g->stride * (size_t) g->in_width * (size_t) g->in_channels;
  size_t out_row = (size_t) g->out_width * (size_t) g->out_channels;
  for (int i = 0; i < g->out_height; i++, x += in_row, y += out_row) {
    int c = 0;
    for (; c + CV * LANES <= g->out_channels; c += CV * LANES)
      forward_row (CV, false, 0, g, x, w + c, b + c, y + c);
    if (c + LANES <= g->out_channels) {
      forward_row (1, false, 0, g, x, w + c, b + c, y + c);
      c += LANES;
    }
    if (c < g->out_channels)
      forward_row (1, true, g->out_channels - c, g, x, w + c, b + c, y + c);
  }
}

/* ---- spread ---- */

/* One output row, one vector of channels: what np cells side by side give through the nv taps from @first on of each kernel
 * row. @x and @y begin at the first cell and at the output that the last tap of it falls on. */
INLINE void
spread_block (const int np, const int nv, const bool partial, int tail, const NnConv *g, int row, int first, const real *x,
              const real *w, real *y)
{
  vec sum[SUMS];
  size_t n_in = (size_t) g->in_channels, out = (size_t) g->out_channels;
  UNROLL
  for (int p = 0; p < np + nv - 1; p++)
    sum[p] = vec_load_some (y + (size_t) p * out, partial, tail);
  for (int i = row < g->kernel ? 0 : row - g->kernel + 1; i <= row && i < g->in_height; i++) {
    const real *cells = x + (size_t) (i * g->in_width) * n_in;
    const real *taps = w + (size_t) ((i + g->kernel - 1 - row) * g->kernel + first) * n_in * out;
    for (size_t c = 0; c < n_in; c++, taps += out) {
      vec weight[5];
      UNROLL
      for (int v = 0; v < nv; v++)
        weight[v] = vec_load_some (taps + (size_t) v * n_in * out, partial, tail);
      UNROLL
      for (int q = 0; q < np; q++) {
        vec value = vec_all (cells[(size_t) q * n_in + c]);
        UNROLL
        for (int v = 0; v < nv; v++)
          sum[q + nv - 1 - v] = vec_fma (value, weight[v], sum[q + nv - 1 - v]);
      }
    }
  }
  UNROLL
  for (int p = 0; p < np + nv - 1; p++)
    vec_store_some (y + (size_t) p * out, sum[p], partial, tail);
}

/* All cells of the row. */
INLINE void
spread_taps (const int nv, const bool partial, int tail, const NnConv *g, int row, int first, const real *x, const real *w,
             real *y)
{
  y += (size_t) (g->kernel - first - nv) * (size_t) g->out_channels;
  for (int j = 0, n; j < g->in_width; j += n, x += n * g->in_channels, y += n * g->out_channels) {
    n = g->in_width - j;
#define SIZE(size)                                                                                 \
  if (size + nv - 1 <= SUMS && n >= size) {                                                        \
    spread_block (size + nv - 1 <= SUMS ? size : 1, nv, partial, tail, g, row, first, x, w, y);    \
    n = size;                                                                                      \
    continue;                                                                                      \
  }
    SIZE (10) SIZE (8) SIZE (7) SIZE (6) SIZE (4) SIZE (2) SIZE (1)
#undef SIZE
  }
}

/* Whole rows of taps for the common kernels, else three or one at a time. */
INLINE void
spread_row (const bool partial, int tail, const NnConv *g, int row, const real *x, const real *w, real *y)
{
  int first = 0;
  if (g->kernel == 5) {
    spread_taps (5, partial, tail, g, row, 0, x, w, y);
    return;
  }
  for (; first + 3 <= g->kernel; first += 3)
    spread_taps (3, partial, tail, g, row, first, x, w, y);
  for (; first < g->kernel; first++)
    spread_taps (1, partial, tail, g, row, first, x, w, y);
}

void
SPREAD (const NnConv *g, const real *x, const real *w, real *y)
{
#if LANES == 16
  if (g->out_channels <= LANES / 2) {
    NN_PASTE (nn_conv_spread_narrow, NN_VARIANT) (g, x, w, y);
    return;
  }
#endif
  size_t out_row = (size_t) g->out_width * (size_t) g->out_channels;
  memset (y, 0, (size_t) g->out_height * out_row * sizeof (real));
  for (int i = 0; i < g->out_height; i++, y += out_row) {
    int c = 0;
    for (; c + LANES <= g->out_channels; c += LANES)
      spread_row (false, 0, g, i, x, w + c, y + c);
    if (c < g->out_channels)
      spread_row (true, g->out_channels - c, g, i, x, w + c, y + c);
  }
}

/* ---- weights ---- */

/* nu kernel rows by nt taps, one vector of output channels, all places. */
INLINE void
weights_block (const int nu, const int nt, const bool partial, int tail, const NnConv *g, const real *x,
               const real *dy, real *dw)
{
  vec sum[TAPS];
  size_t step = (size_t) g->stride * (size_t) g->in_channels, out = (size_t) g->out_channels;
  size_t in_row = (size_t) g->in_width * (size_t) g->in_channels;
  size_t dw_row = (size_t) g->kernel * (size_t) g->in_channels * out;
  UNROLL
  for (int u = 0; u < nu; u++)
    UNROLL
    for (int t = 0; t < nt; t++)
      sum[u * nt + t] = vec_load_some (dw + (size_t) u * dw_row + (size_t) t * out, partial, tail);
  for (int i = 0; i < g->out_height; i++) {
    const real *row = x + (size_t) i * (size_t) g->stride * in_row;
    for (int j = 0; j < g->out_width; j++, row += step, dy += out) {
      vec slope = vec_load_some (dy, partial, tail);
      UNROLL
      for (int u = 0; u < nu; u++)
        UNROLL
        for (int t = 0; t < nt; t++)
          sum[u * nt + t] = vec_fma (vec_all (row[(size_t) u * in_row + (size_t) t]), slope, sum[u * nt + t]);
    }
  }
  UNROLL
  for (int u = 0; u < nu; u++)
    UNROLL
    for (int t = 0; t < nt; t++)
      vec_store_some (dw + (size_t) u * dw_row + (size_t) t * out, sum[u * nt + t], partial, tail);
}

/* n taps of one kernel row, n ≤ TAPS; returns how many it did. */
INLINE int
weights_some (int n, const bool partial, int tail, const NnConv *g, const real *x, const real *dy, real *dw)
{
#define SIZE(size)                                                \
  if (size <= TAPS && n >= size) {                                \
    weights_block (1, size <= TAPS ? size : 1, partial, tail, g, x, dy, dw); \
    return size;                                                  \
  }
  SIZE (28) SIZE (24) SIZE (20) SIZE (16) SIZE (12) SIZE (10) SIZE (8) SIZE (6) SIZE (5) SIZE (4) SIZE (3) SIZE (2)
#undef SIZE
  weights_block (1, 1, partial, tail, g, x, dy, dw);
  return 1;
}

/* All taps, in blocks of about the same size. Small kernels on few channels are done in one go. */
INLINE void
weights_all (const bool partial, int tail, const NnConv *g, const real *x, const real *dy, real *dw, int first, int end)
{
  int taps = g->kernel * g->in_channels, n_blocks = (taps + TAPS - 1) / TAPS;
  size_t out = (size_t) g->out_channels, in_row = (size_t) g->in_width * (size_t) g->in_channels;
#if TAPS >= 27
  bool whole = end - first == g->kernel;
  if (whole && g->kernel == 5 && taps == 5)
    return weights_block (5, 5, partial, tail, g, x, dy, dw);
  if (whole && g->kernel == 3 && taps == 3)
    return weights_block (3, 3, partial, tail, g, x, dy, dw);
  if (whole && g->kernel == 3 && taps == 9)
    return weights_block (3, 9, partial, tail, g, x, dy, dw);
#endif
  for (int u = first; u < end; u++)
    for (int t = 0, size = (taps + n_blocks - 1) / n_blocks; t < taps;) {
      int n = taps - t < size ? taps - t : size;
      t += weights_some (n, partial, tail, g, x + (size_t) u * in_row + (size_t) t, dy,
                         dw + ((size_t) u * (size_t) taps + (size_t) t) * out);
    }
}

void
WEIGHTS (const NnConv *g, const real *x, const real *dy, real *dw, int first, int end)
{
#if LANES == 16
  if (g->out_channels <= LANES / 2) {
    NN_PASTE (nn_conv_weights_narrow, NN_VARIANT) (g, x, dy, dw, first, end);
    return;
  }
#endif
  int c = 0;
  for (; c + LANES <= g->out_channels; c += LANES)
    weights_all (false, 0, g, x, dy + c, dw + c, first, end);
  if (c < g->out_channels)
    weights_all (true, g->out_channels - c, g, x, dy + c, dw + c, first, end);
}

#ifndef NN_NARROW
/* ---- input ---- */

/* Taps of a kernel row, filled up to whole vectors. */
INLINE size_t
padded_taps (const NnConv *g)
{
  return ((size_t) (g->kernel * g->in_channels) + LANES - 1) / LANES * LANES;
}

/* [o][u][v c]: for one output channel all kernel rows, each of whole vectors. */
void
KERNEL (conv_turn) (const NnConv *g, const real *w, real *turned)
{
  size_t taps = (size_t) (g->kernel * g->in_channels), padded = padded_taps (g), out = (size_t) g->out_channels;
  memset (turned, 0, out * (size_t) g->kernel * padded * sizeof (real));
  for (size_t u = 0; u < (size_t) g->kernel; u++)
    for (size_t t = 0; t < taps; t++)
      for (size_t o = 0; o < out; o++)
        turned[(o * (size_t) g->kernel + u) * padded + t] = w[(u * taps + t) * out + o];
}

/* What one output place gives to nu kernel rows, @rows apart in @turned, by nv vectors of taps (v, c). */
INLINE void
input_block (const int nu, const int nv, const bool partial, int tail, const size_t rows, const NnConv *g,
             const real *dy, const real *turned, real *dx)
{
  vec sum[KERNEL_ROWS][3];
  size_t in_row = (size_t) g->in_width * (size_t) g->in_channels, next = (size_t) g->kernel * rows;
  UNROLL
  for (int u = 0; u < nu; u++)
    UNROLL
    for (int v = 0; v < nv; v++)
      sum[u][v] = vec_load_some (dx + (size_t) u * in_row + v * LANES, partial && v == nv - 1, tail);
  for (int o = 0; o < g->out_channels; o++, turned += next) {
    vec slope = vec_all (dy[o]);
    UNROLL
    for (int u = 0; u < nu; u++)
      UNROLL
      for (int v = 0; v < nv; v++)
        sum[u][v] = vec_fma (slope, vec_load (turned + (size_t) u * rows + v * LANES), sum[u][v]);
  }
  UNROLL
  for (int u = 0; u < nu; u++)
    UNROLL
    for (int v = 0; v < nv; v++)
      vec_store_some (dx + (size_t) u * in_row + v * LANES, sum[u][v], partial && v == nv - 1, tail);
}

/* nv vectors of taps of all kernel rows. */
INLINE void
input_column (const int nv, const bool partial, int tail, const size_t rows, const NnConv *g, const real *dy,
              const real *turned, real *dx)
{
  size_t in_row = (size_t) g->in_width * (size_t) g->in_channels;
  int u = 0;
  for (; u + KERNEL_ROWS <= g->kernel; u += KERNEL_ROWS)
    input_block (KERNEL_ROWS, nv, partial, tail, rows, g, dy, turned + (size_t) u * rows, dx + (size_t) u * in_row);
#if KERNEL_ROWS != 3
  for (; u + 3 <= g->kernel; u += 3)
    input_block (3, nv, partial, tail, rows, g, dy, turned + (size_t) u * rows, dx + (size_t) u * in_row);
#endif
  for (; u < g->kernel; u++)
    input_block (1, nv, partial, tail, rows, g, dy, turned + (size_t) u * rows, dx + (size_t) u * in_row);
}

/* The last nv vectors of taps, of @rest numbers. */
INLINE void
input_rest (const int nv, int rest, const size_t rows, const NnConv *g, const real *dy, const real *turned, real *dx)
{
  if (rest == nv * LANES)
    input_column (nv, false, 0, rows, g, dy, turned, dx);
  else
    input_column (nv, true, rest % LANES, rows, g, dy, turned, dx);
}

/* Where all taps of a kernel row fit, the compiler knows how far its rows are apart. */
INLINE void
input_place (const NnConv *g, const real *dy, const real *turned, real *dx)
{
  int rest = g->kernel * g->in_channels;
  size_t t = 0, rows = padded_taps (g);
  if (rest <= LANES)
    return input_rest (1, rest, LANES, g, dy, turned, dx);
  if (rest <= 2 * LANES)
    return input_rest (2, rest, 2 * LANES, g, dy, turned, dx);
  if (rest <= 3 * LANES)
    return input_rest (3, rest, 3 * LANES, g, dy, turned, dx);
  for (; rest >= 3 * LANES; t += 3 * LANES, rest -= 3 * LANES)
    input_column (3, false, 0, rows, g, dy, turned + t, dx + t);
  for (; rest > 0; t += LANES, rest -= LANES)
    input_rest (1, rest < LANES ? rest : LANES, rows, g, dy, turned + t, dx + t);
}

/* Places run outside blocks of taps, so that what is added to a pixel comes in the same order for all its channels. */
void
KERNEL (conv_input) (const NnConv *g, const real *dy, const real *turned, real *dx)
{
  size_t in_row = (size_t) g->in_width * (size_t) g->in_channels, out = (size_t) g->out_channels;
  size_t step = (size_t) g->stride * (size_t) g->in_channels;
  for (int i = 0; i < g->out_height; i++, dx += (size_t) g->stride * in_row)
    for (int j = 0; j < g->out_width; j++, dy += out)
      input_place (g, dy, turned, dx + (size_t) j * step);
}
#endif
