/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAX_NAMES 256

DataSet *
data_vectors_new (const char *name, int n, int dims, DataTarget target, int n_classes, int n_targets,
                  BaseError *error)
{
  DataSet *set = data_set_new (name, n, 1, 1, dims, target, n_classes, n_targets, error);
  if (set == NULL || dims > MAX_NAMES)
    return set;
  char texts[MAX_NAMES][16];
  const char *names[MAX_NAMES];
  for (int i = 0; i < dims; i++) {
    if (dims <= 2)
      snprintf (texts[i], sizeof texts[i], "%s", i == 0 ? "x" : "y");
    else
      snprintf (texts[i], sizeof texts[i], "x%d", i + 1);
    names[i] = texts[i];
  }
  data_set_name_inputs (set, names);
  return set;
}

DataSet *
data_points_new (const char *name, int n, int dims, BaseError *error)
{
  return data_vectors_new (name, n, dims, DATA_BINARY, 2, 1, error);
}

float *
data_inputs_of (const DataSet *set, int i)
{
  return set->inputs + (size_t) i * (size_t) data_set_n_inputs (set);
}

float *
data_targets_of (const DataSet *set, int i)
{
  return set->targets + (size_t) i * (size_t) set->n_targets;
}

void
data_points_put (DataSet *set, int i, double x, double y, double noise, int label, BaseRng *rng)
{
  set->inputs[2 * i] = (float) (x + noise * base_rng_normal (rng));
  set->inputs[2 * i + 1] = (float) (y + noise * base_rng_normal (rng));
  set->targets[i] = (float) label;
}

void
data_draw_normal (BaseRng *rng, double deviation, float *x, int n)
{
  for (int i = 0; i < n; i++)
    x[i] = (float) (deviation * base_rng_normal (rng));
}

bool
data_happens (BaseRng *rng, double p)
{
  return base_rng_uniform (rng) < p;
}

double
data_sigmoid (double z)
{
  return 1 / (1 + exp (-z));
}

static double
dot (const double *a, const double *b, int n)
{
  double sum = 0;
  for (int i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

void
data_draw_directions (BaseRng *rng, double *directions, int n, int dims)
{
  for (int k = 0; k < n; k++) {
    double *row = directions + k * dims, length;
    for (int d = 0; d < dims; d++)
      row[d] = base_rng_normal (rng);
    for (int j = 0; j < k; j++) {
      double along = dot (row, directions + j * dims, dims);
      for (int d = 0; d < dims; d++)
        row[d] -= along * directions[j * dims + d];
    }
    length = sqrt (dot (row, row, dims));
    for (int d = 0; d < dims; d++)
      row[d] /= length;
  }
}

int
data_next_group (const double *weights, int *counts, int n)
{
  double sum = 0, worst = -INFINITY;
  int drawn = 1, next = 0;
  for (int k = 0; k < n; k++) {
    sum += weights[k];
    drawn += counts[k];
  }
  for (int k = 0; k < n; k++) {
    double lag = weights[k] / sum * drawn - counts[k];
    if (weights[k] > 0 && lag > worst) {
      worst = lag;
      next = k;
    }
  }
  counts[next]++;
  return next;
}

DataSet *
data_unlabelled_new (const char *name, int n, int dims, BaseError *error)
{
  return data_vectors_new (name, n, dims, DATA_REAL, 0, dims, error);
}

void
data_targets_are_inputs (DataSet *set)
{
  memcpy (set->targets, set->inputs, (size_t) set->n * (size_t) set->n_targets * sizeof (float));
}
