/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Depthwise convolution: each channel with its own kernel [kernel][kernel][channels]. Channels fill the vectors. */
#include "engine/kernels/parts.h"
#include "engine/kernels/vec.h"

#define PLACES 4 /* along an output row at once */
#define TAPS 3   /* of a kernel row at once */

#define FOR_CHANNELS(g)                                                                                                \
  for (int c = 0, lanes = 0; lanes = (g)->in_channels - c < LANES ? (g)->in_channels - c : LANES, c < (g)->in_channels; \
       c += LANES)

/* np outputs side by side. */
INLINE void
forward_block (const int np, int lanes, const NnConv *g, const real *x, const real *w, const real *b, real *y)
{
  size_t channels = (size_t) g->in_channels, step = (size_t) g->stride * channels;
  vec sum[PLACES];
  UNROLL
  for (int p = 0; p < np; p++)
    sum[p] = vec_load_n (b, lanes);
  for (int u = 0; u < g->kernel; u++)
    for (int v = 0; v < g->kernel; v++, w += channels) {
      const real *from = x + ((size_t) u * (size_t) g->in_width + (size_t) v) * channels;
      vec weight = vec_load_n (w, lanes);
      UNROLL
      for (int p = 0; p < np; p++)
        sum[p] = vec_fma (vec_load_n (from + (size_t) p * step, lanes), weight, sum[p]);
    }
  UNROLL
  for (int p = 0; p < np; p++)
    vec_store_n (y + (size_t) p * channels, sum[p], lanes);
}

void
KERNEL (depthwise) (const NnConv *g, const real *x, const real *w, const real *b, real *y)
{
  size_t channels = (size_t) g->in_channels, step = (size_t) g->stride * channels;
  for (int i = 0; i < g->out_height; i++, x += (size_t) g->in_width * step, y += (size_t) g->out_width * channels)
    FOR_CHANNELS (g) {
      int j = 0;
      for (; j + PLACES <= g->out_width; j += PLACES)
        forward_block (PLACES, lanes, g, x + (size_t) j * step + c, w + c, b + c, y + (size_t) j * channels + c);
      for (; j < g->out_width; j++)
        forward_block (1, lanes, g, x + (size_t) j * step + c, w + c, b + c, y + (size_t) j * channels + c);
    }
}

/* nt taps of one kernel row, all places. */
INLINE void
weights_block (const int nt, int lanes, const NnConv *g, const real *x, const real *dy, real *dw)
{
  size_t channels = (size_t) g->in_channels, step = (size_t) g->stride * channels;
  vec sum[TAPS];
  UNROLL
  for (int t = 0; t < nt; t++)
    sum[t] = vec_load_n (dw + (size_t) t * channels, lanes);
  for (int i = 0; i < g->out_height; i++)
    for (int j = 0; j < g->out_width; j++, dy += channels) {
      const real *from = x + ((size_t) i * (size_t) g->in_width + (size_t) j) * step;
      vec slope = vec_load_n (dy, lanes);
      UNROLL
      for (int t = 0; t < nt; t++)
        sum[t] = vec_fma (vec_load_n (from + (size_t) t * channels, lanes), slope, sum[t]);
    }
  UNROLL
  for (int t = 0; t < nt; t++)
    vec_store_n (dw + (size_t) t * channels, sum[t], lanes);
}

void
KERNEL (depthwise_weights) (const NnConv *g, const real *x, const real *dy, real *dw)
{
  size_t channels = (size_t) g->in_channels, line = (size_t) g->in_width * channels;
  FOR_CHANNELS (g)
    for (int u = 0; u < g->kernel; u++) {
      real *to = dw + (size_t) (u * g->kernel) * channels + c;
      const real *from = x + (size_t) u * line + c;
      int v = 0;
      for (; v + TAPS <= g->kernel; v += TAPS)
        weights_block (TAPS, lanes, g, from + (size_t) v * channels, dy + c, to + (size_t) v * channels);
      for (; v < g->kernel; v++)
        weights_block (1, lanes, g, from + (size_t) v * channels, dy + c, to + (size_t) v * channels);
    }
}

void
KERNEL (depthwise_input) (const NnConv *g, const real *dy, const real *w, real *dx)
{
  size_t channels = (size_t) g->in_channels, line = (size_t) g->in_width * channels;
  size_t step = (size_t) g->stride * channels;
  for (int i = 0; i < g->out_height; i++)
    for (int j = 0; j < g->out_width; j++, dy += channels) {
      real *to = dx + (size_t) (i * g->stride) * line + (size_t) j * step;
      FOR_CHANNELS (g) {
        vec slope = vec_load_n (dy + c, lanes);
        for (int u = 0; u < g->kernel; u++)
          for (int v = 0; v < g->kernel; v++) {
            real *place = to + (size_t) u * line + (size_t) v * channels + c;
            vec weight = vec_load_n (w + (size_t) (u * g->kernel + v) * channels + c, lanes);
            vec_store_n (place, vec_fma (slope, weight, vec_load_n (place, lanes)), lanes);
          }
      }
    }
}
