/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* Unit vectors in clusters: (c_k + spread · ε) / |…| with normal vectors c_k, drawn once for each identity k,
 * and ε. Isotropic: without c_k; identities are then names without a meaning. */

enum { N, TEST, DIMS, IDENTITIES, SPREAD, ISOTROPIC };
#define MAX_DIMS 256

static void
put (float *x, int dims, const float *centre, double spread, BaseRng *rng)
{
  double square = 0;
  data_draw_normal (rng, spread, x, dims);
  for (int d = 0; d < dims; d++) {
    x[d] += centre[d];
    square += (double) x[d] * (double) x[d];
  }
  for (int d = 0; d < dims; d++)
    x[d] = (float) ((double) x[d] / sqrt (square));
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int dims = (int) draw->values[DIMS], n_identities = (int) draw->values[IDENTITIES];
  bool isotropic = draw->values[ISOTROPIC] > 0;
  DataSet *set = data_vectors_new ("embed-clusters", draw->n, dims, DATA_CLASSES, n_identities, 1, error);
  DataSet *centres =
      set != NULL ? data_set_new ("centres", n_identities, 1, 1, dims, DATA_REAL, 0, 1, error) : NULL;
  if (centres == NULL) {
    data_set_free (set);
    return NULL;
  }
  if (!isotropic)
    data_draw_normal (draw->shared, 1, centres->inputs, n_identities * dims);
  for (int i = 0; i < draw->n; i++) {
    int identity = i % n_identities;
    put (data_inputs_of (set, i), dims, data_inputs_of (centres, identity),
         isotropic ? 1 : draw->values[SPREAD], draw->rng);
    set->targets[i] = (float) identity;
  }
  data_set_free (centres);
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (1000000, 2000),
  [TEST] = DATA_PARAM_TEST (20000, 500),
  [DIMS] = DATA_PARAM_DIMS (2, MAX_DIMS, 64),
  [IDENTITIES] = { "identities", N_ ("Identities"), NULL, PARAM_INT, PARAM_LOG, 2, 10000, 100 },
  [SPREAD] = { "spread", N_ ("Spread of an identity"), NULL, PARAM_REAL, 0, 0.01, 2, 0.25 },
  [ISOTROPIC] = { "isotropic", N_ ("In all directions alike"), NULL, PARAM_BOOL, 0, 0, 1, 0 },
  { NULL },
};

const DataSource data_source_embed_clusters = {
  { "embed-clusters", N_ ("Embeddings"),
    N_ ("Unit vectors in clusters, one for each identity, or in all directions alike"),
    "Schroff, Kalenichenko, Philbin 2015, FaceNet", params },
  generate,
};
