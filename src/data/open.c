/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "data/files.h"
#include "data/png-file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What pictures become: like digits. */
static const DataPngSize picture_size = { 28, 28, 1 };

/* The path of an IDX file of @folder, plain or .gz; false where there is neither. */
static bool
find_idx (const char *folder, const char *prefix, const char *kind, char *path, size_t size)
{
  static const char *const endings[] = { "", ".gz" };
  for (int i = 0; i < 2; i++) {
    int n = snprintf (path, size, "%s/%s-%s-ubyte%s", folder, prefix, kind, endings[i]);
    if (n > 0 && (size_t) n < size && access (path, F_OK) == 0)
      return true;
  }
  return false;
}

/* "mnist/t10k" for the folder "…/mnist/" and the prefix "t10k" */
static void
name_set (DataSet *set, const char *folder, const char *prefix)
{
  char text[PATH_MAX];
  size_t end = strlen (folder), start;
  while (end > 1 && folder[end - 1] == '/')
    end--;
  for (start = end; start > 0 && folder[start - 1] != '/';)
    start--;
  snprintf (text, sizeof text, "%.*s/%s", (int) (end - start), folder + start, prefix);
  char *name = strdup (text);
  if (name == NULL)
    return;
  free (set->name);
  set->name = name;
}

/* Reads the pair that begins with @prefix; @found says whether the images are there at all. */
static DataSet *
read_pair (const char *folder, const char *prefix, bool *found, BaseError *error)
{
  char images[PATH_MAX], labels[PATH_MAX];
  *found = find_idx (folder, prefix, "images-idx3", images, sizeof images);
  if (!*found)
    return NULL;
  if (!find_idx (folder, prefix, "labels-idx1", labels, sizeof labels)) {
    base_error_set (error, _ ("%s: %s-labels-idx1-ubyte (or .gz) is missing beside the images"), folder, prefix);
    return NULL;
  }
  DataSet *set = data_read_idx (images, labels, error);
  if (set != NULL)
    name_set (set, folder, prefix);
  return set;
}

/* Splits @all, which it frees: the first 80 % (of @order, when given) train, the rest test. */
static bool
split (DataSet *all, const int *order, const char *path, DataSet **train, DataSet **test, BaseError *error)
{
  int n_train = (int) ((int64_t) all->n * 4 / 5);
  if (n_train == 0) {
    base_error_set (error, ngettext_ ("%s: %d sample, too few to train and test",
                                      "%s: %d samples, too few to train and test", all->n), path, all->n);
  } else if (order != NULL) {
    *train = data_set_pick (all, order, n_train, error);
    *test = data_set_pick (all, order + n_train, all->n - n_train, error);
  } else {
    *train = data_set_slice (all, 0, n_train, error);
    *test = data_set_slice (all, n_train, all->n - n_train, error);
  }
  data_set_free (all);
  if (*train != NULL && *test != NULL)
    return true;
  data_set_free (*train);
  data_set_free (*test);
  *train = *test = NULL;
  return false;
}

static void
free_both (DataSet **train, DataSet **test)
{
  data_set_free (*train);
  data_set_free (*test);
  *train = *test = NULL;
}

/* Reads what there is: one of the two may stay NULL. */
static bool
read_folder (const char *folder, DataSet **train, DataSet **test, BaseError *error)
{
  bool has_train, has_test = false, good;
  *test = NULL;
  *train = read_pair (folder, "train", &has_train, error);
  good = !has_train || *train != NULL;
  if (good)
    *test = read_pair (folder, "t10k", &has_test, error);
  good = good && (!has_test || *test != NULL);
  if (good && !has_train && !has_test)
    good = base_error_set (error,
                           _ ("%s: the folder holds neither train-images-idx3-ubyte nor t10k-images-idx3-ubyte "
                              "(plain or .gz) nor pictures (CLASS/ANY.png or CLASS-ANY.png)"),
                           folder);
  if (good && has_train && has_test)
    good = data_set_match (*test, *train, error);
  if (!good)
    free_both (train, test);
  return good;
}

static bool
is_folder (const char *path)
{
  struct stat info;
  return stat (path, &info) == 0 && S_ISDIR (info.st_mode);
}

static DataSet *
read_csv_file (const char *path, BaseError *error)
{
  if (strstr (path, "-ubyte") == NULL)
    return data_read_csv (path, error);
  base_error_set (error, _ ("%s: expected a CSV file or the folder that holds the IDX files"), path);
  return NULL;
}

/* Shuffles @all, which it frees, and splits it. */
static bool
shuffle_and_split (DataSet *all, const char *path, uint64_t seed, DataSet **train, DataSet **test,
                   BaseError *error)
{
  BaseRng rng;
  if (all == NULL)
    return false;
  int *order = malloc ((size_t) all->n * sizeof *order);
  if (order == NULL) {
    data_set_free (all);
    return base_error_set (error, _ ("%s: out of memory"), path);
  }
  base_rng_init (&rng, seed, RNG_SPLIT);
  base_rng_permutation (&rng, order, all->n);
  bool good = split (all, order, path, train, test, error);
  free (order);
  return good;
}

/* Whether there are pictures and no IDX files. */
static bool
holds_pictures (const char *folder)
{
  char path[PATH_MAX];
  return !find_idx (folder, "train", "images-idx3", path, sizeof path) &&
         !find_idx (folder, "t10k", "images-idx3", path, sizeof path) && data_png_is_folder (folder);
}

bool
data_open (const char *path, uint64_t seed, DataSet **train, DataSet **test, BaseError *error)
{
  *train = *test = NULL;
  if (!is_folder (path) && data_png_is_name (path))
    return base_error_set (
        error, _ ("%s: one picture to train on, expected a folder with pictures of several classes"), path);
  if (!is_folder (path))
    return shuffle_and_split (read_csv_file (path, error), path, seed, train, test, error);
  if (holds_pictures (path))
    return shuffle_and_split (data_png_read_folder (path, picture_size, error), path, seed, train, test,
                              error);
  if (!read_folder (path, train, test, error))
    return false;
  if (*train != NULL && *test != NULL)
    return true;
  DataSet *all = *train != NULL ? *train : *test;
  *train = *test = NULL;
  return split (all, NULL, path, train, test, error);
}

DataSet *
data_open_test (const char *path, BaseError *error)
{
  DataSet *train, *test;
  if (!is_folder (path))
    return data_png_is_name (path) ? data_png_read_one (path, picture_size, error)
                                   : read_csv_file (path, error);
  if (holds_pictures (path))
    return data_png_read_folder (path, picture_size, error);
  if (!data_open (path, 0, &train, &test, error))
    return NULL;
  data_set_free (train);
  return test;
}

/* The class of @model called @name, or -1. */
static int
class_called (const DataSet *model, const char *name)
{
  for (int k = 0; k < model->n_classes; k++)
    if (strcmp (model->class_names[k], name) == 0)
      return k;
  return -1;
}

/* Gives every sample of @set the index its class has in @model. */
static bool
match_names (DataSet *set, const DataSet *model, BaseError *error)
{
  int *index = calloc ((size_t) set->n_classes, sizeof *index);
  for (int k = 0; index != NULL && k < set->n_classes; k++) {
    index[k] = class_called (model, set->class_names[k]);
    if (index[k] >= 0)
      continue;
    free (index);
    return base_error_set (error, _ ("%s: class \"%s\" is not among the classes of %s"), set->name,
                           set->class_names[k], model->name);
  }
  if (index == NULL)
    return base_error_set (error, _ ("%s: out of memory"), set->name);
  for (int i = 0; i < set->n; i++)
    set->targets[i] = (float) index[(int) set->targets[i]];
  free (index);
  data_set_drop_class_names (set);
  set->n_classes = model->n_classes;
  set->target = model->target;
  data_set_name_classes (set, (const char *const *) model->class_names);
  return true;
}

bool
data_set_match (DataSet *set, const DataSet *model, BaseError *error)
{
  if (data_set_n_inputs (set) != data_set_n_inputs (model) || set->height != model->height ||
      set->steps != model->steps)
    return base_error_set (error, _ ("%s has samples of %d × %d × %d, %s of %d × %d × %d"), set->name,
                           set->height, set->width, set->channels, model->name, model->height, model->width,
                           model->channels);
  if ((set->target == DATA_REAL) != (model->target == DATA_REAL) || set->n_targets != model->n_targets)
    return base_error_set (error, _ ("%s has %s for targets, %s has %s"), set->name,
                           set->target == DATA_REAL ? _ ("numbers") : _ ("classes"), model->name,
                           model->target == DATA_REAL ? _ ("numbers") : _ ("classes"));
  if (set->target == DATA_REAL)
    return true;
  if (set->class_names != NULL && model->class_names != NULL)
    return match_names (set, model, error);
  if (set->n_classes != model->n_classes)
    return base_error_set (error, _ ("%s has %d classes, %s has %d"), set->name, set->n_classes, model->name,
                           model->n_classes);
  return true;
}
