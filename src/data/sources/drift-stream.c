/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* A stream of points, uniform in the square −1 … 1; the class is the side of a line through 0 that turns
 * while the training samples go by, by "turn" degrees from the first to the last. Test samples follow the
 * line as it is at the start or at the end. The samples keep their order only where a lane does not shuffle.
 */

enum { N, TEST, TURN, CONCEPT };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  DataSet *set = data_points_new ("drift-stream", draw->n, 2, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    double x = base_rng_range (draw->rng, -1, 1), y = base_rng_range (draw->rng, -1, 1);
    double time = draw->test ? values[CONCEPT] : i / (values[N] - 1),
           angle = M_PI / 180 * values[TURN] * time;
    data_points_put (set, i, x, y, 0, x * cos (angle) + y * sin (angle) > 0, draw->rng);
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 3000),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 1000),
  [TURN] = { "turn", N_ ("Turn of the boundary"), "°", PARAM_REAL, 0, -720, 720, 180 },
  [CONCEPT] = { "concept", N_ ("Test samples as at the"), NULL, PARAM_CHOICE, 0, 0, 1, 1, "start|end" },
  { NULL },
};

const DataSource data_source_drift_stream = {
  { "drift-stream", N_ ("Turning boundary"),
    N_ ("A stream of points whose class boundary turns while they go by"),
    "Zinkevich 2003, Online convex programming and generalized infinitesimal gradient ascent", params },
  generate,
};
