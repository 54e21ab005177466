/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* Normal clouds at equal distances on a circle; the class is the cloud. */

enum { N, TEST, MODES, RADIUS, SPREAD };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int modes = (int) draw->values[MODES];
  double radius = draw->values[RADIUS];
  DataSet *set = data_vectors_new ("gmm-ring", draw->n, 2, DATA_CLASSES, modes, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    double angle = 2 * M_PI * (i % modes) / modes;
    data_points_put (set, i, radius * cos (angle), radius * sin (angle), draw->values[SPREAD], i % modes,
                     draw->rng);
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 2000),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 2000),
  [MODES] = { "modes", N_ ("Clouds"), NULL, PARAM_INT, 0, 2, 32, 8 },
  [RADIUS] = { "radius", N_ ("Radius of the circle"), NULL, PARAM_REAL, 0, 0, 10, 2 },
  [SPREAD] = { "spread", N_ ("Standard deviation of a cloud"), NULL, PARAM_REAL, 0, 0.001, 2, 0.05 },
  { NULL },
};

const DataSource data_source_gmm_ring = {
  { "gmm-ring", N_ ("Ring of clouds"),
    N_ ("Normal clouds at equal distances on a circle; the class is the cloud"),
    "Metz, Poole, Pfau, Sohl-Dickstein 2017, Unrolled generative adversarial networks", params },
  generate,
};
