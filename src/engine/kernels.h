/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The inner loops. The sources in kernels/ are compiled once for each instruction set (plain, AVX2 with FMA, AVX-512), and
 * the best one the processor has is chosen when the program runs.
 *
 * Every number is made by a fixed sequence of operations that depends neither on its place in a vector nor on the number of
 * rows: vector bodies and remainders take the same instructions. So equal units stay equal, and a row's bits are the same in
 * any batch.
 *
 * What is written has room up to the next multiple of 16 reals, as everything in the arenas has: whole vectors are stored
 * where nothing but such room follows, since a partial store delays whoever reads it next by a dozen cycles. */

#include "engine/graph.h"

#include <stdatomic.h>

/* Geometry of a convolution. Images are {height, width, channels}; @in_height and @in_width include the padding. */
typedef struct {
  int in_height, in_width, in_channels;
  int out_height, out_width, out_channels;
  int kernel, stride;
  int groups; /* of channels that do not see one another: grouped kernels only */
} NnConv;

/* Channels that a group of the grouped kernels may have, in and out. */
#define NN_SMALL_GROUP (sizeof (real) == 4 ? 8 : 4)

/* Reals that hold a convolution's weights with each kernel row filled up to whole vectors. */
static inline size_t
nn_conv_turned_size (const NnConv *g)
{
  return (size_t) (g->out_channels * g->kernel) * (((size_t) (g->kernel * g->in_channels) + 15) / 16 * 16);
}

typedef struct {
  const char *name; /* "plain", "avx2", "avx512" */

  /* y[r][o] = b[o] + Σ_i x[r][i] w[i][o], i ascending; @b NULL: no bias. @add: Σ is added to what y holds, without b. */
  void (*dense) (int rows, int n_in, int n_out, const real *x, const real *w, const real *b, real *y, bool add);
  /* dx[r][i] = Σ_o dy[r][o] w[i][o], o ascending; @turned: room for n_in n_out reals; @add: added to what dx holds. */
  void (*dense_input) (int rows, int n_in, int n_out, const real *dy, const real *w, real *turned, real *dx, bool add);
  /* dw[i][o] = Σ_r x[r][i] dy[r][o], db[o] = Σ_r dy[r][o], r ascending; @add: added to what dw and db hold. @db NULL:
   * not wanted. Rows of x are @x_step apart. */
  void (*dense_weights) (int rows, int n_in, int n_out, const real *x, size_t x_step, const real *dy, real *dw, real *db,
                         bool add);
  /* y[c] = Σ_r x[r][c], r ascending; @add: added to what y holds. */
  void (*column_sums) (int rows, int columns, const real *x, real *y, bool add);
  /* y[c][r] = x[r][c]. */
  void (*transpose) (int rows, int columns, const real *x, real *y);

  /* Of each column: mean[c] = Σ_r x[r][c] / rows, variance[c] = Σ_r (x[r][c] − mean[c])² / rows. */
  void (*moments) (int rows, int columns, const real *x, real *mean, real *variance);
  /* sums[c] = Σ_r dy[r][c], products[c] = Σ_r dy[r][c] (x[r][c] − mean[c]). */
  void (*moments_slope) (int rows, int columns, const real *x, const real *mean, const real *dy, real *sums,
                         real *products);
  /* y[r][c] = (x[r][c] − mean[c]) factor[c] + shift[c]. */
  void (*normalise) (int rows, int columns, const real *x, const real *mean, const real *factor, const real *shift,
                     real *y);
  /* dx[r][c] = dy[r][c] factor[c] + (x[r][c] − mean[c]) linear[c] + constant[c]; @add: added. */
  void (*normalise_slope) (int rows, int columns, const real *x, const real *mean, const real *dy, const real *factor,
                           const real *linear, const real *constant, real *dx, bool add);

  /* Of rows of @groups runs of n numbers side by side: stats = { μ, 1 / √(σ² + ε) } of each run, y = (x − μ) / √(σ² + ε) γ + β,
   * γ and β [groups][n]; μ and σ² are added up in the same order for every run. */
  void (*runs) (int rows, int groups, int n, real epsilon, const real *x, const real *gamma, const real *beta,
                real *stats, real *y);
  /* Adds to dgamma and dbeta; dx may be NULL; @add: added to what dx holds. */
  void (*runs_slope) (int rows, int groups, int n, const real *x, const real *stats, const real *gamma, const real *dy,
                      real *dgamma, real *dbeta, real *dx, bool add);

  /* u[i] in [0, 1), the first 24 bits of number i of a BaseRng on @stream of @seed that stands at @block. */
  void (*uniform) (size_t n, uint64_t seed, uint64_t stream, uint64_t block, real *u);

  /* One image. x [in_height][in_width][in_channels] padded, w [kernel][kernel][in_channels][out_channels]:
   * y[i][j][o] = b[o] + Σ_{u,v,c} x[i s + u][j s + v][c] w[u][v][c][o]. */
  void (*conv) (const NnConv *g, const real *x, const real *w, const real *b, real *y);
  /* What each cell of x [in_height][in_width][in_channels], not padded, gives to all outputs that see it, with stride 1:
   * y[i − u + k − 1][j − v + k − 1][o] = Σ_{u,v,c} x[i][j][c] w[u][v][c][o], k − 1 rows and columns more than x has. */
  void (*conv_spread) (const NnConv *g, const real *x, const real *w, real *y);
  /* dw[u][v][c][o] += Σ_{i,j} x[i s + u][j s + v][c] dy[i][j][o], for the kernel rows u from @first to before @end. */
  void (*conv_weights) (const NnConv *g, const real *x, const real *dy, real *dw, int first, int end);
  /* @turned: nn_conv_turned_size reals. */
  void (*conv_turn) (const NnConv *g, const real *w, real *turned);
  /* dx[i s + u][j s + v][c] += Σ_o dy[i][j][o] w[u][v][c][o]; @turned is w in the order that conv_turn gives it. */
  void (*conv_input) (const NnConv *g, const real *dy, const real *turned, real *dx);

  const NnActivation *const *activations; /* those of nn_activations, in the same order: activation->index */

  /* The same in groups of few channels: w [kernel][kernel][in_channels / groups][out_channels]. dx is set, not added to;
   * turned [kernel][kernel][out_channels / groups][in_channels], which is w where each channel is a group. */
  void (*grouped) (const NnConv *g, const real *x, const real *w, const real *b, real *y);
  void (*grouped_weights) (const NnConv *g, const real *x, const real *dy, real *dw);
  void (*grouped_input) (const NnConv *g, const real *dy, const real *turned, real *dx);

  /* Elementwise, n values. */
  void (*exp) (size_t n, const real *x, real *y);
  double (*sum) (size_t n, const real *x);                        /* Σ x; in double, in a fixed order; likewise: */
  double (*sum_squares) (size_t n, const real *x, double centre); /* Σ (x − centre)² */
  double (*distance) (size_t n, const real *x, const real *y, double *y_squares); /* Σ (x − y)²; Σ y² */
  /* How many |slopes| are below @limit; alive[i] |= 1 where one is not zero. Where x is NaN it is alive and not below. */
  long (*flat_slopes) (size_t n, const real *x, const real *slopes, real limit, int32_t *alive);
  void (*squares) (size_t n, const real *x, const real *t, real *y); /* y = (x − t)² */
  /* dx = factor (x − t) dy; @add: added. */
  void (*squares_slope) (size_t n, real factor, const real *x, const real *t, const real *dy, real *dx, bool add);

  /* One time step of an LSTM. @gates [rows][4 units]: what the gates i, f, g, o are made of, then their values;
   * c = f c_before + i g, h = o tanh c; rows of h are @h_step apart. */
  void (*lstm) (int rows, int units, real *gates, const real *c_before, real *c, real *tanh_c, real *h, size_t h_step);
  /* @da: ∂L/∂ of what the gates were made of. @dc: ∂L/∂c but for what h passes on, then ∂L/∂c_before. */
  void (*lstm_slope) (int rows, int units, const real *gates, const real *c_before, const real *tanh_c, const real *dh,
                      real *dc, real *da);
  /* One time step of a GRU. @gates [rows][4 units]: of r, of z, of n from the input, of n from h_before; r and z are
   * replaced by their values, the third by n = tanh (third + r fourth); h = (1 − z) n + z h_before. */
  void (*gru) (int rows, int units, real *gates, const real *h_before, real *h, size_t h_step);
  /* @da as for the LSTM; z dh is added to @dh_before. */
  void (*gru_slope) (int rows, int units, const real *gates, const real *h_before, size_t h_step, const real *dh,
                     real *dh_before, real *da);

  /* One image, no padding: y = the largest of each size x size window, places = which tap it was (u size + v; ties: the
   * first; a NaN wins). @add: added to what dx holds. */
  void (*pool) (const NnConv *g, const real *x, real *y, real *places);
  void (*pool_slope) (const NnConv *g, const real *places, const real *dy, real *dx, bool add);

  /* Updates of n parameters w with gradients g. */
  void (*sgd) (size_t n, real *w, const real *g, real lr);
  void (*momentum) (size_t n, real *w, const real *g, real *v, real lr, real mu); /* v = μ v + g; w −= lr v */
  /* m = β1 m + (1 − β1) g; v = β2 v + (1 − β2) g²; w −= rate m / (√v scale + ε) */
  void (*adam) (size_t n, real *w, const real *g, real *m, real *v, real rate, real beta1, real beta2, real scale,
                real epsilon);
  void (*nesterov) (size_t n, real *w, const real *g, real *v, real lr, real mu); /* v = μ v + g; w −= lr (g + μ v) */
  void (*adagrad) (size_t n, real *w, const real *g, real *s, real lr, real epsilon); /* s += g²; w −= lr g / (√s + ε) */
  /* s = ρ s + (1 − ρ) g²; v = μ v + g / (√s + ε); w −= lr v */
  void (*rmsprop) (size_t n, real *w, const real *g, real *s, real *v, real lr, real rho, real mu, real epsilon);
  /* s = ρ s + (1 − ρ) g²; δ = √(d + ε) / √(s + ε) g; d = ρ d + (1 − ρ) δ²; w −= lr δ */
  void (*adadelta) (size_t n, real *w, const real *g, real *s, real *d, real lr, real rho, real epsilon);
  /* adam with the largest v so far in the root */
  void (*amsgrad) (size_t n, real *w, const real *g, real *m, real *v, real *largest, real rate, real beta1, real beta2,
                   real scale, real epsilon);
  /* m and v as adam; w −= (rate_m m + rate_g g) / (√v scale + ε) */
  void (*nadam) (size_t n, real *w, const real *g, real *m, real *v, real rate_m, real rate_g, real beta1, real beta2,
                 real scale, real epsilon);

  void (*scale) (size_t n, real *w, real factor);                        /* w = factor w */
  void (*add_signs) (size_t n, real *g, const real *w, real factor);     /* g += factor sign (w) */
  void (*soft_threshold) (size_t n, real *w, real threshold);            /* w = sign (w) max (|w| − threshold, 0) */
  void (*clip) (size_t n, real *g, real limit);                          /* g = min (max (g, −limit), limit) */
} NnKernels;

/* The best kernels that this processor has. */
const NnKernels *nn_kernels_choose (void);
extern _Atomic (const NnKernels *) nn_kernels_chosen;

/* The kernels in use: the best, or those that nn_kernels_use chose. */
static inline const NnKernels *
nn_kernels (void)
{
  const NnKernels *kernels = atomic_load_explicit (&nn_kernels_chosen, memory_order_relaxed);
  return kernels != NULL ? kernels : nn_kernels_choose ();
}

/* In a thread that trains, before it does: numbers below 10⁻³⁸ count as zero from then on. A velocity that fades or a gradient
 * that vanishes would otherwise make each step a hundred times slower. */
void nn_kernels_begin_thread (void);

/* For tests and benchmarks: chooses by name; false where the processor or the build has no such kernels. */
bool nn_kernels_use (const char *name);
