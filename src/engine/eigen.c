/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/eigen.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#define MAX_STEPS 60 /* for one eigenvalue; 2 or 3 are usual */

typedef double complex Number;

/* The rotation [c s; −s̄ c] that turns (a, b) into (r, 0). */
typedef struct {
  double c;
  Number s;
} Rotation;

static Rotation
rotation (Number a, Number b)
{
  double length = hypot (cabs (a), cabs (b)), size = cabs (a);
  if (length == 0)
    return (Rotation) { 1, 0 };
  Number direction = size > 0 ? a / size : 1;
  return (Rotation) { size / length, direction * conj (b) / length };
}

/* Rows i − 1 and i of @a, from column @from on. */
static void
rotate_rows (Number *a, int n, int i, int from, Rotation g)
{
  Number *up = a + (size_t) (i - 1) * (size_t) n, *low = up + n;
  for (int j = from; j < n; j++) {
    Number x = up[j], y = low[j];
    up[j] = g.c * x + g.s * y;
    low[j] = g.c * y - conj (g.s) * x;
  }
}

/* Columns i − 1 and i of @a times the rotation's inverse, down to row @to. */
static void
rotate_columns (Number *a, int n, int i, int to, Rotation g)
{
  for (int j = 0; j <= to; j++) {
    Number *row = a + (size_t) j * (size_t) n + i - 1;
    Number x = row[0], y = row[1];
    row[0] = g.c * x + conj (g.s) * y;
    row[1] = g.c * y - g.s * x;
  }
}

#define A(i, j) a[(size_t) (i) * (size_t) n + (size_t) (j)]

/* Similar to what @a was, zero below the first subdiagonal. */
static void
make_hessenberg (Number *a, int n)
{
  for (int k = 0; k < n - 2; k++)
    for (int i = n - 1; i >= k + 2; i--) {
      Rotation g = rotation (A (i - 1, k), A (i, k));
      rotate_rows (a, n, i, k, g);
      rotate_columns (a, n, i, n - 1, g);
      A (i, k) = 0;
    }
}

/* The eigenvalue of the 2x2 block that ends at @i which is closer to its last entry. */
static Number
wilkinson_shift (const Number *a, int n, int i)
{
  Number half = (A (i - 1, i - 1) - A (i, i)) / 2, product = A (i - 1, i) * A (i, i - 1);
  Number root = csqrt (half * half + product);
  Number sum = creal (half * conj (root)) >= 0 ? half + root : half - root;
  return cabs (sum) > 0 ? A (i, i) - product / sum : A (i, i);
}

/* One step on rows @low to @high: A − μ = Q R, A ← R Q + μ. */
static void
qr_step (Number *a, int n, int low, int high, Number shift, Rotation *rotations)
{
  for (int i = low; i <= high; i++)
    A (i, i) -= shift;
  for (int i = low + 1; i <= high; i++) {
    rotations[i] = rotation (A (i - 1, i - 1), A (i, i - 1));
    rotate_rows (a, n, i, i - 1, rotations[i]);
  }
  for (int i = low + 1; i <= high; i++)
    rotate_columns (a, n, i, i, rotations[i]);
  for (int i = low; i <= high; i++)
    A (i, i) += shift;
}

/* Splits off one eigenvalue after the other from the end. */
static bool
deflate (Number *a, int n, Rotation *rotations)
{
  for (int high = n - 1, steps = 0; high > 0; steps++) {
    int low = high;
    while (low > 0 && cabs (A (low, low - 1)) > DBL_EPSILON * (cabs (A (low, low)) + cabs (A (low - 1, low - 1))))
      low--;
    if (low == high) {
      high--;
      steps = -1;
    } else if (steps == MAX_STEPS)
      return false;
    else /* now and then another shift, as some matrices stay as they are under the usual one */
      qr_step (a, n, low, high,
               steps % 10 == 9 ? A (high, high) + cabs (A (high, high - 1)) : wilkinson_shift (a, n, high), rotations);
  }
  return true;
}

static int
compare (const void *first, const void *second)
{
  Number x = *(const Number *) first, y = *(const Number *) second;
  double apart = cabs (y) - cabs (x), rounding = 1e-12 * cabs (x);
  if (fabs (apart) <= rounding) /* as good as equal: a conjugate pair */
    apart = cimag (y) - cimag (x);
  if (fabs (apart) <= rounding)
    apart = creal (y) - creal (x);
  return (apart > 0) - (apart < 0);
}

bool
nn_eigenvalues (int n, const real *matrix, double complex *values)
{
  size_t size = (size_t) n * (size_t) n;
  Number *a = malloc (size * sizeof *a);
  Rotation *rotations = malloc ((size_t) n * sizeof *rotations);
  bool ok = a != NULL && rotations != NULL;
  for (size_t i = 0; ok && i < size; i++) {
    a[i] = (double) matrix[i];
    ok = isfinite ((double) matrix[i]);
  }
  if (ok) {
    make_hessenberg (a, n);
    ok = deflate (a, n, rotations);
  }
  for (int i = 0; ok && i < n; i++)
    values[i] = A (i, i);
  if (ok)
    qsort (values, (size_t) n, sizeof *values, compare);
  free (a);
  free (rotations);
  return ok;
}
