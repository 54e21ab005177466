/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Direct convolution, channels last: along a row of the kernel the taps (v, c) of one output place stand side by side in the
 * padded image, so that one row of taps is a dot product with consecutive numbers. Output channels fill the vectors. */
#include "engine/kernels/parts.h"
#include "engine/kernels/vec.h"

#if LANES == 16
#define PLACES 14 /* output places (or taps) whose sums are in registers at once */
#define CV 2      /* vectors of channels */
#elif LANES == 8
#define PLACES 6
#define CV 2
#else
#define PLACES 4
#define CV 2
#endif

INLINE vec
load_some (const real *p, int tail)
{
  return tail < LANES ? vec_load_n (p, tail) : vec_load (p);
}

INLINE void
store_some (real *p, vec v, int tail)
{
  if (tail < LANES)
    vec_store_n (p, v, tail);
  else
    vec_store (p, v);
}

/* np places along one output row, nv vectors of output channels. */
INLINE void
forward_block (const int np, const int nv, const int tail, const NnConv *g, const real *x, const real *w,
               const real *b, real *y)
{
  vec sum[PLACES][CV];
  size_t step = (size_t) g->stride * (size_t) g->in_channels, out = (size_t) g->out_channels;
  int taps = g->kernel * g->in_channels;
  for (int p = 0; p < np; p++)
    for (int v = 0; v < nv; v++)
      sum[p][v] = load_some (b + v * LANES, v == nv - 1 ? tail : LANES);
  for (int u = 0; u < g->kernel; u++) {
    const real *row = x + (size_t) u * (size_t) g->in_width * (size_t) g->in_channels;
    for (int t = 0; t < taps; t++) {
      vec weight[CV];
      for (int v = 0; v < nv; v++)
        weight[v] = load_some (w + v * LANES, v == nv - 1 ? tail : LANES);
      for (int p = 0; p < np; p++) {
        vec value = vec_all (row[(size_t) p * step + (size_t) t]);
        for (int v = 0; v < nv; v++)
          sum[p][v] = vec_fma (value, weight[v], sum[p][v]);
      }
      w += out;
    }
  }
  for (int p = 0; p < np; p++)
    for (int v = 0; v < nv; v++)
      store_some (y + (size_t) p * out + v * LANES, sum[p][v], v == nv - 1 ? tail : LANES);
}

/* One output row for nv vectors of channels. */
INLINE void
forward_row (const int nv, const int tail, const NnConv *g, const real *x, const real *w, const real *b, real *y)
{
  size_t step = (size_t) g->stride * (size_t) g->in_channels, out = (size_t) g->out_channels;
  int j = 0;
  for (; j + PLACES <= g->out_width; j += PLACES)
    forward_block (PLACES, nv, tail, g, x + (size_t) j * step, w, b, y + (size_t) j * out);
#if PLACES == 14
  for (; j + 7 <= g->out_width; j += 7)
    forward_block (7, nv, tail, g, x + (size_t) j * step, w, b, y + (size_t) j * out);
#endif
  for (; j + 2 <= g->out_width; j += 2)
    forward_block (2, nv, tail, g, x + (size_t) j * step, w, b, y + (size_t) j * out);
  for (; j < g->out_width; j++)
    forward_block (1, nv, tail, g, x + (size_t) j * step, w, b, y + (size_t) j * out);
}

void
KERNEL (conv) (const NnConv *g, const real *x, const real *w, const real *b, real *y)
{
  size_t in_row = (size_t) g->stride * (size_t) g->in_width * (size_t) g->in_channels;
  size_t out_row = (size_t) g->out_width * (size_t) g->out_channels;
  for (int i = 0; i < g->out_height; i++, x += in_row, y += out_row) {
    int c = 0;
    for (; c + CV * LANES <= g->out_channels; c += CV * LANES)
      forward_row (CV, LANES, g, x, w + c, b + c, y + c);
    if (c + LANES <= g->out_channels) {
      forward_row (1, LANES, g, x, w + c, b + c, y + c);
      c += LANES;
    }
    if (c < g->out_channels)
      forward_row (1, g->out_channels - c, g, x, w + c, b + c, y + c);
  }
}

/* nt taps of one kernel row, one vector of output channels, all places. */
INLINE void
weights_block (const int nt, const int tail, const NnConv *g, const real *x, const real *dy, real *dw)
{
  vec sum[PLACES];
  size_t step = (size_t) g->stride * (size_t) g->in_channels, out = (size_t) g->out_channels;
  for (int t = 0; t < nt; t++)
    sum[t] = load_some (dw + (size_t) t * out, tail);
  for (int i = 0; i < g->out_height; i++) {
    const real *row = x + (size_t) i * (size_t) g->stride * (size_t) g->in_width * (size_t) g->in_channels;
    for (int j = 0; j < g->out_width; j++, row += step, dy += out) {
      vec slope = load_some (dy, tail);
      for (int t = 0; t < nt; t++)
        sum[t] = vec_fma (vec_all (row[t]), slope, sum[t]);
    }
  }
  for (int t = 0; t < nt; t++)
    store_some (dw + (size_t) t * out, sum[t], tail);
}

/* All taps of one kernel row. */
INLINE void
weights_row (const int tail, const NnConv *g, const real *x, const real *dy, real *dw)
{
  size_t out = (size_t) g->out_channels;
  int t = 0, taps = g->kernel * g->in_channels;
  for (; t + PLACES <= taps; t += PLACES)
    weights_block (PLACES, tail, g, x + t, dy, dw + (size_t) t * out);
#if PLACES == 14
  for (; t + 5 <= taps; t += 5)
    weights_block (5, tail, g, x + t, dy, dw + (size_t) t * out);
#endif
  for (; t + 2 <= taps; t += 2)
    weights_block (2, tail, g, x + t, dy, dw + (size_t) t * out);
  for (; t < taps; t++)
    weights_block (1, tail, g, x + t, dy, dw + (size_t) t * out);
}

void
KERNEL (conv_weights) (const NnConv *g, const real *x, const real *dy, real *dw)
{
  size_t in_row = (size_t) g->in_width * (size_t) g->in_channels;
  size_t dw_row = (size_t) g->kernel * (size_t) g->in_channels * (size_t) g->out_channels;
  for (int u = 0; u < g->kernel; u++, x += in_row, dw += dw_row)
    for (int c = 0; c < g->out_channels; c += LANES) {
      if (c + LANES <= g->out_channels)
        weights_row (LANES, g, x, dy + c, dw + c);
      else
        weights_row (g->out_channels - c, g, x, dy + c, dw + c);
    }
}

/* nv vectors of taps (v, c) of one kernel row, at one output place. */
INLINE void
input_block (const int nv, const int tail, const NnConv *g, const real *dy, const real *turned, size_t taps, real *dx)
{
  vec sum[3];
  for (int v = 0; v < nv; v++)
    sum[v] = load_some (dx + v * LANES, v == nv - 1 ? tail : LANES);
  for (int o = 0; o < g->out_channels; o++, turned += taps) {
    vec slope = vec_all (dy[o]);
    for (int v = 0; v < nv; v++)
      sum[v] = vec_fma (slope, load_some (turned + v * LANES, v == nv - 1 ? tail : LANES), sum[v]);
  }
  for (int v = 0; v < nv; v++)
    store_some (dx + v * LANES, sum[v], v == nv - 1 ? tail : LANES);
}

/* Places run outside blocks of taps, so that what is added to a pixel comes in the same order for all its channels. */
INLINE void
input_row (const NnConv *g, const real *dy, const real *turned, size_t taps, real *dx)
{
  for (int j = 0; j < g->out_width; j++) {
    size_t t = 0;
    for (; t + 3 * LANES <= taps; t += 3 * LANES)
      input_block (3, LANES, g, dy, turned + t, taps, dx + t);
    for (; t + LANES <= taps; t += LANES)
      input_block (1, LANES, g, dy, turned + t, taps, dx + t);
    if (t < taps)
      input_block (1, (int) (taps - t), g, dy, turned + t, taps, dx + t);
    dy += g->out_channels;
    dx += (size_t) g->stride * (size_t) g->in_channels;
  }
}

void
KERNEL (conv_input) (const NnConv *g, const real *dy, const real *turned, real *dx)
{
  size_t taps = (size_t) g->kernel * (size_t) g->in_channels, in_row = (size_t) g->in_width * (size_t) g->in_channels;
  size_t out_row = (size_t) g->out_width * (size_t) g->out_channels;
  for (int i = 0; i < g->out_height; i++)
    for (int u = 0; u < g->kernel; u++)
      input_row (g, dy + (size_t) i * out_row, turned + (size_t) u * taps * (size_t) g->out_channels, taps,
                 dx + ((size_t) i * (size_t) g->stride + (size_t) u) * in_row);
}
