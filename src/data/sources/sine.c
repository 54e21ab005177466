/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* y = amplitude · sin(frequency · x) + noise for x in [low, low + width], at a given density in the left half
 * and without the middle where there is a gap. */

enum { N, TEST, FREQUENCY, AMPLITUDE, LOW, WIDTH, NOISE, LEFT, GAP };

/* A place in 0 … 1: in the left half with probability @left, outside of a gap in the middle. */
static double
place (const double *values, BaseRng *rng)
{
  double at = base_rng_uniform (rng) * (1 - values[GAP]) / 2;
  return data_happens (rng, values[LEFT]) ? at : 1 - at;
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  DataSet *set = data_vectors_new ("sine", draw->n, 1, DATA_REAL, 0, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    double x = values[LOW] + values[WIDTH] * place (values, draw->rng);
    set->inputs[i] = (float) x;
    set->targets[i] = (float) (values[AMPLITUDE] * sin (values[FREQUENCY] * x) +
                               values[NOISE] * base_rng_normal (draw->rng));
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 200),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 400),
  [FREQUENCY] = { "frequency", N_ ("Frequency"), NULL, PARAM_REAL, PARAM_LOG, 0.1, 20, 1 },
  [AMPLITUDE] = { "amplitude", N_ ("Amplitude"), NULL, PARAM_REAL, 0, 0, 10, 1 },
  [LOW] = { "low", N_ ("Smallest x"), NULL, PARAM_REAL, 0, -20, 20, -M_PI },
  [WIDTH] = { "width", N_ ("Width of the range of x"), NULL, PARAM_REAL, 0, 0.01, 40, 2 * M_PI },
  [NOISE] = DATA_PARAM_NOISE (2, 0.1),
  [LEFT] = { "left", N_ ("Share of samples in the left half"), NULL, PARAM_REAL, 0, 0, 1, 0.5 },
  [GAP] = { "gap", N_ ("Empty share in the middle"), NULL, PARAM_REAL, 0, 0, 0.9, 0 },
  { NULL },
};

const DataSource data_source_sine = {
  { "sine", N_ ("Sine"),
    N_ ("y = amplitude · sin(frequency · x) + noise, for x in a range that may be sampled unevenly"), NULL,
    params },
  generate,
};
