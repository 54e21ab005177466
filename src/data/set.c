/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "data/options.h"
#include "data/set.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES (UINT64_C (2) << 30)

static char **
copy_names (const char *const *names, int n)
{
  char **copies = names != NULL ? calloc ((size_t) n + 1, sizeof *copies) : NULL;
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
  assert (n_targets > 0 && (target != DATA_CLASSES || n_targets == 1) &&
          (target != DATA_BINARY || n_classes == 2));
  uint64_t plane = (uint64_t) height * (uint64_t) width; /* < 2^62 */
  uint64_t inputs = plane > MAX_BYTES ? UINT64_MAX : bytes_of (n, plane * (uint64_t) channels);
  uint64_t targets = bytes_of (n, (uint64_t) n_targets);
  if (inputs > MAX_BYTES || targets > MAX_BYTES || inputs + targets > MAX_BYTES) {
    base_error_set (error, _ ("%d samples of %d × %d × %d values do not fit into 2 GiB"), n, height, width,
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
  base_error_set (error, _ ("out of memory for %d samples of %d × %d × %d values"), n, height, width, channels);
  return NULL;
}

DataSet *
data_set_new_sequences (const char *name, int n, int steps, int features, DataTarget target, int n_targets,
                        BaseError *error)
{
  DataSet *set =
      data_set_new (name, n, 1, steps, features, target, target == DATA_REAL ? 0 : 2, n_targets, error);
  if (set != NULL)
    set->steps = steps;
  return set;
}

static bool
out_of_memory (const DataSet *set, BaseError *error)
{
  return base_error_set (error, _ ("%s: out of memory"), set->name);
}

bool
data_set_add_groups (DataSet *set, int n_groups, const char *const *names, BaseError *error)
{
  set->groups = calloc ((size_t) set->n + 1, sizeof *set->groups);
  set->n_groups = n_groups;
  if (names != NULL)
    set->group_names = copy_names (names, n_groups);
  return (set->groups != NULL && (names == NULL || set->group_names != NULL)) || out_of_memory (set, error);
}

bool
data_set_add_notes (DataSet *set, int n_notes, BaseError *error)
{
  set->notes = calloc ((size_t) set->n * (size_t) n_notes + 1, sizeof *set->notes);
  set->n_notes = n_notes;
  return set->notes != NULL || out_of_memory (set, error);
}

bool
data_set_add_taught (DataSet *set, int n_taught, BaseError *error)
{
  set->taught = calloc ((size_t) set->n * (size_t) n_taught + 1, sizeof *set->taught);
  set->n_taught = n_taught;
  return set->taught != NULL || out_of_memory (set, error);
}

bool
data_set_keep_targets (DataSet *set, BaseError *error)
{
  size_t size = (size_t) set->n * (size_t) set->n_targets * sizeof (float);
  if (set->true_targets != NULL)
    return true;
  set->true_targets = malloc (size > 0 ? size : 1);
  if (set->true_targets == NULL)
    return out_of_memory (set, error);
  memcpy (set->true_targets, set->targets, size);
  return true;
}

void
data_set_free (DataSet *set)
{
  if (set == NULL)
    return;
  free_names (set->input_names, data_set_n_inputs (set));
  free_names (set->class_names, set->n_classes);
  free_names (set->group_names, set->n_groups);
  free (set->true_targets);
  free (set->groups);
  free (set->notes);
  free (set->taught);
  free (set->mean);
  free (set->deviation);
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

/* Whatever @set has besides inputs and targets, for @like, which has no samples yet. */
static bool
copy_extras (DataSet *like, const DataSet *set, BaseError *error)
{
  size_t size = (size_t) set->channels * sizeof (float);
  like->steps = set->steps;
  data_set_name_inputs (like, (const char *const *) set->input_names);
  data_set_name_classes (like, (const char *const *) set->class_names);
  if (set->true_targets != NULL && !data_set_keep_targets (like, error))
    return false;
  if (set->groups != NULL &&
      !data_set_add_groups (like, set->n_groups, (const char *const *) set->group_names, error))
    return false;
  if (set->notes != NULL && !data_set_add_notes (like, set->n_notes, error))
    return false;
  if (set->taught != NULL && !data_set_add_taught (like, set->n_taught, error))
    return false;
  if (set->mean == NULL)
    return true;
  like->mean = malloc (size);
  like->deviation = malloc (size);
  if (like->mean == NULL || like->deviation == NULL)
    return out_of_memory (like, error);
  memcpy (like->mean, set->mean, size);
  memcpy (like->deviation, set->deviation, size);
  return true;
}

/* Copies row @from of @width floats to row @to; without rows it does nothing. */
static void
copy_row (float *rows, int to, const float *all, int from, int width)
{
  if (all != NULL)
    memcpy (rows + (size_t) to * (size_t) width, all + (size_t) from * (size_t) width,
            (size_t) width * sizeof (float));
}

/* A new set with @n samples: those whose indices are in @order, else those from @first on. */
static DataSet *
gather (const DataSet *set, const int *order, int first, int n, BaseError *error)
{
  DataSet *some = data_set_new (set->name, n, set->height, set->width, set->channels, set->target,
                                set->n_classes, set->n_targets, error);
  if (some == NULL || !copy_extras (some, set, error)) {
    data_set_free (some);
    return NULL;
  }
  for (int i = 0; i < n; i++) {
    int from = order != NULL ? order[i] : first + i;
    assert (from >= 0 && from < set->n);
    copy_row (some->inputs, i, set->inputs, from, data_set_n_inputs (set));
    copy_row (some->targets, i, set->targets, from, set->n_targets);
    copy_row (some->true_targets, i, set->true_targets, from, set->n_targets);
    copy_row (some->notes, i, set->notes, from, set->n_notes);
    copy_row (some->taught, i, set->taught, from, set->n_taught);
    if (set->groups != NULL)
      some->groups[i] = set->groups[from];
  }
  return some;
}

DataSet *
data_set_slice (const DataSet *set, int first, int n, BaseError *error)
{
  assert (first >= 0 && n >= 0 && n <= set->n - first);
  return gather (set, NULL, first, n, error);
}

DataSet *
data_set_pick (const DataSet *set, const int *order, int n, BaseError *error)
{
  return gather (set, order, 0, n, error);
}

DataSet *
data_draw (const DataSource *source, const double *values, int n, bool test, uint64_t seed, BaseError *error)
{
  const Param *params = source->entry.params;
  BaseRng rng, shared;
  for (int i = 0; i < params_count (params); i++)
    if (!param_check (&params[i], values[i], error))
      return NULL;
  base_rng_init (&rng, seed, test ? RNG_DATA_TEST : RNG_DATA_TRAIN);
  base_rng_init (&shared, seed, RNG_DATA_SHARED);
  return source->generate (&(DataDraw){ values, n, test, &rng, &shared }, error);
}

DataSet *
data_make_part (const DataSource *source, const double *values, const double *options, uint64_t seed,
                const DataSet *train, BaseError *error)
{
  bool test = train != NULL;
  DataSet *set = data_draw (source, values, (int) values[test], test, seed, error);
  return set != NULL && options != NULL ? data_options_apply (set, options, seed, train, error) : set;
}

DataSet *
data_make_validation (const DataSource *source, const double *values, const double *options, uint64_t seed,
                      const DataSet *train, int n, BaseError *error)
{
  DataSet *all = data_draw (source, values, (int) values[0] + n, false, seed, error);
  DataSet *set = all != NULL ? data_set_slice (all, (int) values[0], n, error) : NULL;
  data_set_free (all);
  return set != NULL && options != NULL ? data_options_apply (set, options, seed, train, error) : set;
}

bool
data_make (const DataSource *source, const double *values, const double *options, uint64_t seed,
           DataSet **train, DataSet **test, BaseError *error)
{
  *test = NULL;
  *train = data_make_part (source, values, options, seed, NULL, error);
  if (*train != NULL)
    *test = data_make_part (source, values, options, seed, *train, error);
  if (*test != NULL)
    return true;
  data_set_free (*train);
  *train = NULL;
  return false;
}
