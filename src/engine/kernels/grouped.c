/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution in groups of few channels: output o of group g sees the channels of its group alone, of which there are n_in;
 * weights [kernel][kernel][n_in][outputs]. With one channel in each group it is depthwise. Outputs fill the vectors, and
 * shuffles bring each lane the channels of its group. */
#include "engine/kernels/parts.h"
#include "engine/kernels/vec.h"

#define PLACES 4 /* along an output row at once */

/* A vector of outputs of which each has @n_out in its group, and what it sees: @n numbers from @base on of every place. */
typedef struct {
  int first, lanes;
  int base, n, m; /* @m: numbers that one output sees */
  bool same;      /* lane k sees number k alone */
  ivec index;     /* the first that each lane sees, from base */
} Lens;

/* The lens behind the outputs before @first; false: there are no more. As many lanes as see no more than two vectors. */
INLINE bool
next_lens (Lens *lens, int first, int n_outputs, int n_out, int n_in)
{
  lens->first = first;
  lens->m = n_in;
  lens->base = first / n_out * n_in;
  lens->same = n_out == 1 && n_in == 1;
  lens->index = lane_number ();
  lens->lanes = n_outputs - first < LANES ? n_outputs - first : LANES;
  lens->n = lens->lanes;
  if (lens->same || lens->lanes <= 0)
    return lens->lanes > 0;
  for (int k = 0; k < LANES; k++) {
    int group = (first + k) / n_out - first / n_out;
    if ((group + 1) * n_in > 2 * LANES && k < lens->lanes)
      lens->lanes = k;
    lens->index[k] = group * n_in;
    if (k < lens->lanes)
      lens->n = (group + 1) * n_in;
  }
  return true;
}

typedef struct {
  vec low, high;
} Seen;

INLINE Seen
look (const bool same, const Lens *lens, const real *x)
{
  if (same || lens->n <= LANES)
    return (Seen) { vec_load_n (x, lens->n), { 0 } };
  return (Seen) { vec_load (x), vec_load_n (x + LANES, lens->n - LANES) };
}

/* What each lane sees as number j of its group. */
INLINE vec
pick (const bool same, const Lens *lens, Seen seen, int j)
{
  return same               ? seen.low
         : lens->n <= LANES ? vec_pick_one (seen.low, lens->index + j)
                            : vec_pick (seen.low, seen.high, lens->index + j);
}

/* Taps that a sum runs over, and how far apart lie what is read, weights and what is written. */
typedef struct {
  int n_u, n_v;
  ptrdiff_t x_row, x_tap, x_place;
  ptrdiff_t w_row, w_tap, w_channel;
  ptrdiff_t y_place;
} Walk;

/* np sums side by side; @b NULL: from zero. */
INLINE void
sum_block (const int np, const bool same, const Lens *lens, const Walk *walk, const real *x, const real *w, const real *b,
           real *y)
{
  vec sum[PLACES];
  UNROLL
  for (int p = 0; p < np; p++)
    sum[p] = b != NULL ? vec_load_n (b, lens->lanes) : vec_all (0);
  for (int u = 0; u < walk->n_u; u++)
    for (int v = 0; v < walk->n_v; v++) {
      const real *from = x + u * walk->x_row + v * walk->x_tap, *weights = w + u * walk->w_row + v * walk->w_tap;
      Seen seen[PLACES];
      UNROLL
      for (int p = 0; p < np; p++)
        seen[p] = look (same, lens, from + p * walk->x_place);
      for (int j = 0; j < (same ? 1 : lens->m); j++, weights += walk->w_channel) {
        vec weight = vec_load_n (weights, lens->lanes);
        UNROLL
        for (int p = 0; p < np; p++)
          sum[p] = vec_fma (pick (same, lens, seen[p], j), weight, sum[p]);
      }
    }
  UNROLL
  for (int p = 0; p < np; p++)
    vec_store_n (y + p * walk->y_place, sum[p], lens->lanes);
}

/* n sums side by side. */
INLINE void
sum_row (int n, const bool same, const Lens *lens, const Walk *walk, const real *x, const real *w, const real *b, real *y)
{
  for (; n >= PLACES; n -= PLACES, x += PLACES * walk->x_place, y += PLACES * walk->y_place)
    sum_block (PLACES, same, lens, walk, x, w, b, y);
  for (; n > 0; n--, x += walk->x_place, y += walk->y_place)
    sum_block (1, same, lens, walk, x, w, b, y);
}

void
KERNEL (grouped) (const NnConv *g, const real *x, const real *w, const real *b, real *y)
{
  int n_in = g->in_channels / g->groups, n_out = g->out_channels / g->groups;
  ptrdiff_t in = g->in_channels, out = g->out_channels;
  const Walk walk = { .n_u = g->kernel, .n_v = g->kernel, .x_row = g->in_width * in, .x_tap = in,
                      .x_place = g->stride * in, .w_row = g->kernel * n_in * out, .w_tap = n_in * out, .w_channel = out,
                      .y_place = out };
  Lens lens;
  for (int c = 0; next_lens (&lens, c, g->out_channels, n_out, n_in); c += lens.lanes)
    for (int i = 0; i < g->out_height; i++) {
      const real *from = x + i * g->stride * walk.x_row + lens.base;
      real *to = y + i * g->out_width * out + c;
      if (lens.same)
        sum_row (g->out_width, true, &lens, &walk, from, w + c, b + c, to);
      else
        sum_row (g->out_width, false, &lens, &walk, from, w + c, b + c, to);
    }
}

/* ---- input: each pixel gathers from the outputs that see it; those of one residue of the stride see it by the same taps ---- */

/* Taps t of @n outputs in a line that pixel @q of its residue has, of n_taps at most: @first … first + the number returned. */
INLINE int
taps_of (int q, int n, int n_taps, int *first)
{
  int end = q + 1 < n_taps ? q + 1 : n_taps;
  *first = q - n + 1 > 0 ? q - n + 1 : 0;
  return end > *first ? end - *first : 0;
}

/* @n pixels of a line, from number q of residue @v on; all of them have the same taps. */
INLINE void
input_places (int n, int q, int v, const bool same, const Lens *lens, Walk walk, const NnConv *g, const real *dy,
              const real *w, real *dx)
{
  int first, n_taps = v < g->kernel ? (g->kernel - 1 - v) / g->stride + 1 : 0;
  walk.n_v = taps_of (q, g->out_width, n_taps, &first);
  sum_row (n, same, lens, &walk, dy + (q - first) * walk.x_place, w + v * (walk.w_tap / g->stride) + first * walk.w_tap,
           NULL, dx + (v + q * g->stride) * (walk.y_place / g->stride));
}

INLINE void
input_line (const bool same, const Lens *lens, const Walk *walk, const NnConv *g, const real *dy, const real *w, real *dx)
{
  for (int v = 0; v < g->stride && v < g->in_width; v++) {
    int n = (g->in_width - v - 1) / g->stride + 1, q = 0, n_taps = v < g->kernel ? (g->kernel - 1 - v) / g->stride + 1 : 0;
    for (; q < n_taps - 1 && q < n; q++)
      input_places (1, q, v, same, lens, *walk, g, dy, w, dx);
    if (q < g->out_width && q < n) {
      int inner = (g->out_width < n ? g->out_width : n) - q;
      input_places (inner, q, v, same, lens, *walk, g, dy, w, dx);
      q += inner;
    }
    for (; q < n; q++)
      input_places (1, q, v, same, lens, *walk, g, dy, w, dx);
  }
}

void
KERNEL (grouped_input) (const NnConv *g, const real *dy, const real *turned, real *dx)
{
  int n_in = g->in_channels / g->groups, n_out = g->out_channels / g->groups;
  ptrdiff_t in = g->in_channels, out = g->out_channels, stride = g->stride;
  Walk walk = { .x_row = -g->out_width * out, .x_tap = -out, .x_place = out, .w_row = stride * g->kernel * n_out * in,
                .w_tap = stride * n_out * in, .w_channel = in, .y_place = stride * in };
  Lens lens;
  for (int c = 0; next_lens (&lens, c, g->in_channels, n_in, n_out); c += lens.lanes)
    for (int i = 0; i < g->in_height; i++) {
      int u = i % g->stride, q = i / g->stride, first;
      walk.n_u = taps_of (q, g->out_height, u < g->kernel ? (g->kernel - 1 - u) / g->stride + 1 : 0, &first);
      const real *from = dy + (q - first) * g->out_width * out + lens.base;
      const real *weights = turned + (u + first * stride) * (walk.w_row / stride) + c;
      if (lens.same)
        input_line (true, &lens, &walk, g, from, weights, dx + i * g->in_width * in + c);
      else
        input_line (false, &lens, &walk, g, from, weights, dx + i * g->in_width * in + c);
    }
}

/* ---- weights ---- */

/* nu by nt taps, m numbers from @j on of each group, all places. */
INLINE void
weights_block (const int nu, const int nt, const int m, const bool same, const Lens *lens, int j, const NnConv *g,
               const real *x, const real *dy, real *dw)
{
  vec sum[18];
  ptrdiff_t in = g->in_channels, out = g->out_channels, line = g->in_width * in, w_tap = lens->m * out;
#define EACH_SUM(statement)                                                                                            \
  UNROLL                                                                                                               \
  for (int u = 0; u < nu; u++)                                                                                         \
    UNROLL                                                                                                             \
    for (int t = 0; t < nt; t++)                                                                                       \
      UNROLL                                                                                                           \
      for (int k = 0; k < m; k++)                                                                                      \
        statement
#define SUM sum[(u * nt + t) * m + k]
#define PLACE (dw + (u * g->kernel + t) * w_tap + (j + k) * out)
  EACH_SUM (SUM = vec_load_n (PLACE, lens->lanes));
  for (int i = 0; i < g->out_height; i++)
    for (int place = 0; place < g->out_width; place++, dy += out) {
      const real *from = x + i * g->stride * line + place * g->stride * in;
      vec slope = vec_load_n (dy, lens->lanes);
      UNROLL
      for (int u = 0; u < nu; u++)
        UNROLL
        for (int t = 0; t < nt; t++) {
          Seen seen = look (same, lens, from + u * line + t * in);
          UNROLL
          for (int k = 0; k < m; k++)
            SUM = vec_fma (pick (same, lens, seen, j + k), slope, SUM);
        }
    }
  EACH_SUM (vec_store_n (PLACE, SUM, lens->lanes));
}

/* All taps of one kernel size that is common, or one tap after the other. */
INLINE void
weights_taps (const int m, const bool same, const Lens *lens, int j, const NnConv *g, const real *x, const real *dy,
              real *dw)
{
  ptrdiff_t in = g->in_channels, line = g->in_width * in, w_tap = (ptrdiff_t) lens->m * g->out_channels;
  if (g->kernel == 3 && m <= 2) {
    weights_block (3, 3, m, same, lens, j, g, x, dy, dw);
    return;
  }
  for (int u = 0; u < g->kernel; u++) {
    int t = 0;
    for (; t + 3 <= g->kernel; t += 3)
      weights_block (1, 3, m, same, lens, j, g, x + u * line + t * in, dy, dw + (u * g->kernel + t) * w_tap);
    for (; t < g->kernel; t++)
      weights_block (1, 1, m, same, lens, j, g, x + u * line + t * in, dy, dw + (u * g->kernel + t) * w_tap);
  }
}

void
KERNEL (grouped_weights) (const NnConv *g, const real *x, const real *dy, real *dw)
{
  Lens lens;
  for (int c = 0; next_lens (&lens, c, g->out_channels, g->out_channels / g->groups, g->in_channels / g->groups);
       c += lens.lanes) {
    int j = 0;
    if (lens.same)
      weights_taps (1, true, &lens, j++, g, x + lens.base, dy + c, dw + c);
    for (; j + 4 <= lens.m; j += 4)
      weights_taps (4, false, &lens, j, g, x + lens.base, dy + c, dw + c);
    for (; j + 2 <= lens.m; j += 2)
      weights_taps (2, false, &lens, j, g, x + lens.base, dy + c, dw + c);
    for (; j < lens.m; j++)
      weights_taps (1, false, &lens, j, g, x + lens.base, dy + c, dw + c);
  }
}
