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
pool_window_slope (const int size, const bool partial, int n, const NnConv *g, const real *places, const real *dy, real *dx,
                   const bool add)
{
  vec place = vec_load_some (places, partial, n), slope = vec_load_some (dy, partial, n);
  for (int u = 0; u < size; u++)
    for (int v = 0; v < size; v++) {
      real *to = dx + ((size_t) u * (size_t) g->in_width + (size_t) v) * (size_t) g->in_channels;
      vec given = vec_select (place == vec_all ((real) (u * size + v)), slope, (vec) { 0 });
      vec_store_some (to, add ? vec_load_some (to, partial, n) + given : given, partial, n);
    }
}

/* Windows of two rows whose two taps fill a vector: it is stored whole. */
INLINE void
pool_pair_slope (const NnConv *g, const real *places, const real *dy, real *dx)
{
  ivec half = lane_number () & (LANES / 2 - 1), right = lane_number () >= LANES / 2;
  vec place = vec_pick_one (vec_load_n (places, LANES / 2), half), slope = vec_pick_one (vec_load_n (dy, LANES / 2), half);
  for (int u = 0; u < 2; u++) {
    vec tap = vec_select (right, vec_all ((real) (2 * u + 1)), vec_all ((real) (2 * u)));
    vec_store (dx + u * g->in_width * (LANES / 2), vec_select (place == tap, slope, (vec) { 0 }));
  }
}

INLINE void
pool_slopes (const int size, const NnConv *g, const real *places, const real *dy, real *dx, const bool add)
{
  int channels = g->in_channels, whole = channels / LANES * LANES;
  bool pairs = size == 2 && channels == LANES / 2 && !add;
  for (int i = 0; i < g->out_height; i++)
    for (int j = 0; j < g->out_width; j++, places += channels, dy += channels) {
      real *window = dx + ((size_t) i * (size_t) g->in_width + (size_t) j) * (size_t) (g->stride * channels);
      if (pairs)
        pool_pair_slope (g, places, dy, window);
      for (int c = 0; c < whole; c += LANES)
        pool_window_slope (size, false, 0, g, places + c, dy + c, window + c, add);
      if (whole < channels && !pairs)
        pool_window_slope (size, true, channels - whole, g, places + whole, dy + whole, window + whole, add);
    }
}

void
KERNEL (pool_slope) (const NnConv *g, const real *places, const real *dy, real *dx, bool add)
{
  if (!add && g->stride == g->kernel && g->in_height == g->out_height * g->stride &&
      g->in_width == g->out_width * g->stride) { /* every input in one window */
    if (g->kernel == 2)
      pool_slopes (2, g, places, dy, dx, false);
    else
      pool_slopes (g->kernel, g, places, dy, dx, false);
    return;
  }
  if (!add)
    memset (dx, 0, (size_t) (g->in_height * g->in_width * g->in_channels) * sizeof (real));
  pool_slopes (g->kernel, g, places, dy, dx, true);
}
