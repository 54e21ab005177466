/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each variant of the kernels against plain sums in double and against libm. */
#include "variants.h"

#include "engine/kernels.h"
#include "engine/op.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static real *
random_values (gsize n, guint64 seed)
{
  real *values = g_new (real, n);
  BaseRng rng;
  base_rng_init (&rng, seed, 1);
  for (gsize i = 0; i < n; i++)
    values[i] = (real) base_rng_normal (&rng);
  return values;
}

#define GUARD 1234.5f

/* n reals, room up to a multiple of 16 and a guard behind that, so that a store too far is seen. */
static real *
guarded (gsize n)
{
  real *values = g_new (real, n + 32);
  for (gsize i = 0; i < n + 32; i++)
    values[i] = GUARD;
  return values;
}

static void
check_guard (const real *values, gsize n)
{
  gsize end = (n + 15) / 16 * 16;
  for (gsize i = 0; i < 16; i++)
    g_assert_cmpfloat (values[end + i], ==, GUARD);
}

/* Rounding of a sum of n normal products: n ε is far above what is seen, and far below any mistake. */
static void
check_close (double value, double expected, int n)
{
  g_assert_cmpfloat (fabs (value - expected), <=, (n + 8) * 6e-7);
}

static void
check_dense_input (int rows, int n_in, int n_out, const real *dy, const real *w)
{
  gsize n = (gsize) (rows * n_in);
  g_autofree real *dx = guarded (n), *turned = g_new (real, (gsize) (n_in * n_out));
  nn_kernels ()->dense_input (rows, n_in, n_out, dy, w, turned, dx, false);
  nn_kernels ()->dense_input (rows, n_in, n_out, dy, w, turned, dx, true); /* twice the sum */
  for (int r = 0; r < rows; r++)
    for (int i = 0; i < n_in; i++) {
      double sum = 0, size = 1;
      for (int o = 0; o < n_out; o++) {
        sum += 2 * (double) dy[r * n_out + o] * (double) w[i * n_out + o];
        size += fabs (2 * (double) dy[r * n_out + o] * (double) w[i * n_out + o]);
      }
      g_assert_cmpfloat_with_epsilon ((double) dx[r * n_in + i], sum, 1e-6 * size);
    }
  check_guard (dx, n);
}

static void
check_dense (int rows, int n_in, int n_out)
{
  const NnKernels *k = nn_kernels ();
  gsize in = (gsize) n_in, out = (gsize) n_out;
  g_autofree real *x = random_values ((gsize) rows * in, 1), *w = random_values (in * out, 2), *b = random_values (out, 3);
  g_autofree real *y = guarded ((gsize) rows * out), *dw = guarded (in * out), *db = guarded (out);
  g_autofree real *turned = guarded (in * out);
  k->dense (rows, n_in, n_out, x, w, b, y, false);
  k->dense (rows, n_in, n_out, x, w, NULL, y, true); /* b + 2 x w */
  for (int r = 0; r < rows; r++)
    for (int o = 0; o < n_out; o++) {
      double sum = 0;
      for (int i = 0; i < n_in; i++)
        sum += (double) x[r * n_in + i] * (double) w[i * n_out + o];
      check_close ((double) y[r * n_out + o], (double) b[o] + 2 * sum, 2 * n_in);
    }
  check_guard (y, (gsize) rows * out);
  k->dense_weights (rows, n_in, n_out, x, (size_t) n_in, y, dw, db, false);
  k->transpose (n_in, n_out, w, turned);
  check_dense_input (rows, n_in, n_out, y, w);
  for (int o = 0; o < n_out; o++) {
    double column = 0;
    for (int r = 0; r < rows; r++)
      column += (double) y[r * n_out + o];
    g_assert_cmpfloat_with_epsilon ((double) db[o], column, 1e-5 * (1 + fabs (column)) * rows);
    for (int i = 0; i < n_in; i++) {
      double sum = 0, size = 1;
      for (int r = 0; r < rows; r++) {
        sum += (double) x[r * n_in + i] * (double) y[r * n_out + o];
        size += fabs ((double) x[r * n_in + i] * (double) y[r * n_out + o]);
      }
      g_assert_cmpfloat_with_epsilon ((double) dw[i * n_out + o], sum, 1e-6 * size);
      g_assert_true (turned[o * n_in + i] == w[i * n_out + o]);
    }
  }
  check_guard (dw, in * out);
  check_guard (db, out);
  check_guard (turned, in * out);
}

/* Layers of a few units take another way through the processor and must come to the same bits: a column alone, and as one
 * of 17 equal ones. */
static void
check_same_bits (int rows, int n_in, int n_out)
{
  const NnKernels *k = nn_kernels ();
  enum { WIDE = 17 };
  g_autofree real *x = random_values ((gsize) (rows * n_in), 1), *w = random_values ((gsize) (n_in * n_out), 2);
  g_autofree real *b = random_values ((gsize) n_out, 3), *y = guarded ((gsize) (rows * n_out));
  g_autofree real *dw = guarded ((gsize) (n_in * n_out)), *db = guarded ((gsize) n_out);
  real wide_w[8 * WIDE], wide_b[WIDE], wide_y[35 * WIDE], wide_dw[8 * WIDE], wide_db[WIDE];
  k->dense (rows, n_in, n_out, x, w, b, y, false);
  k->dense_weights (rows, n_in, n_out, x, (size_t) n_in, y, dw, db, false);
  for (int o = 0; o < n_out; o++) {
    for (int c = 0; c < n_in * WIDE; c++)
      wide_w[c] = w[c / WIDE * n_out + o];
    for (int c = 0; c < WIDE; c++)
      wide_b[c] = b[o];
    k->dense (rows, n_in, WIDE, x, wide_w, wide_b, wide_y, false);
    k->dense_weights (rows, n_in, WIDE, x, (size_t) n_in, wide_y, wide_dw, wide_db, false);
    for (int r = 0; r < rows; r++)
      g_assert_true (y[r * n_out + o] == wide_y[r * WIDE]);
    for (int i = 0; i < n_in; i++)
      g_assert_true (dw[i * n_out + o] == wide_dw[i * WIDE + 1]);
    g_assert_true (db[o] == wide_db[WIDE - 1]);
  }
}

static void
test_few_units (void)
{
  for (int rows = 1; rows <= 35; rows += rows < 13 ? 1 : 11) /* also more than fit into vectors */
    for (int n_in = 1; n_in <= 8; n_in++)
      for (int n_out = 1; n_out <= 8; n_out++) {
        check_same_bits (rows, n_in, n_out);
        check_dense (rows, n_in, n_out);
      }
}

static void
test_dense (void)
{
  static const int sizes[] = { 1, 2, 3, 4, 7, 8, 13, 16, 17, 33, 50, 64, 71, 130 };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int rows = 1; rows <= 13; rows++) {
      check_dense (rows, sizes[i], sizes[(i * 5 + (gsize) rows) % G_N_ELEMENTS (sizes)]);
      check_dense (rows, sizes[(i * 3 + (gsize) rows) % G_N_ELEMENTS (sizes)], sizes[i]);
    }
}

static NnConv
conv_geometry (int height, int width, int in, int out, int kernel, int stride)
{
  return (NnConv) { .in_height = height, .in_width = width, .in_channels = in, .out_channels = out, .kernel = kernel,
                    .stride = stride, .out_height = (height - kernel) / stride + 1,
                    .out_width = (width - kernel) / stride + 1 };
}

static void
check_conv (const NnConv *g)
{
  const NnKernels *k = nn_kernels ();
  int taps = g->kernel * g->in_channels, n_out = g->out_channels, line = g->in_width * g->in_channels;
  gsize in = (gsize) (g->in_height * line), out = (gsize) (g->out_height * g->out_width * n_out);
  gsize weights = (gsize) (g->kernel * taps * n_out);
  g_autofree real *x = random_values (in, 1), *w = random_values (weights, 2), *b = random_values ((gsize) n_out, 3);
  g_autofree real *dy = random_values (out, 4), *y = guarded (out), *dw = guarded (weights), *dx = guarded (in);
  g_autofree real *turned = g_new (real, nn_conv_turned_size (g));
  g_autofree double *want_dw = g_new0 (double, weights), *want_dx = g_new0 (double, in);
  k->conv (g, x, w, b, y);
  memset (dw, 0, weights * sizeof (real));
  k->conv_weights (g, x, dy, dw, 0, 1);
  k->conv_weights (g, x, dy, dw, 1, g->kernel); /* all the same in parts */
  memset (dx, 0, in * sizeof (real));
  k->conv_turn (g, w, turned);
  k->conv_input (g, dy, turned, dx);
  for (int i = 0; i < g->out_height; i++)
    for (int j = 0; j < g->out_width; j++)
      for (int o = 0; o < n_out; o++) {
        int place = (i * g->out_width + j) * n_out + o;
        double sum = (double) b[o];
        for (int u = 0; u < g->kernel; u++)
          for (int t = 0; t < taps; t++) {
            int pixel = (i * g->stride + u) * line + j * g->stride * g->in_channels + t, tap = (u * taps + t) * n_out + o;
            sum += (double) x[pixel] * (double) w[tap];
            want_dw[tap] += (double) x[pixel] * (double) dy[place];
            want_dx[pixel] += (double) w[tap] * (double) dy[place];
          }
        check_close ((double) y[place], sum, g->kernel * taps);
      }
  for (gsize i = 0; i < weights; i++)
    check_close ((double) dw[i], want_dw[i], g->out_height * g->out_width);
  for (gsize i = 0; i < in; i++)
    check_close ((double) dx[i], want_dx[i], g->kernel * g->kernel * n_out);
  check_guard (y, out);
  check_guard (dw, weights);
  check_guard (dx, in);
}

/* Each cell gives its share to all outputs that see it. */
static void
check_spread (int height, int width, int in, int n_out, int kernel)
{
  NnConv g = { .in_height = height, .in_width = width, .in_channels = in, .out_height = height + kernel - 1,
               .out_width = width + kernel - 1, .out_channels = n_out, .kernel = kernel, .stride = 1 };
  gsize out = (gsize) (g.out_height * g.out_width * n_out);
  g_autofree real *x = random_values ((gsize) (height * width * in), 1), *y = guarded (out);
  g_autofree real *w = random_values ((gsize) (kernel * kernel * in * n_out), 2);
  g_autofree double *want = g_new0 (double, out);
  nn_kernels ()->conv_spread (&g, x, w, y);
  for (int i = 0; i < height * width * in; i++)
    for (int uv = 0; uv < kernel * kernel; uv++)
      for (int o = 0; o < n_out; o++) {
        int row = i / in / width + kernel - 1 - uv / kernel, column = i / in % width + kernel - 1 - uv % kernel;
        want[(row * g.out_width + column) * n_out + o] += (double) x[i] * (double) w[(uv * in + i % in) * n_out + o];
      }
  for (gsize i = 0; i < out; i++)
    check_close ((double) y[i], want[i], kernel * kernel * in);
  check_guard (y, out);
}

static void
test_spread (void)
{
  static const int channels[] = { 1, 2, 8, 13, 16, 17, 33 };
  for (gsize c = 0; c < G_N_ELEMENTS (channels); c++)
    for (int kernel = 1; kernel <= 7; kernel++)
      for (int width = 1; width <= 12; width += 1 + (int) c % 2)
        check_spread (1 + (width + kernel) % 4, width, channels[(c + (gsize) kernel) % 7], channels[c], kernel);
}

static void
test_conv (void)
{
  static const int channels[] = { 1, 2, 3, 5, 8, 13, 16, 17, 24, 33, 40 };
  for (gsize c = 0; c < G_N_ELEMENTS (channels); c++)
    for (int kernel = 1; kernel <= 5; kernel++)
      for (int stride = 1; stride <= 2; stride++) {
        NnConv g = conv_geometry (kernel + 3, kernel + 17, channels[c], channels[(c * 3 + (gsize) kernel) % 11], kernel,
                                  stride);
        check_conv (&g);
      }
}

/* w in the order that grouped_input wants. */
static real *
turned_groups (const NnConv *g, const real *w)
{
  int n_in = g->in_channels / g->groups, n_out = g->out_channels / g->groups;
  real *turned = g_new (real, (gsize) (g->kernel * g->kernel * n_out * g->in_channels)), *at = turned;
  for (int tap = 0; tap < g->kernel * g->kernel; tap++)
    for (int o = 0; o < n_out; o++)
      for (int c = 0; c < g->in_channels; c++)
        *at++ = w[(tap * n_in + c % n_in) * g->out_channels + c / n_in * n_out + o];
  return turned;
}

static void
check_grouped (const NnConv *g)
{
  const NnKernels *k = nn_kernels ();
  int n_out = g->out_channels, n_in = g->in_channels / g->groups, line = g->in_width * g->in_channels;
  gsize in = (gsize) (g->in_height * line), out = (gsize) (g->out_height * g->out_width * n_out);
  gsize weights = (gsize) (g->kernel * g->kernel * n_in * n_out);
  g_autofree real *x = random_values (in, 1), *w = random_values (weights, 2), *b = random_values ((gsize) n_out, 3);
  g_autofree real *dy = random_values (out, 4), *y = guarded (out), *dw = guarded (weights), *dx = guarded (in);
  g_autofree real *turned = turned_groups (g, w);
  g_autofree double *want_dw = g_new0 (double, weights), *want_dx = g_new0 (double, in);
  memset (dw, 0, weights * sizeof (real));
  k->grouped (g, x, w, b, y);
  k->grouped_weights (g, x, dy, dw);
  k->grouped_input (g, dy, turned, dx);
  for (int place = 0; place < (int) out; place++) {
    int o = place % n_out, j = place / n_out % g->out_width, i = place / n_out / g->out_width;
    double sum = (double) b[o];
    for (int tap = 0; tap < g->kernel * g->kernel * n_in; tap++) {
      int u = tap / n_in / g->kernel, v = tap / n_in % g->kernel, c = o / (n_out / g->groups) * n_in + tap % n_in;
      int pixel = (i * g->stride + u) * line + (j * g->stride + v) * g->in_channels + c;
      sum += (double) x[pixel] * (double) w[tap * n_out + o];
      want_dw[tap * n_out + o] += (double) x[pixel] * (double) dy[place];
      want_dx[pixel] += (double) w[tap * n_out + o] * (double) dy[place];
    }
    check_close ((double) y[place], sum, g->kernel * g->kernel * n_in);
  }
  for (gsize i = 0; i < weights; i++)
    check_close ((double) dw[i], want_dw[i], g->out_height * g->out_width);
  for (gsize i = 0; i < in; i++)
    check_close ((double) dx[i], want_dx[i], g->kernel * g->kernel * n_out / g->groups);
  check_guard (y, out);
  check_guard (dw, weights);
  check_guard (dx, in);
}

static void
test_grouped (void)
{
  static const int sizes[][3] = { { 1, 1, 1 },  { 3, 1, 1 },  { 19, 1, 1 }, { 33, 1, 1 }, { 16, 1, 2 }, { 12, 2, 1 }, { 9, 2, 2 },
                                  { 11, 3, 3 }, { 5, 4, 4 },  { 7, 5, 6 },  { 4, 8, 8 },  { 3, 8, 1 },  { 3, 7, 5 },  { 2, 6, 8 } };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int kernel = 1; kernel <= 5; kernel++)
      for (int stride = 1; stride <= 3; stride++) {
        int n = sizes[i][0];
        NnConv g = conv_geometry (kernel + 3, kernel + 6, n * sizes[i][1], n * sizes[i][2], kernel, stride);
        g.groups = n;
        check_grouped (&g);
      }
}

/* The numbers of the generator that everything else draws from, from any block on. */
static void
test_uniform (void)
{
  static const guint64 seeds[] = { 0, 7, 0x123456789abcdef0 }, streams[] = { 3, (guint64) 1 << 63 | 5 };
  for (gsize s = 0; s < G_N_ELEMENTS (seeds) * G_N_ELEMENTS (streams); s++)
    for (int n = 1; n < 200; n += 33) {
      g_autofree real *u = guarded ((gsize) n);
      BaseRng rng;
      base_rng_init (&rng, seeds[s / 2], streams[s % 2]);
      rng.block = (guint64) s << 32;
      nn_kernels ()->uniform ((gsize) n, rng.seed, rng.stream, rng.block, u);
      for (int i = 0; i < n; i++)
        g_assert_true (u[i] == (real) (base_rng_u32 (&rng) >> 8) / 16777216);
      check_guard (u, (gsize) n);
    }
}

/* Columns that lie far from zero, the last one equal to the first: the same bits wherever it stands. */
static void
check_moments (int rows, int columns)
{
  const NnKernels *k = nn_kernels ();
  gsize n = (gsize) rows * (gsize) columns, last = (gsize) columns - 1;
  g_autofree real *x = random_values (n, 1), *dy = random_values (n, 2), *sums = guarded (last + 1);
  g_autofree real *mean = guarded (last + 1), *variance = guarded (last + 1), *products = guarded (last + 1);
  for (gsize i = 0; i < n; i++)
    x[i] += 100;
  for (gsize i = 0; i < n; i += last + 1) {
    x[i + last] = x[i];
    dy[i + last] = dy[i];
  }
  k->moments (rows, columns, x, mean, variance);
  k->moments_slope (rows, columns, x, mean, dy, sums, products);
  g_assert_true (mean[0] == mean[last] && variance[0] == variance[last]);
  g_assert_true (sums[0] == sums[last] && products[0] == products[last]);
  for (gsize c = 0; c <= last; c++) {
    double sum = 0, square = 0, slope = 0, product = 0;
    for (gsize i = c; i < n; i += last + 1)
      sum += (double) x[i];
    for (gsize i = c; i < n; i += last + 1) {
      double apart = (double) x[i] - sum / rows;
      square += apart * apart;
      slope += (double) dy[i];
      product += (double) dy[i] * apart;
    }
    g_assert_cmpfloat_with_epsilon ((double) mean[c], sum / rows, 1e-4);
    g_assert_cmpfloat_with_epsilon ((double) variance[c], square / rows, 1e-5 * (1 + square / rows));
    g_assert_cmpfloat_with_epsilon ((double) sums[c], slope, 1e-4 * sqrt (rows));
    g_assert_cmpfloat_with_epsilon ((double) products[c], product, 1e-3 * sqrt (rows) * (1 + fabs (slope) / rows));
  }
  check_guard (mean, last + 1);
  check_guard (variance, last + 1);
  check_guard (sums, last + 1);
  check_guard (products, last + 1);
}

/* With the mean and the deviation of a column it becomes one of mean 0 and deviation 1; slopes are as the formula says. */
static void
check_normalise (int rows, int columns)
{
  const NnKernels *k = nn_kernels ();
  gsize n = (gsize) rows * (gsize) columns;
  g_autofree real *x = random_values (n, 1), *mean = random_values ((gsize) columns, 2), *dy = random_values (n, 3);
  g_autofree real *a = random_values ((gsize) columns, 4), *b = random_values ((gsize) columns, 5);
  g_autofree real *constant = random_values ((gsize) columns, 6), *y = guarded (n), *dx = guarded (n);
  k->normalise (rows, columns, x, mean, a, b, y);
  k->normalise_slope (rows, columns, x, mean, dy, a, b, constant, dx, false);
  k->normalise_slope (rows, columns, x, mean, dy, a, b, constant, dx, true);
  for (gsize i = 0; i < n; i++) {
    gsize c = i % (gsize) columns;
    check_close ((double) y[i], ((double) x[i] - (double) mean[c]) * (double) a[c] + (double) b[c], 4);
    check_close ((double) dx[i], 2 * ((double) dy[i] * (double) a[c] + ((double) x[i] - (double) mean[c]) * (double) b[c] +
                                      (double) constant[c]), 8);
  }
  check_guard (y, n);
  check_guard (dx, n);
}

/* Runs far from zero against the formula, the last row equal to the first. */
static void
check_runs (int rows, int groups, int n)
{
  const NnKernels *k = nn_kernels ();
  gsize channels = (gsize) (groups * n), total = (gsize) rows * channels, last = total - channels;
  g_autofree real *x = random_values (total, 1), *gamma = random_values (channels, 2), *beta = random_values (channels, 3);
  g_autofree real *dy = random_values (total, 4), *y = guarded (total), *dx = guarded (total);
  g_autofree real *stats = guarded ((gsize) (2 * rows * groups)), *dgamma = guarded (channels), *dbeta = guarded (channels);
  for (gsize i = 0; i < total; i++)
    x[i] = i < last ? x[i] + 10 : x[i - last];
  memset (dgamma, 0, channels * sizeof (real));
  memset (dbeta, 0, channels * sizeof (real));
  k->runs (rows, groups, n, 1e-3f, x, gamma, beta, stats, y);
  k->runs_slope (rows, groups, n, x, stats, gamma, dy, dgamma, dbeta, dx, false);
  k->runs_slope (rows, groups, n, x, stats, gamma, dy, dgamma, dbeta, dx, true); /* twice */
  g_assert_cmpmem (y + last, channels * sizeof (real), y, channels * sizeof (real));
  for (gsize at = 0; at < total; at += (gsize) n) {
    double mean = 0, square = 0, slope = 0, along = 0;
    const real *a = gamma + at % channels, *b = beta + at % channels;
    for (gsize i = at; i < at + (gsize) n; i++)
      mean += (double) x[i] / n;
    for (gsize i = at; i < at + (gsize) n; i++)
      square += ((double) x[i] - mean) * ((double) x[i] - mean) / n;
    double factor = 1 / sqrt (square + 1e-3);
    for (gsize i = 0; i < (gsize) n; i++) {
      slope += (double) a[i] * (double) dy[at + i] / n;
      along += (double) a[i] * (double) dy[at + i] * ((double) x[at + i] - mean) * factor / n;
    }
    for (gsize i = 0; i < (gsize) n; i++) {
      double normal = ((double) x[at + i] - mean) * factor;
      g_assert_cmpfloat_with_epsilon ((double) y[at + i], normal * (double) a[i] + (double) b[i], 1e-4);
      g_assert_cmpfloat_with_epsilon ((double) dx[at + i],
                                      2 * factor * ((double) a[i] * (double) dy[at + i] - slope - normal * along), 1e-4 * MAX (1, factor));
      dgamma[at % channels + i] -= (real) (2 * (double) dy[at + i] * normal);
      dbeta[at % channels + i] -= 2 * dy[at + i];
    }
  }
  for (gsize c = 0; c < channels; c++)
    g_assert_true (fabs ((double) dgamma[c]) < 1e-3 && fabs ((double) dbeta[c]) < 1e-4);
  check_guard (y, total);
  check_guard (dx, total);
  check_guard (dgamma, channels);
  check_guard (dbeta, channels);
}

static void
test_runs (void)
{
  static const int sizes[] = { 1, 2, 3, 8, 15, 16, 17, 31, 33, 64, 130 };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int groups = 1; groups <= 3; groups++)
      check_runs (4, groups, sizes[i]);
}

static void
test_moments (void)
{
  static const int columns[] = { 1, 2, 3, 8, 15, 16, 17, 31, 33, 64 }, rows[] = { 1, 2, 3, 5, 64, 255, 256, 257, 1027 };
  for (gsize c = 0; c < G_N_ELEMENTS (columns); c++)
    for (gsize r = 0; r < G_N_ELEMENTS (rows); r++) {
      check_moments (rows[r], columns[c]);
      check_normalise (rows[r], columns[c]);
    }
}

/* Windows beside one another: each input gets the slope of its window where it is the first of the largest, else 0. */
static void
check_pool (int size, int channels)
{
  const NnKernels *k = nn_kernels ();
  const NnConv g = { .in_height = 3 * size, .in_width = 4 * size, .in_channels = channels, .out_height = 3,
                     .out_width = 4, .out_channels = channels, .kernel = size, .stride = size };
  int in = g.in_height * g.in_width * channels, out = 12 * channels, line = g.in_width * channels;
  g_autofree real *x = random_values ((gsize) in, 1), *dy = random_values ((gsize) out, 2), *y = guarded ((gsize) out);
  g_autofree real *places = guarded ((gsize) out), *dx = guarded ((gsize) in);
  x[0] = x[channels]; /* equals */
  k->pool (&g, x, y, places);
  k->pool_slope (&g, places, dy, dx, false);
  check_guard (dx, (gsize) in);
  for (int add = 0; add < 2; add++) {
    for (int o = 0; o < out; o++) {
      int first = o / channels / 4 * size * line + o / channels % 4 * size * channels + o % channels, best = first;
      for (int tap = 0; tap < size * size; tap++) {
        int at = first + tap / size * line + tap % size * channels;
        best = x[at] > x[best] ? at : best;
      }
      g_assert_true (y[o] == x[best]);
      for (int tap = 0; tap < size * size; tap++) {
        int at = first + tap / size * line + tap % size * channels;
        g_assert_true (dx[at] == (at == best ? dy[o] + (add ? dy[o] : 0) : 0));
      }
    }
    k->pool_slope (&g, places, dy, dx, true); /* twice */
  }
}

static void
test_pool (void)
{
  static const int channels[] = { 1, 2, 3, 4, 8, 16, 17, 33 };
  for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
    for (int size = 2; size <= 3; size++)
      check_pool (size, channels[i]);
}

static void
check_sums (int n)
{
  const NnKernels *k = nn_kernels ();
  g_autofree real *x = random_values ((gsize) n + 1, 1), *y = random_values ((gsize) n + 1, 2);
  double sum = 0, squares = 0, centred = 0, distance = 0, others = 0, y_squares;
  for (int i = 0; i < n; i++) {
    double a = (double) x[i], b = (double) y[i];
    sum += a;
    squares += a * a;
    centred += (a - 0.3) * (a - 0.3);
    distance += (a - b) * (a - b);
    others += b * b;
  }
  g_assert_cmpfloat_with_epsilon (k->sum ((gsize) n, x), sum, 1e-12 * (n + 1));
  g_assert_cmpfloat_with_epsilon (k->sum_squares ((gsize) n, x, 0), squares, 1e-12 * (n + 1));
  g_assert_cmpfloat_with_epsilon (k->sum_squares ((gsize) n, x, 0.3), centred, 1e-12 * (n + 1));
  g_assert_cmpfloat_with_epsilon (k->distance ((gsize) n, x, y, &y_squares), distance, 1e-12 * (n + 1));
  g_assert_cmpfloat_with_epsilon (y_squares, others, 1e-12 * (n + 1));
}

/* Squares too small for a float count; a slope below the limit, a dead one, one at a NaN. */
static void
test_sums (void)
{
  static const int sizes[] = { 0, 1, 2, 31, 32, 33, 64, 100, 1027 };
  const NnKernels *k = nn_kernels ();
  real small[70], x[37] = { 0 }, slopes[37];
  int32_t alive[37] = { [5] = 1 };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_sums (sizes[i]);
  for (int i = 0; i < 70; i++)
    small[i] = 1e-30f;
  g_assert_cmpfloat (fabs (k->sum_squares (70, small, 0) / (70 * (double) 1e-30f * (double) 1e-30f) - 1), <, 1e-12);
  for (int i = 0; i < 37; i++)
    slopes[i] = i == 7 ? -0.04f : i == 36 || i == 5 || i == 6 ? 0 : i == 20 ? -1 : 0.05f;
  x[6] = (real) NAN;
  g_assert_cmpint (k->flat_slopes (37, x, slopes, 0.05f, alive), ==, 3);
  for (int i = 0; i < 37; i++)
    g_assert_cmpint (alive[i], ==, i != 36);
}

/* Largest relative error of a function over [low, high]. */
static void
check_function (void (*function) (size_t, const real *, real *), double (*exact) (double), double low, double high,
                double bound)
{
  enum { N = 100001 };
  g_autofree real *x = g_new (real, N), *y = guarded (N);
  double worst = 0;
  for (int i = 0; i < N; i++)
    x[i] = (real) (low + (high - low) * i / (N - 1));
  function (N, x, y);
  check_guard (y, N);
  for (int i = 0; i < N; i++) {
    double want = exact ((double) x[i]), error = fabs ((double) y[i] - want) / MAX (fabs (want), 1e-37);
    worst = MAX (worst, error);
    g_assert_false (isnan (y[i]));
  }
  g_test_message ("largest relative error %.3g", worst);
  g_assert_cmpfloat (worst, <=, bound);
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

/* An activation as it is compiled in this variant. */
#define BY_ACTIVATION(name)                                                              \
  static void name##_kernel (size_t n, const real *x, real *y)                           \
  {                                                                                      \
    nn_kernels ()->activations[NN_ACTIVATION_##name]->value (n, NULL, x, y);             \
  }
BY_ACTIVATION (tanh)
BY_ACTIVATION (sigmoid)
BY_ACTIVATION (relu)
BY_ACTIVATION (gelu)
BY_ACTIVATION (softplus)
BY_ACTIVATION (silu)

static double
gelu (double x)
{
  return x * erfc (-x * sqrt (0.5)) / 2;
}

static double
softplus (double x)
{
  return (x > 0 ? x : 0) + log1p (exp (-fabs (x)));
}

static double
silu (double x)
{
  return x * sigmoid (x);
}

/* ε = 1.2e-7 is one unit in the last place at most. */
static void
test_functions (void)
{
  const NnKernels *k = nn_kernels ();
  check_function (k->exp, exp, -87, 88.7, 3e-7);
  check_function (k->exp, exp, -1, 1, 2e-7);
  check_function (tanh_kernel, tanh, -12, 12, 4e-7);
  check_function (tanh_kernel, tanh, -1e-3, 1e-3, 3e-7);
  check_function (tanh_kernel, tanh, 1e-30, 1e-20, 3e-7);
  check_function (sigmoid_kernel, sigmoid, -80, 80, 4e-7);
  check_function (gelu_kernel, gelu, -3, 20, 2e-6); /* e^−z² with z² rounded: z² ε */
  check_function (softplus_kernel, softplus, -80, 80, 6e-7);
  check_function (silu_kernel, silu, -80, 80, 6e-7);
}

/* All exponents, 64 mantissas each: within 2.5 units of the last place, odd, at most 1, and x itself where x is tiny. */
static void
test_tanh (void)
{
  enum { N = 64 };
  real x[N], y[N], mirrored[N];
  for (int exponent = -126; exponent < 128; exponent++) {
    for (int i = 0; i < N; i++)
      x[i] = (real) ldexp (1 + (i * 37 % N + 0.3) / N, exponent);
    tanh_kernel (N, x, y);
    for (int i = 0; i < N; i++) {
      double exact = tanh ((double) x[i]);
      g_assert_cmpfloat (fabs ((double) y[i] - exact), <=, 2.5 * ldexp (1, ilogb (exact) - 23));
      g_assert_true (y[i] <= 1 && (exponent >= -13 || y[i] == x[i]) && (x[i] <= 9.1f || y[i] == 1));
      x[i] = -x[i];
    }
    tanh_kernel (N, x, mirrored);
    for (int i = 0; i < N; i++)
      g_assert_true (mirrored[i] == -y[i]);
  }
}

static void
test_extremes (void)
{
  const NnKernels *k = nn_kernels ();
  real x[] = { (real) NAN, (real) INFINITY, (real) -INFINITY, 1e30f, -1e30f, 0, -0.0f }, y[16];
  k->exp (7, x, y);
  g_assert_true (isnan (y[0]) && isinf (y[1]) && y[2] == 0 && isinf (y[3]) && y[4] == 0 && y[5] == 1 && y[6] == 1);
  tanh_kernel (7, x, y);
  g_assert_true (isnan (y[0]) && y[1] == 1 && y[2] == -1 && y[3] == 1 && y[4] == -1 && y[5] == 0 && signbit (y[6]));
  sigmoid_kernel (7, x, y);
  g_assert_true (isnan (y[0]) && y[1] == 1 && y[2] == 0 && y[3] == 1 && y[4] == 0 && y[5] == 0.5f && y[6] == 0.5f);
  relu_kernel (7, x, y);
  g_assert_true (isnan (y[0]) && isinf (y[1]) && y[2] == 0 && y[3] == 1e30f && y[4] == 0 && y[5] == 0);
}

/* A number's bits do not depend on its lane. */
static void
test_lanes (void)
{
  const NnKernels *k = nn_kernels ();
  void (*functions[]) (size_t, const real *, real *) = { k->exp, tanh_kernel, sigmoid_kernel, relu_kernel };
  for (gsize f = 0; f < G_N_ELEMENTS (functions); f++)
    for (int i = 0; i < 50; i++) {
      real x[37], y[48];
      for (int j = 0; j < 37; j++)
        x[j] = (real) (0.13 * i - 3.3);
      functions[f] (37, x, y);
      for (int j = 1; j < 37; j++)
        g_assert_true (memcmp (&y[j], &y[0], sizeof (real)) == 0);
    }
}

static const VariantTest tests[] = {
  { "dense", test_dense },         { "few-units", test_few_units }, { "conv", test_conv }, { "spread", test_spread },
  { "functions", test_functions }, { "tanh", test_tanh },           { "extremes", test_extremes },
  { "lanes", test_lanes },         { "sums", test_sums },         { "pool", test_pool },
  { "moments", test_moments }, { "runs", test_runs }, { "grouped", test_grouped }, { "uniform", test_uniform },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  variants_add ("kernels", tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
