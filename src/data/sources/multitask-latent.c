/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* Two tasks over hidden factors. A factor is the position along a direction, s_k = tanh(2 f_k · x) for
 * standard normal x; task A asks whether s_1 + s_2 + s_3 … > 0, task B whether s′_1 − s′_2 + s′_3 … > 0. The
 * directions of B are f′_k = r f_k + √(1 − r²) g_k with g at right angles to all f: with r = 1 both tasks
 * need the same factors and differ in what they make of them, with r = 0 B says nothing about A's. The
 * targets are A and B. */

enum { N, TEST, DIMS, FACTORS, RELATED };
#define MAX_DIMS 128
#define MAX_FACTORS 8

/* tanh(2 f · x), f = @a f_1 + @b f_2 */
static double
factor (const float *x, int dims, double a, const double *f1, double b, const double *f2)
{
  double sum = 0;
  for (int d = 0; d < dims; d++)
    sum += (a * f1[d] + b * f2[d]) * (double) x[d];
  return tanh (2 * sum);
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int dims = (int) draw->values[DIMS], n_factors = (int) draw->values[FACTORS];
  double directions[2 * MAX_FACTORS * MAX_DIMS], r = draw->values[RELATED];
  DataSet *set = data_vectors_new ("multitask-latent", draw->n, dims, DATA_BINARY, 2, 2, error);
  data_draw_directions (draw->shared, directions, 2 * n_factors, dims);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i), *y = data_targets_of (set, i);
    double a = 0, b = 0;
    data_draw_normal (draw->rng, 1, x, dims);
    for (int k = 0; k < n_factors; k++) {
      const double *own = directions + k * dims, *other = directions + (n_factors + k) * dims;
      a += factor (x, dims, 1, own, 0, other);
      b += (k % 2 == 0 ? 1 : -1) * factor (x, dims, r, own, sqrt (1 - r * r), other);
    }
    y[0] = a > 0;
    y[1] = b > 0;
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 2000),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 2000),
  [DIMS] = DATA_PARAM_DIMS (2 * MAX_FACTORS, MAX_DIMS, 30),
  [FACTORS] = { "factors", N_ ("Hidden factors"), NULL, PARAM_INT, 0, 2, MAX_FACTORS, 3 },
  [RELATED] = { "related", N_ ("How far the tasks share factors"), NULL, PARAM_REAL, 0, 0, 1, 1 },
  { NULL },
};

const DataSource data_source_multitask_latent = {
  { "multitask-latent", N_ ("Two tasks"),
    N_ ("Two yes-or-no tasks A and B over the same or over different hidden factors of the inputs"),
    "Caruana 1997, Multitask learning", params },
  generate,
};
