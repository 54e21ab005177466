/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Four clusters around (±1, ±1); class 1 where the signs differ. */

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  DataSet *set = data_points_new ("xor", draw->n, 2, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    /* in the order (−,−) (+,−) (+,+) (−,+): every two samples hold both classes */
    double x = (i + 1) / 2 % 2 == 0 ? -1 : 1, y = i / 2 % 2 == 0 ? -1 : 1;
    data_points_put (set, i, x, y, values[2], x * y < 0, draw->rng);
  }
  return set;
}

static const Param params[] = {
  DATA_PARAM_N (DATA_MAX_POINTS, 400),
  DATA_PARAM_TEST (DATA_MAX_POINTS, 400),
  { "noise", N_ ("Noise"), NULL, PARAM_REAL, 0, 0, 1, 0.3 },
  { NULL },
};

const DataSource data_source_xor = {
  { "xor", N_ ("XOR"), N_ ("Four clusters around (±1, ±1); the class is the exclusive or of the signs"),
    "Minsky, Papert 1969, Perceptrons", params },
  generate,
};
