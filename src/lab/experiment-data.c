/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/experiment-data.h"

#include "base/words.h"
#include "data/files.h"

#include <math.h>
#include <string.h>

static void
free_set (gpointer set)
{
  data_set_free (set);
}

static uint64_t
seed_of (const LabSetup *setup)
{
  return (uint64_t) setup->run[LAB_SEED];
}

/* The lane before @lane with the same data, or −1. */
static int
same_data (const LabSetup *setup, int lane)
{
  const LabLane *here = &setup->lanes[lane];
  for (int i = 0; i < lane; i++)
    if (memcmp (setup->lanes[i].data_options, here->data_options, sizeof here->data_options) == 0 &&
        (setup->data_path != NULL ||
         (setup->lanes[i].source == here->source &&
          memcmp (setup->lanes[i].data_values, here->data_values, sizeof here->data_values) == 0)))
      return i;
  return -1;
}

/* A set from a file under the lane's options; takes @set. */
static bool
change_file (DataSet **set, const LabSetup *setup, int lane, const DataSet *train, BaseError *error)
{
  *set = data_options_apply (*set, setup->lanes[lane].data_options, seed_of (setup), train, error);
  return *set != NULL;
}

/* Divides off the last @n samples of @train for validation. */
static bool
divide (DataSet **train, DataSet **validation, int n, BaseError *error)
{
  DataSet *all = *train;
  if (n >= all->n)
    return base_error_set (error, _ ("validation = %d: %s has %d training samples"), n, all->name, all->n);
  *validation = data_set_slice (all, all->n - n, n, error);
  *train = data_set_slice (all, 0, all->n - n, error);
  data_set_free (all);
  return *train != NULL && *validation != NULL;
}

static bool
load_file (const LabSetup *setup, int lane, DataSet *sets[3], BaseError *error)
{
  int n = data_options_validation (setup->lanes[lane].data_options);
  return data_open (setup->data_path, seed_of (setup), &sets[0], &sets[1], error) &&
         (n == 0 || divide (&sets[0], &sets[2], n, error)) && change_file (&sets[0], setup, lane, NULL, error) &&
         (sets[1] == NULL || change_file (&sets[1], setup, lane, sets[0], error)) &&
         (sets[2] == NULL || change_file (&sets[2], setup, lane, sets[0], error));
}

static bool
make_sets (const LabSetup *setup, int lane, DataSet *sets[3], BaseError *error)
{
  const LabLane *here = &setup->lanes[lane];
  int n = data_options_validation (here->data_options);
  if (!data_make (here->source, here->data_values, here->data_options, seed_of (setup), &sets[0], &sets[1], error))
    return false;
  if (n > 0)
    sets[2] = data_make_validation (here->source, here->data_values, here->data_options, seed_of (setup), sets[0], n, error);
  return n == 0 || sets[2] != NULL;
}

/* ---- samples that stand in the text ---- */

static bool
check_point (const LessonPoint *point, const DataSet *set, BaseError *error)
{
  if (point->n_inputs != data_set_n_inputs (set) || point->n_targets != set->n_targets)
    return base_error_set (error, _ ("a point of %d inputs and %d targets, but samples of %s have %d and %d"), point->n_inputs,
                           point->n_targets, set->name, data_set_n_inputs (set), set->n_targets);
  for (int i = 0; set->n_classes > 0 && i < point->n_targets; i++) {
    double label = point->values[point->n_inputs + i];
    if (label != floor (label) || label < 0 || label >= set->n_classes)
      return base_error_set (error, _ ("a point of class %g, but the classes of %s are 0 to %d"), label, set->name,
                             set->n_classes - 1);
  }
  return true;
}

/* Points in the place of the training samples. */
static bool
place_points (DataSet **train, const LabSetup *setup, BaseError *error)
{
  const GArray *points = setup->experiment->points;
  DataSet *drawn = *train;
  DataSet *set = data_set_new (drawn->name, (int) points->len, drawn->height, drawn->width, drawn->channels, drawn->target,
                               drawn->n_classes, drawn->n_targets, error);
  bool fine = set != NULL;
  if (fine) {
    set->steps = drawn->steps;
    data_set_name_inputs (set, (const char *const *) drawn->input_names);
    data_set_name_classes (set, (const char *const *) drawn->class_names);
  }
  for (guint i = 0; fine && i < points->len; i++) {
    const LessonPoint *point = &g_array_index (points, LessonPoint, i);
    fine = check_point (point, drawn, error) || lab_place_error ((LabPlace){ setup->path, point->place }, error);
    for (int k = 0; fine && k < point->n_inputs + point->n_targets; k++)
      *(k < point->n_inputs ? &set->inputs[(int) i * point->n_inputs + k]
                            : &set->targets[(int) i * point->n_targets + k - point->n_inputs]) = (float) point->values[k];
  }
  if (fine) {
    *train = set;
    set = drawn;
  }
  data_set_free (set);
  return fine;
}

static bool
load_lane (LabData *data, const LabSetup *setup, int lane, BaseError *error)
{
  int other = same_data (setup, lane);
  if (other >= 0) {
    data->train[lane] = data->train[other];
    data->test[lane] = data->test[other];
    data->kept[lane] = data->kept[other];
    return true;
  }
  DataSet *sets[3] = { NULL }; /* for training, test and validation */
  bool fine = (setup->data_path != NULL ? load_file : make_sets) (setup, lane, sets, error) &&
              (setup->experiment->points->len == 0 || place_points (&sets[0], setup, error));
  for (int i = 0; i < 3; i++)
    if (sets[i] != NULL)
      g_ptr_array_add (data->sets, sets[i]);
  data->train[lane] = sets[0];
  data->test[lane] = sets[1] != NULL && sets[1]->n > 0 ? sets[1] : NULL;
  data->kept[lane] = sets[2];
  return fine;
}

/* Tests on the test part of other data than @lane trains on. */
static bool
load_other_test (LabData *data, const LabSetup *setup, int lane, BaseError *error)
{
  int other = same_data (setup, lane);
  if (other >= 0) {
    data->test[lane] = data->test[other];
    return true;
  }
  DataSet *test = data_open_test (setup->test_path, error);
  if (test == NULL)
    return false;
  bool fine = data_set_match (test, data->train[lane], error) &&
              change_file (&test, setup, lane, data->train[lane], error);
  if (test != NULL)
    g_ptr_array_add (data->sets, test);
  data->test[lane] = test;
  return fine;
}

/* ---- further test sets ---- */

/* The lane's settings with those of @part; clear it in any case. */
static bool
read_test (LabLane *lane, const LabSetup *setup, int index, const LessonPart *part, BaseError *error)
{
  lab_lane_copy (lane, &setup->lanes[index]);
  for (guint i = 0; i < part->settings->len; i++) {
    const LessonSetting *setting = part->settings->pdata[i];
    LabPlace place = { setup->path, setting->place };
    if (strcmp (setting->key, "data") != 0 && !g_str_has_prefix (setting->key, "data.")) {
      base_error_set (error, _ ("a test set differs in data, not in \"%s\""), setting->key);
      return lab_place_error (place, error);
    }
    if (!lab_lane_set (lane, setting->key, setting->value, setting->chain, place, error))
      return false;
  }
  return true;
}

static bool
visit_tests (const LabSetup *setup, BaseError *error,
             bool (*visit) (const LabSetup *setup, int lane, const LessonPart *part, void *data, BaseError *error),
             void *data)
{
  const GPtrArray *parts = setup->experiment->parts;
  for (int lane = 0; lane < setup->n_lanes; lane++)
    for (guint i = 0; i < parts->len; i++) {
      const LessonPart *part = parts->pdata[i];
      if (part->kind == LESSON_TEST && !visit (setup, lane, part, data, error))
        return false;
    }
  return true;
}

static bool
check_one (const LabSetup *setup, int lane, const LessonPart *part, void *data, BaseError *error)
{
  LabLane changed;
  int *n = data;
  bool fine = read_test (&changed, setup, lane, part, error);
  lab_lane_clear (&changed);
  if (!fine || ++*n <= TRAIN_MAX_TESTS * setup->n_lanes)
    return fine;
  base_error_set (error, _ ("an experiment may have %d test sets at most"), TRAIN_MAX_TESTS);
  return lab_place_error ((LabPlace){ setup->path, part->place }, error);
}

bool
lab_data_check_tests (const LabSetup *setup, BaseError *error)
{
  int n = 0;
  return visit_tests (setup, error, check_one, &n);
}

/* The set of the lane before with the same data, or a new one. */
static bool
load_one (const LabSetup *setup, int lane, const LessonPart *part, void *user_data, BaseError *error)
{
  LabData *data = user_data;
  TrainTest *tests = data->tests[lane];
  int n = 0, same = same_data (setup, lane);
  while (tests[n].set != NULL)
    n++;
  tests[n].name = part->name;
  data->n_tests[lane] = n + 1;
  if (same >= 0) {
    tests[n].set = data->tests[same][n].set;
    return true;
  }
  LabLane changed;
  DataSet *set = NULL;
  if (read_test (&changed, setup, lane, part, error))
    set = data_make_part (changed.source, changed.data_values, changed.data_options, seed_of (setup),
                          data->train[lane], error);
  lab_lane_clear (&changed);
  if (set == NULL)
    return lab_place_error ((LabPlace){ setup->path, part->place }, error);
  g_ptr_array_add (data->sets, set);
  tests[n].set = set;
  return true;
}

/* The samples kept for validation are the last of the further test sets. */
static bool
add_validation (LabData *data, int lane, BaseError *error)
{
  int at = data->n_tests[lane];
  if (data->kept[lane] == NULL)
    return true;
  if (at == TRAIN_MAX_TESTS)
    return base_error_set (error, _ ("an experiment may have %d test sets at most, with that for validation"), TRAIN_MAX_TESTS);
  data->tests[lane][at] = (TrainTest){ "validation", data->kept[lane] };
  data->validation[lane] = data->n_tests[lane] = at + 1;
  return true;
}

bool
lab_data_load (LabData *data, const LabSetup *setup, BaseError *error)
{
  memset (data, 0, sizeof *data);
  data->sets = g_ptr_array_new_with_free_func (free_set);
  bool fine = true;
  for (int lane = 0; fine && lane < setup->n_lanes; lane++)
    fine = load_lane (data, setup, lane, error);
  for (int lane = 0; fine && setup->test_path != NULL && lane < setup->n_lanes; lane++)
    fine = load_other_test (data, setup, lane, error);
  fine = fine && visit_tests (setup, error, load_one, data);
  for (int lane = 0; fine && lane < setup->n_lanes; lane++)
    fine = add_validation (data, lane, error);
  if (!fine)
    lab_data_clear (data);
  return fine;
}

void
lab_data_clear (LabData *data)
{
  g_clear_pointer (&data->sets, g_ptr_array_unref);
}
