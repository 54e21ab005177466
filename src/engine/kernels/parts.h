/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Declarations of the kernels of the variant being compiled; kernels.h says what each does. */

#include "engine/kernels/vec.h"

void KERNEL (dense) (int rows, int n_in, int n_out, const real *x, const real *w, const real *b, real *y, bool add);
void KERNEL (dense_input) (int rows, int n_in, int n_out, const real *dy, const real *w, real *turned, real *dx,
                           bool add);
void KERNEL (dense_weights) (int rows, int n_in, int n_out, const real *x, size_t x_step, const real *dy, real *dw,
                             real *db, bool add);
void KERNEL (column_sums) (int rows, int columns, const real *x, real *y, bool add);
void KERNEL (transpose) (int rows, int columns, const real *x, real *y);
void KERNEL (moments) (int rows, int columns, const real *x, real *mean, real *variance);
void KERNEL (moments_slope) (int rows, int columns, const real *x, const real *mean, const real *dy, real *sums,
                             real *products);
void KERNEL (normalise) (int rows, int columns, const real *x, const real *mean, const real *factor, const real *shift,
                         real *y);
void KERNEL (normalise_slope) (int rows, int columns, const real *x, const real *mean, const real *dy,
                               const real *factor, const real *linear, const real *constant, real *dx, bool add);
void KERNEL (runs) (int rows, int groups, int n, real epsilon, const real *x, const real *gamma, const real *beta,
                    real *stats, real *y);
void KERNEL (runs_slope) (int rows, int groups, int n, const real *x, const real *stats, const real *gamma, const real *dy,
                          real *dgamma, real *dbeta, real *dx, bool add);
void KERNEL (grouped) (const NnConv *g, const real *x, const real *w, const real *b, real *y);
void KERNEL (grouped_weights) (const NnConv *g, const real *x, const real *dy, real *dw);
void KERNEL (grouped_input) (const NnConv *g, const real *dy, const real *turned, real *dx);
void KERNEL (uniform) (size_t n, uint64_t seed, uint64_t stream, uint64_t block, real *u);
void KERNEL (conv) (const NnConv *g, const real *x, const real *w, const real *b, real *y);
void KERNEL (conv_spread) (const NnConv *g, const real *x, const real *w, real *y);
void KERNEL (conv_weights) (const NnConv *g, const real *x, const real *dy, real *dw, int first, int end);
void KERNEL (conv_turn) (const NnConv *g, const real *w, real *turned);
void KERNEL (conv_input) (const NnConv *g, const real *dy, const real *turned, real *dx);
void NN_PASTE (nn_conv_narrow, NN_VARIANT) (const NnConv *g, const real *x, const real *w, const real *b, real *y);
void NN_PASTE (nn_conv_spread_narrow, NN_VARIANT) (const NnConv *g, const real *x, const real *w, real *y);
void NN_PASTE (nn_conv_weights_narrow, NN_VARIANT) (const NnConv *g, const real *x, const real *dy, real *dw, int first,
                                                     int end);
void KERNEL (exp) (size_t n, const real *x, real *y);
double KERNEL (sum) (size_t n, const real *x);
double KERNEL (sum_squares) (size_t n, const real *x, double centre);
double KERNEL (distance) (size_t n, const real *x, const real *y, double *y_squares);
long KERNEL (flat_slopes) (size_t n, const real *x, const real *slopes, real limit, int32_t *alive);
void KERNEL (squares) (size_t n, const real *x, const real *t, real *y);
void KERNEL (squares_slope) (size_t n, real factor, const real *x, const real *t, const real *dy, real *dx, bool add);
void KERNEL (lstm) (int rows, int units, real *gates, const real *c_before, real *c, real *tanh_c, real *h,
                    size_t h_step);
void KERNEL (lstm_slope) (int rows, int units, const real *gates, const real *c_before, const real *tanh_c,
                          const real *dh, real *dc, real *da);
void KERNEL (gru) (int rows, int units, real *gates, const real *h_before, real *h, size_t h_step);
void KERNEL (gru_slope) (int rows, int units, const real *gates, const real *h_before, size_t h_step, const real *dh,
                         real *dh_before, real *da);
void KERNEL (pool) (const NnConv *g, const real *x, real *y, real *places);
void KERNEL (pool_slope) (const NnConv *g, const real *places, const real *dy, real *dx, bool add);
void KERNEL (sgd) (size_t n, real *w, const real *g, real lr);
void KERNEL (momentum) (size_t n, real *w, const real *g, real *v, real lr, real mu);
void KERNEL (adam) (size_t n, real *w, const real *g, real *m, real *v, real rate, real beta1, real beta2, real scale,
                    real epsilon);
void KERNEL (nesterov) (size_t n, real *w, const real *g, real *v, real lr, real mu);
void KERNEL (adagrad) (size_t n, real *w, const real *g, real *s, real lr, real epsilon);
void KERNEL (rmsprop) (size_t n, real *w, const real *g, real *s, real *v, real lr, real rho, real mu, real epsilon);
void KERNEL (adadelta) (size_t n, real *w, const real *g, real *s, real *d, real lr, real rho, real epsilon);
void KERNEL (amsgrad) (size_t n, real *w, const real *g, real *m, real *v, real *largest, real rate, real beta1,
                       real beta2, real scale, real epsilon);
void KERNEL (nadam) (size_t n, real *w, const real *g, real *m, real *v, real rate_m, real rate_g, real beta1,
                     real beta2, real scale, real epsilon);
void KERNEL (scale) (size_t n, real *w, real factor);
void KERNEL (add_signs) (size_t n, real *g, const real *w, real factor);
void KERNEL (soft_threshold) (size_t n, real *w, real threshold);
void KERNEL (clip) (size_t n, real *g, real limit);

extern const NnKernels KERNEL (kernels);
