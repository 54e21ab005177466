/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/parts.h"
#include "engine/kernels/vec.h"

/* The largest of a window of @size rows and columns, for up to LANES channels that start at x; places hold which tap it was. */
INLINE void
pool_window (const int size, const bool partial, int n, const NnConv *g, const real *x, real *y, real *places)
{
  vec best = vec_load_some (x, partial, n), place = { 0 };
  for (int u = 0; u < size; u++)
    for (int v = u == 0 ? 1 : 0; v < size; v++) {
      vec value = vec_load_some (x + ((size_t) u * (size_t) g->in_width + (size_t) v) * (size_t) g->in_channels, partial, n);
      ivec better = ~(value <= best) & (best == best); /* larger, or the first NaN */
      best = vec_select (better, value, best);
      place = vec_select (better, vec_all ((real) (u * size + v)), place);
    }
  vec_store_some (y, best, partial, n);
  vec_store_some (places, place, partial, n);
}

INLINE void
pool_windows (const int size, const NnConv *g, const real *x, real *y, real *places)
{
  int channels = g->in_channels, whole = channels / LANES * LANES;
  for (int i = 0; i < g->out_height; i++)
    for (int j = 0; j < g->out_width; j++, y += channels, places += channels) {
      const real *window = x + ((size_t) i * (size_t) g->in_width + (size_t) j) * (size_t) (g->stride * channels);
      for (int c = 0; c < whole; c += LANES)
        pool_window (size, false, 0, g, window + c, y + c, places + c);
      if (whole < channels)
        pool_window (size, true, channels - whole, g, window + whole, y + whole, places + whole);
    }
}

void
KERNEL (pool) (const NnConv *g, const real *x, real *y, real *places)
{
  if (g->kernel == 2)
    pool_windows (2, g, x, y, places); /* the usual one, known to the compiler */
  else
    pool_windows (g->kernel, g, x, y, places);
}

INLINE void
pool_window_slope (const NnConv *g, const real *places, const real *dy, real *dx, int n, const bool add)
{
  vec place = vec_load_n (places, n), slope = vec_load_n (dy, n);
  for (int u = 0; u < g->kernel; u++)
    for (int v = 0; v < g->kernel; v++) {
      real *to = dx + ((size_t) u * (size_t) g->in_width + (size_t) v) * (size_t) g->in_channels;
      ivec here = place == vec_all ((real) (u * g->kernel + v));
      vec given = vec_select (here, slope, (vec) { 0 });
      vec_store_n (to, add ? vec_load_n (to, n) + given : given, n);
    }
}

INLINE void
pool_slopes (const NnConv *g, const real *places, const real *dy, real *dx, const bool add)
{
  int channels = g->in_channels;
  for (int i = 0; i < g->out_height; i++)
    for (int j = 0; j < g->out_width; j++) {
      real *window = dx + ((size_t) i * (size_t) g->in_width + (size_t) j) * (size_t) (g->stride * channels);
      for (int c = 0; c < channels; c += LANES)
        pool_window_slope (g, places + c, dy + c, window + c, channels - c < LANES ? channels - c : LANES, add);
      places += channels;
      dy += channels;
    }
}

void
KERNEL (pool_slope) (const NnConv *g, const real *places, const real *dy, real *dx, bool add)
{
  if (!add && g->stride == g->kernel && g->in_height == g->out_height * g->stride &&
      g->in_width == g->out_width * g->stride) { /* every input in one window */
    pool_slopes (g, places, dy, dx, false);
    return;
  }
  if (!add)
    memset (dx, 0, (size_t) (g->in_height * g->in_width * g->in_channels) * sizeof (real));
  pool_slopes (g, places, dy, dx, true);
}
