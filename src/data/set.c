/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/set.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES (UINT64_C (2) << 30)

static char **
copy_names (const char *const *names, int n)
{
  char **copies = calloc ((size_t) n + 1, sizeof *copies);
  for (int i = 0; copies != NULL && i < n; i++)
    copies[i] = strdup (names[i]);
  return copies;
}

static void
free_names (char **names, int n)
{
  for (int i = 0; names != NULL && i < n; i++)
    free (names[i]);
  free (names);
}

/* Bytes of @n rows of @width floats, or UINT64_MAX when that is beyond the limit (three factors may
 * overflow). */
static uint64_t
bytes_of (int n, uint64_t width)
{
  uint64_t row = width * sizeof (float);
  return n > 0 && row > MAX_BYTES / (uint64_t) n ? UINT64_MAX : row * (uint64_t) n;
}

DataSet *
data_set_new (const char *name, int n, int height, int width, int channels, DataTarget target, int n_classes,
              int n_targets, BaseError *error)
{
  assert (n >= 0 && height > 0 && width > 0 && channels > 0);
  if (target != DATA_REAL)
    n_targets = 1;
  assert (n_targets > 0 && (target != DATA_BINARY || n_classes == 2));
  uint64_t plane = (uint64_t) height * (uint64_t) width; /* < 2^62 */
  uint64_t inputs = plane > MAX_BYTES ? UINT64_MAX : bytes_of (n, plane * (uint64_t) channels);
  uint64_t targets = bytes_of (n, (uint64_t) n_targets);
  if (inputs > MAX_BYTES || targets > MAX_BYTES || inputs + targets > MAX_BYTES) {
    base_error_set (error, "%d samples of %d × %d × %d values do not fit into 2 GiB", n, height, width,
                    channels);
    return NULL;
  }
  DataSet *set = calloc (1, sizeof *set);
  if (set != NULL) {
    *set = (DataSet){ .name = strdup (name),
                      .n = n,
                      .height = height,
                      .width = width,
                      .channels = channels,
                      .target = target,
                      .n_classes = n_classes,
                      .n_targets = n_targets,
                      .inputs = calloc (1, inputs > 0 ? inputs : 1),
                      .targets = calloc (1, targets > 0 ? targets : 1) };
    if (set->name != NULL && set->inputs != NULL && set->targets != NULL)
      return set;
  }
  data_set_free (set);
  base_error_set (error, "out of memory for %d samples of %d × %d × %d values", n, height, width, channels);
  return NULL;
}

void
data_set_free (DataSet *set)
{
  if (set == NULL)
    return;
  free_names (set->input_names, data_set_n_inputs (set));
  free_names (set->class_names, set->n_classes);
  free (set->name);
  free (set->inputs);
  free (set->targets);
  free (set);
}

int
data_set_n_inputs (const DataSet *set)
{
  return set->height * set->width * set->channels;
}

void
data_set_name_inputs (DataSet *set, const char *const *names)
{
  free_names (set->input_names, data_set_n_inputs (set));
  set->input_names = copy_names (names, data_set_n_inputs (set));
}

void
data_set_drop_class_names (DataSet *set)
{
  free_names (set->class_names, set->n_classes);
  set->class_names = NULL;
}

void
data_set_name_classes (DataSet *set, const char *const *names)
{
  data_set_drop_class_names (set);
  set->class_names = copy_names (names, set->n_classes);
}

/* An empty set of @n samples that is otherwise like @set. */
static DataSet *
set_like (const DataSet *set, int n, BaseError *error)
{
  DataSet *like = data_set_new (set->name, n, set->height, set->width, set->channels, set->target,
                                set->n_classes, set->n_targets, error);
  if (like != NULL && set->input_names != NULL)
    data_set_name_inputs (like, (const char *const *) set->input_names);
  if (like != NULL && set->class_names != NULL)
    data_set_name_classes (like, (const char *const *) set->class_names);
  return like;
}

DataSet *
data_set_slice (const DataSet *set, int first, int n, BaseError *error)
{
  assert (first >= 0 && n >= 0 && n <= set->n - first);
  DataSet *slice = set_like (set, n, error);
  if (slice == NULL)
    return NULL;
  size_t width = (size_t) data_set_n_inputs (set), n_targets = (size_t) set->n_targets;
  memcpy (slice->inputs, set->inputs + (size_t) first * width, (size_t) n * width * sizeof (float));
  memcpy (slice->targets, set->targets + (size_t) first * n_targets, (size_t) n * n_targets * sizeof (float));
  return slice;
}

DataSet *
data_set_pick (const DataSet *set, const int *order, int n, BaseError *error)
{
  DataSet *picked = set_like (set, n, error);
  if (picked == NULL)
    return NULL;
  size_t width = (size_t) data_set_n_inputs (set), n_targets = (size_t) set->n_targets;
  for (size_t i = 0; i < (size_t) n; i++) {
    assert (order[i] >= 0 && order[i] < set->n);
    size_t from = (size_t) order[i];
    memcpy (picked->inputs + i * width, set->inputs + from * width, width * sizeof (float));
    memcpy (picked->targets + i * n_targets, set->targets + from * n_targets, n_targets * sizeof (float));
  }
  return picked;
}

bool
data_make (const DataSource *source, const double *values, uint64_t seed, DataSet **train, DataSet **test,
           BaseError *error)
{
  const Param *params = source->entry.params;
  BaseRng rng;
  *train = *test = NULL;
  for (int i = 0; i < params_count (params); i++)
    if (!param_check (&params[i], values[i], error))
      return false;
  base_rng_init (&rng, seed, RNG_DATA_TRAIN);
  *train = source->generate (values, (int) values[0], &rng, error);
  base_rng_init (&rng, seed, RNG_DATA_TEST);
  if (*train != NULL)
    *test = source->generate (values, (int) values[1], &rng, error);
  if (*test != NULL)
    return true;
  data_set_free (*train);
  *train = NULL;
  return false;
}
