/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <assert.h>
#include <stdio.h>

#define MAX_DIMS 256

DataSet *
data_points_new (const char *name, int n, int dims, BaseError *error)
{
  assert (dims <= MAX_DIMS);
  DataSet *set = data_set_new (name, n, 1, 1, dims, DATA_BINARY, 2, 1, error);
  if (set == NULL)
    return NULL;
  char texts[MAX_DIMS][16];
  const char *names[MAX_DIMS];
  for (int i = 0; i < dims; i++) {
    if (dims == 2)
      snprintf (texts[i], sizeof texts[i], "%s", i == 0 ? "x" : "y");
    else
      snprintf (texts[i], sizeof texts[i], "x%d", i + 1);
    names[i] = texts[i];
  }
  data_set_name_inputs (set, names);
  return set;
}

void
data_points_put (DataSet *set, int i, double x, double y, double noise, int label, BaseRng *rng)
{
  set->inputs[2 * i] = (float) (x + noise * base_rng_normal (rng));
  set->inputs[2 * i + 1] = (float) (y + noise * base_rng_normal (rng));
  set->targets[i] = (float) label;
}
