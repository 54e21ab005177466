/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eigenvalues against those that are known. */
#include "engine/eigen.h"
#include "engine/op.h"

#include <glib.h>
#include <math.h>

static void
check (int n, const real *matrix, const double complex *want)
{
  g_autofree double complex *values = g_new (double complex, (gsize) n);
  g_assert_true (nn_eigenvalues (n, matrix, values));
  for (int i = 0; i < n; i++) {
    g_test_message ("%.15g %+.15gi", creal (values[i]), cimag (values[i]));
    g_assert_cmpfloat (cabs (values[i] - want[i]), <, 1e-6);
  }
}

static void
test_known (void)
{
  check (1, (const real[]) { -3 }, (const double complex[]) { -3 });
  check (2, (const real[]) { 0, 1, -1, 0 }, (const double complex[]) { I, -I });
  check (3, (const real[]) { 2, 5, 1, 0, -4, 7, 0, 0, 1 }, (const double complex[]) { -4, 2, 1 });
  /* the companion of (x − 3) (x² − 2 x + 5) = x³ − 5 x² + 11 x − 15 */
  check (3, (const real[]) { 5, -11, 15, 1, 0, 0, 0, 1, 0 }, (const double complex[]) { 3, 1 + 2 * I, 1 - 2 * I });
  /* a cycle of four: stays as it is under QR steps without a shift */
  check (4, (const real[]) { 0, 0, 0, 2, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0 },
         (const double complex[]) { 2 * I, 2, -2, -2 * I });
  check (2, (const real[]) { 0, 0, 0, 0 }, (const double complex[]) { 0, 0 });
}

/* Trace and determinant-free checks of a large matrix: Σ λ is the trace, Σ λ² the trace of the square. */
static void
test_traces (void)
{
  enum { N = 64 };
  real a[N * N];
  double complex values[N], sum = 0, squares = 0;
  double trace = 0, square_trace = 0;
  BaseRng rng;
  base_rng_init (&rng, 3, 1);
  for (int i = 0; i < N * N; i++)
    a[i] = (real) base_rng_normal (&rng);
  g_assert_true (nn_eigenvalues (N, a, values));
  for (int i = 0; i < N; i++) {
    sum += values[i];
    squares += values[i] * values[i];
    trace += (double) a[i * N + i];
    for (int j = 0; j < N; j++)
      square_trace += (double) a[i * N + j] * (double) a[j * N + i];
    g_assert_true (i == 0 || cabs (values[i]) <= cabs (values[i - 1]) * (1 + 1e-9));
  }
  g_assert_cmpfloat (cabs (sum - trace), <, 1e-9);
  g_assert_cmpfloat (cabs (squares - square_trace), <, 1e-8);
}

/* Of an orthogonal matrix all lie on the circle. */
static void
test_orthogonal (void)
{
  enum { N = 24 };
  real a[N * N];
  double complex values[N];
  BaseRng rng;
  base_rng_init (&rng, 4, 1);
  const NnInitializer *orthogonal = (const NnInitializer *) base_registry_find (&nn_initializers, "orthogonal");
  orthogonal->fill (a, N * N, N, N, (const double[PARAM_MAX]) { 1.5 }, &rng);
  g_assert_true (nn_eigenvalues (N, a, values));
  for (int i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (cabs (values[i]), 1.5, 1e-6);
  a[7] = (real) NAN;
  g_assert_false (nn_eigenvalues (N, a, values));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/eigen/known", test_known);
  g_test_add_func ("/engine/eigen/traces", test_traces);
  g_test_add_func ("/engine/eigen/orthogonal", test_orthogonal);
  return g_test_run ();
}
