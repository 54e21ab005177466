/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* Two normal clouds whose means stand "separation" apart along the first axis; the other axes carry no
 * information. Within a class the second axis is correlated with the first by ρ. Without that the best error
 * any classifier can reach with equal shares is Φ(−separation / (2 deviation)).
 */

enum { N, TEST, SEPARATION, DEVIATION, DIMS, SHARE, CORRELATION };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  int dims = (int) values[DIMS];
  DataSet *set = data_points_new ("gaussians2", draw->n, dims, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    /* spread evenly over the order, so that every beginning of the set holds the share, too */
    int label = floor ((i + 1) * values[SHARE] + 0.5) > floor (i * values[SHARE] + 0.5);
    float *x = set->inputs + (size_t) i * (size_t) dims;
    for (int d = 0; d < dims; d++)
      x[d] = (float) (values[DEVIATION] * base_rng_normal (draw->rng));
    if (values[CORRELATION] != 0 && dims > 1)
      x[1] = (float) (values[CORRELATION] * (double) x[0] +
                      sqrt (1 - values[CORRELATION] * values[CORRELATION]) * (double) x[1]);
    x[0] += (float) ((label - 0.5) * values[SEPARATION]);
    set->targets[i] = (float) label;
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 400),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 400),
  [SEPARATION] = { "separation", N_ ("Distance of the means"), NULL, PARAM_REAL, 0, 0, 10, 2 },
  [DEVIATION] = { "deviation", N_ ("Standard deviation"), NULL, PARAM_REAL, 0, 0.01, 5, 0.6 },
  [DIMS] = { "dims", N_ ("Dimensions"), NULL, PARAM_INT, 0, 1, 256, 2 },
  [SHARE] = { "share", N_ ("Share of class 1"), NULL, PARAM_REAL, 0, 0.001, 0.999, 0.5 },
  [CORRELATION] = { "correlation", N_ ("Correlation of the first two axes"), NULL, PARAM_REAL, 0, -0.99, 0.99,
                    0 },
  { NULL },
};

const DataSource data_source_gaussians2 = {
  { "gaussians2", N_ ("Two Gaussians"),
    N_ ("Two normal clouds in any number of dimensions, whose means differ along the first axis"),
    "Fisher 1936, The use of multiple measurements in taxonomic problems", params },
  generate,
};
