/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/png-file.h"

#include "base/words.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define MAX_PICTURES 100000
#define MAX_CLASSES 1000

typedef struct {
  char *path, *class_name; /* owned */
} Picture;

typedef struct {
  Picture *pictures;
  int n, room;
} Pictures;

bool
data_png_is_name (const char *path)
{
  size_t n = strlen (path);
  return n > 4 && strcasecmp (path + n - 4, ".png") == 0;
}

static bool
is_folder (const char *path)
{
  struct stat info;
  return stat (path, &info) == 0 && S_ISDIR (info.st_mode);
}

static void
pictures_clear (Pictures *all)
{
  for (int i = 0; i < all->n; i++) {
    free (all->pictures[i].path);
    free (all->pictures[i].class_name);
  }
  free (all->pictures);
}

/* Takes @path and @class_name. */
static bool
add (Pictures *all, char *path, char *class_name, BaseError *error)
{
  Picture *grown = all->pictures;
  bool full = all->n == all->room;
  if (full && all->n < MAX_PICTURES)
    grown = realloc (all->pictures, (size_t) (all->room = 2 * all->room + 64) * sizeof *grown);
  if (grown != NULL)
    all->pictures = grown;
  if (path != NULL && class_name != NULL && grown != NULL && all->n < MAX_PICTURES) {
    all->pictures[all->n++] = (Picture){ path, class_name };
    return true;
  }
  if (all->n == MAX_PICTURES)
    base_error_set (error, _ ("%s: more than %d pictures"), path != NULL ? path : "", MAX_PICTURES);
  else
    base_error_set (error, _ ("out of memory for the names of pictures"));
  free (path);
  free (class_name);
  return false;
}

/* The class that a file's name begins with. */
static char *
class_of (const char *name)
{
  return strndup (name, strcspn (name, "-_."));
}

static char *
join (const char *folder, const char *name)
{
  char *path;
  return asprintf (&path, "%s/%s", folder, name) >= 0 ? path : NULL;
}

/* Collects the pictures of @folder: of the class @class_name, or, with NULL, of the classes their names say,
 * and those of the folders in it. */
static bool
collect (Pictures *all, const char *folder, const char *class_name, BaseError *error)
{
  DIR *directory = opendir (folder);
  bool fine = directory != NULL || base_error_set (error, "%s: %s", folder, strerror (errno));
  const struct dirent *entry;
  while (fine && (entry = readdir (directory)) != NULL) {
    if (entry->d_name[0] == '.')
      continue;
    char *path = join (folder, entry->d_name);
    if (path != NULL && class_name == NULL && is_folder (path))
      fine = collect (all, path, entry->d_name, error);
    else if (data_png_is_name (entry->d_name)) {
      fine = add (all, path, class_name != NULL ? strdup (class_name) : class_of (entry->d_name), error);
      continue;
    }
    free (path);
  }
  if (directory != NULL)
    closedir (directory);
  return fine;
}

static int
compare (const void *a, const void *b)
{
  const Picture *left = a, *right = b;
  int by_class = strcmp (left->class_name, right->class_name);
  return by_class != 0 ? by_class : strcmp (left->path, right->path);
}

/* Counts the classes of sorted pictures and names them; @names has room for MAX_CLASSES. */
static int
count_classes (const Pictures *all, const char **names)
{
  int n = 0;
  for (int i = 0; i < all->n; i++)
    if (i == 0 || strcmp (all->pictures[i].class_name, all->pictures[i - 1].class_name) != 0) {
      if (n < MAX_CLASSES)
        names[n] = all->pictures[i].class_name;
      n++;
    }
  return n;
}

static DataSet *
read_sorted (const char *name, const Pictures *all, DataPngSize size, int fewest, BaseError *error)
{
  const char *names[MAX_CLASSES];
  int n_classes = count_classes (all, names), label = 0;
  if (n_classes < fewest || n_classes > MAX_CLASSES) {
    base_error_set (error, ngettext_ ("%s: pictures of %d class (CLASS/ANY.png or CLASS-ANY.png), expected %d to %d",
                                      "%s: pictures of %d classes (CLASS/ANY.png or CLASS-ANY.png), expected %d to %d",
                                      n_classes), name, n_classes, fewest, MAX_CLASSES);
    return NULL;
  }
  DataSet *set =
      data_set_new (name, all->n, size.height, size.width, size.channels, DATA_CLASSES, n_classes, 1, error);
  if (set == NULL)
    return NULL;
  data_set_name_classes (set, names);
  for (int i = 0; i < all->n; i++) {
    label += i > 0 && strcmp (all->pictures[i].class_name, names[label]) != 0;
    set->targets[i] = (float) label;
    if (data_png_read (all->pictures[i].path, size,
                       set->inputs + (size_t) i * (size_t) data_set_n_inputs (set), error))
      continue;
    data_set_free (set);
    return NULL;
  }
  return set;
}

DataSet *
data_png_read_folder (const char *folder, DataPngSize size, BaseError *error)
{
  Pictures all = { 0 };
  DataSet *set = NULL;
  if (collect (&all, folder, NULL, error)) {
    if (all.n > 0)
      qsort (all.pictures, (size_t) all.n, sizeof *all.pictures, compare);
    set = read_sorted (folder, &all, size, 2, error);
  }
  pictures_clear (&all);
  return set;
}

DataSet *
data_png_read_one (const char *path, DataPngSize size, BaseError *error)
{
  Pictures all = { 0 };
  const char *slash = strrchr (path, '/');
  DataSet *set = NULL;
  if (add (&all, strdup (path), class_of (slash != NULL ? slash + 1 : path), error))
    set = read_sorted (path, &all, size, 1, error);
  pictures_clear (&all);
  return set;
}

bool
data_png_is_folder (const char *folder)
{
  Pictures all = { 0 };
  bool found = collect (&all, folder, NULL, NULL) && all.n > 0;
  pictures_clear (&all);
  return found;
}
