/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/principal.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define ITERATIONS 200

double
lab_principal_place (const float *point, int dims, const double *mean, const double *axis)
{
  double sum = 0;
  for (int i = 0; i < dims; i++)
    sum += axis[i] * ((double) point[i] - mean[i]);
  return sum;
}

static double
dot (const double *a, const double *b, int n)
{
  double sum = 0;
  for (int i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* @v without what lies along @other, of length 1; returns the length it had. */
static double
normalise (double *v, int dims, const double *other)
{
  double along = other != NULL ? dot (v, other, dims) : 0;
  for (int i = 0; i < dims && other != NULL; i++)
    v[i] -= along * other[i];
  double length = sqrt (dot (v, v, dims));
  for (int i = 0; i < dims; i++)
    v[i] = length > 0 && isfinite (length) ? v[i] / length : 0;
  return length;
}

/* @next = XᵀX v */
static void
multiply (const float *points, int n, int dims, const double *mean, const double *v, double *next)
{
  memset (next, 0, (size_t) dims * sizeof *next);
  for (int p = 0; p < n; p++) {
    const float *point = points + (size_t) p * (size_t) dims;
    double along = lab_principal_place (point, dims, mean, v);
    for (int i = 0; i < dims; i++)
      next[i] += along * ((double) point[i] - mean[i]);
  }
}

/* The point that lies furthest out begins. Returns the variance along the axis, times n. */
static double
find_axis (const float *points, int n, int dims, const double *mean, const double *other, double *axis)
{
  g_autofree double *next = g_new0 (double, dims);
  double furthest = -1, variance = 0;
  for (int p = 0; p < n; p++) {
    for (int i = 0; i < dims; i++)
      next[i] = (double) points[(size_t) p * (size_t) dims + (size_t) i] - mean[i];
    double length = normalise (next, dims, other);
    if (length > furthest) {
      furthest = length;
      memcpy (axis, next, (size_t) dims * sizeof *axis);
    }
  }
  for (int k = 0; k < ITERATIONS; k++) {
    multiply (points, n, dims, mean, axis, next);
    variance = normalise (next, dims, other);
    double turn = dot (next, axis, dims);
    memcpy (axis, next, (size_t) dims * sizeof *axis);
    if (!(turn < 1 - 1e-10))
      break;
  }
  int largest = 0;
  for (int i = 0; i < dims; i++)
    largest = fabs (axis[i]) > fabs (axis[largest]) ? i : largest;
  for (int i = 0; i < dims && axis[largest] < 0; i++)
    axis[i] = -axis[i];
  return variance;
}

void
lab_principal (const float *points, int n, int dims, double *mean, double *axes, double shares[2])
{
  double whole = 0;
  memset (mean, 0, (size_t) dims * sizeof *mean);
  for (int p = 0; p < n; p++)
    for (int i = 0; i < dims; i++)
      mean[i] += (double) points[(size_t) p * (size_t) dims + (size_t) i] / n;
  for (int p = 0; p < n; p++)
    for (int i = 0; i < dims; i++) {
      double from = (double) points[(size_t) p * (size_t) dims + (size_t) i] - mean[i];
      whole += from * from;
    }
  bool varies = whole > 0 && isfinite (whole);
  for (int k = 0; k < 2; k++) {
    double *axis = axes + (size_t) k * (size_t) dims;
    memset (axis, 0, (size_t) dims * sizeof *axis);
    shares[k] = varies ? find_axis (points, n, dims, mean, k > 0 ? axes : NULL, axis) / whole : 0;
  }
}
