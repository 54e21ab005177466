/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/linear.h"
#include "calc/calc.h"

#include <math.h>
#include <stdlib.h>

#define SWEEPS 50

/* Turns coordinates @p and @q so that matrix[p][q] becomes 0. */
static void
rotate (int n, double *a, double *vectors, int p, int q)
{
  double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  double t = copysign (1 / (fabs (theta) + sqrt (theta * theta + 1)), theta), c = 1 / sqrt (t * t + 1), s = t * c;
  for (int k = 0; k < n; k++) {
    double x = a[k * n + p], y = a[k * n + q];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (int k = 0; k < n; k++) {
    double x = a[p * n + k], y = a[q * n + k], u = vectors[k * n + p], v = vectors[k * n + q];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
    vectors[k * n + p] = c * u - s * v;
    vectors[k * n + q] = s * u + c * v;
  }
}

void
calc_eigen (int n, double *matrix, double *values, double *vectors)
{
  double trace = 0, off = 1;
  for (int i = 0; i < n * n; i++)
    vectors[i] = i % (n + 1) == 0;
  for (int i = 0; i < n; i++)
    trace += fabs (matrix[i * n + i]);
  for (int sweep = 0; sweep < SWEEPS && off > 0; sweep++) {
    off = 0;
    for (int p = 0; p < n; p++)
      for (int q = p + 1; q < n; q++)
        if (fabs (matrix[p * n + q]) > 1e-16 * trace) {
          rotate (n, matrix, vectors, p, q);
          off++;
        }
  }
  for (int i = 0; i < n; i++)
    values[i] = matrix[i * n + i];
}

/* sum = A B′ where the rows of both run over @inner with the steps given. */
static double
product (const double *a, int a_step, const double *b, int b_step, int inner)
{
  double sum = 0;
  for (int k = 0; k < inner; k++)
    sum += a[k * a_step] * b[k * b_step];
  return sum;
}

void
calc_least_squares (int n, int p, const double *phi, const double *y, double lambda, double *w)
{
  bool wide = p > n;
  int m = wide ? n : p;
  size_t square = (size_t) m * (size_t) m;
  double *gram = calc_new (2 * square + 3 * (size_t) m, sizeof *gram), *vectors = gram + square, *values = vectors + square,
         *right = values + m, *solved = right + m, largest = 0;
  for (int i = 0; i < m; i++)
    for (int k = 0; k < m; k++)
      gram[i * m + k] = wide ? product (phi + i * p, 1, phi + k * p, 1, p) : product (phi + i, p, phi + k, p, n);
  for (int i = 0; i < m; i++)
    right[i] = wide ? y[i] : product (phi + i, p, y, 1, n);
  calc_eigen (m, gram, values, vectors);
  for (int i = 0; i < m; i++)
    largest = fmax (largest, values[i]);
  for (int i = 0; i < m; i++) {
    double share = values[i] > 1e-12 * largest ? product (vectors + i, m, right, 1, m) / (values[i] + lambda) : 0;
    for (int k = 0; k < m; k++)
      solved[k] += share * vectors[k * m + i];
  }
  for (int k = 0; k < p; k++)
    w[k] = wide ? product (phi + k, p, solved, 1, n) : solved[k];
  free (gram);
}
