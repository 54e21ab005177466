/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dot.h"
#include "engine/op.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static const Param params[] = {
  { "gain", N_ ("Gain"), NULL, PARAM_REAL, PARAM_LOG, 0, 1000, 1 },
  { 0 },
};

extern const NnInitializer nn_initializer_orthogonal;

/* Takes from @v its projections onto the @k unit vectors before it, twice: once leaves rounding errors where little remains
 * (Giraud, Langou, Rozložník 2005). Then scales it to length 1. */
static void
orthonormalize (double *v, const double *before, size_t k, size_t length)
{
  for (int pass = 0; pass < 2; pass++)
    for (size_t j = 0; j < k; j++) {
      double along = nn_dot (v, before + j * length, length);
      for (size_t i = 0; i < length; i++)
        v[i] -= along * before[j * length + i];
    }
  double norm = sqrt (nn_dot (v, v, length));
  for (size_t i = 0; i < length; i++)
    v[i] /= norm;
}

/* The matrix is [fan_in][n / fan_in]: inputs of a unit, units. Its columns become orthonormal, or its rows where it has more
 * columns: the orthogonal factor of a normal matrix, with the signs that make it uniform. */
static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  size_t rows = (size_t) fan_in, columns = n / rows;
  bool tall = rows >= columns;
  size_t length = tall ? rows : columns, count = tall ? columns : rows;
  double *vectors = malloc (n * sizeof *vectors);
  assert (vectors != NULL && rows * columns == n);
  for (size_t k = 0; k < count; k++) {
    double *v = vectors + k * length;
    for (size_t i = 0; i < length; i++)
      v[i] = base_rng_normal (rng);
    orthonormalize (v, vectors, k, length);
    for (size_t i = 0; i < length; i++)
      weights[tall ? i * columns + k : k * columns + i] = (real) (values[0] * v[i]);
  }
  free (vectors);
}

const NnInitializer nn_initializer_orthogonal = {
  .entry = { "orthogonal", N_ ("Orthogonal"), N_ ("orthonormal columns (or rows, where there are fewer), times gain"),
             "Saxe, McClelland, Ganguli 2014, Exact solutions to the nonlinear dynamics of learning in deep linear networks",
             params },
  .fill = fill,
};
