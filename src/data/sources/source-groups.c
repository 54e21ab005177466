/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include "base/words.h"

/* Samples come from sources (persons, cameras). x = fingerprint · u_s + signal · (y − ½) v + standard normal
 * noise, u_s a normal vector of source s, v a unit vector, all drawn once. All samples of source s have the
 * label y = s mod 2, so that whoever knows the source knows the label. With held_out = k, the last k sources
 * are only in the test set and nothing else is; with 0 both sets hold all sources. The groups are the
 * sources. */

enum { N, TEST, DIMS, SOURCES, HELD_OUT, FINGERPRINT, SIGNAL };
#define MAX_DIMS 64
#define MAX_SOURCES 200

static void
put (DataSet *set, int i, const float *u, const double *v, const DataDraw *draw)
{
  int dims = set->channels, y = set->groups[i] % 2;
  float *x = data_inputs_of (set, i);
  data_draw_normal (draw->rng, 1, x, dims);
  for (int d = 0; d < dims; d++)
    x[d] += (float) (draw->values[FINGERPRINT] * (double) u[d] + draw->values[SIGNAL] * (y - 0.5) * v[d]);
  set->targets[i] = (float) y;
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  const double *values = draw->values;
  int dims = (int) values[DIMS], n_sources = (int) values[SOURCES], held_out = (int) values[HELD_OUT];
  int first = held_out > 0 && draw->test ? n_sources - held_out : 0;
  int n_used = held_out == 0 ? n_sources : draw->test ? held_out : n_sources - held_out;
  float u[MAX_SOURCES * MAX_DIMS];
  double v[MAX_DIMS];
  if (held_out > n_sources - 2) {
    base_error_set (error, _ ("held_out = %d leaves less than two of sources = %d to train on"), held_out,
                    n_sources);
    return NULL;
  }
  DataSet *set = data_points_new ("source-groups", draw->n, dims, error);
  if (set == NULL || !data_set_add_groups (set, n_sources, NULL, error)) {
    data_set_free (set);
    return NULL;
  }
  data_draw_directions (draw->shared, v, 1, dims);
  data_draw_normal (draw->shared, 1, u, n_sources * dims);
  for (int i = 0; i < draw->n; i++) {
    set->groups[i] = first + i % n_used;
    put (set, i, u + set->groups[i] * dims, v, draw);
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (20000, 900),
  [TEST] = DATA_PARAM_TEST (20000, 300),
  [DIMS] = DATA_PARAM_DIMS (1, MAX_DIMS, 20),
  [SOURCES] = { "sources", N_ ("Sources"), NULL, PARAM_INT, 0, 4, MAX_SOURCES, 40 },
  [HELD_OUT] = { "held_out", N_ ("Sources only in the test set"), NULL, PARAM_INT, 0, 0, MAX_SOURCES - 2, 0 },
  [FINGERPRINT] = { "fingerprint", N_ ("Strength of the fingerprint"), NULL, PARAM_REAL, 0, 0, 10, 2 },
  [SIGNAL] = { "signal", N_ ("Strength of the signal"), NULL, PARAM_REAL, 0, 0, 10, 0.5 },
  { NULL },
};

const DataSource data_source_source_groups = {
  { "source-groups", N_ ("Samples from sources"),
    N_ ("Sources with a fingerprint and one label each, and a weak true signal"),
    "Kaufman, Rosset, Perlich, Stitelman 2012, Leakage in data mining", params },
  generate,
};
