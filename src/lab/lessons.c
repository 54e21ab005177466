/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/lessons.h"

#include "base/known.h"
#include "base/words.h"

#include <string.h>

char *
lab_lessons_folder (void)
{
  const char *own = g_getenv ("GRADUS_LESSONS");
  if (own != NULL && *own != '\0')
    return g_strdup (own);
  if (g_file_test (LAB_SOURCE_LESSONS, G_FILE_TEST_IS_DIR))
    return g_strdup (LAB_SOURCE_LESSONS);
  return g_strdup (LAB_INSTALLED_LESSONS);
}

/* Ids that hold the name, are held by it, or differ in few letters. */
static char *
near_ones (const GPtrArray *lessons, const char *name)
{
  GString *text = g_string_new (NULL);
  int allowed = (int) strlen (name) / 3 + 1;
  for (guint i = 0; i < lessons->len; i++) {
    const Lesson *lesson = lessons->pdata[i];
    if (strstr (lesson->id, name) != NULL || strstr (name, lesson->id) != NULL ||
        base_letters_apart (name, lesson->id, 1) <= allowed)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", lesson->id);
  }
  return g_string_free (text, FALSE);
}

static Lesson *
find_in_folder (const char *name, const char *language, BaseError *error)
{
  g_autofree char *folder = lab_lessons_folder ();
  g_autoptr (GPtrArray) lessons = lesson_read_folder (folder, language);
  for (guint i = 0; i < lessons->len; i++) {
    Lesson *lesson = lessons->pdata[i];
    if (strcmp (lesson->id, name) != 0)
      continue;
    if (lesson->broken != NULL) {
      base_error_set (error, "%s", lesson->broken);
      return NULL;
    }
    return lesson_read (lesson->path, error);
  }
  g_autofree char *near = near_ones (lessons, name);
  if (*near != '\0')
    base_error_set (error, _ ("there is no lesson \"%s\"; near: %s"), name, near);
  else
    base_error_set (error, _ ("there is no lesson \"%s\" in %s; \"gradus list lessons\" shows all"), name,
                    folder);
  return NULL;
}

/* "." and ".." by what the folder is really called. */
static void
set_name (char **name, const char *folder)
{
  if (strcmp (*name, ".") != 0 && strcmp (*name, "..") != 0)
    return;
  g_free (*name);
  *name = g_path_get_basename (folder);
}

static Lesson *
read_file (const char *path, BaseError *error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    base_error_set (error, _ ("%s: there is no such file"), path);
    return NULL;
  }
  Lesson *lesson = lesson_read (path, error);
  g_autofree char *whole = g_canonicalize_filename (path, NULL), *folder = g_path_get_dirname (whole), *above = g_path_get_dirname (folder);
  if (lesson != NULL) {
    set_name (&lesson->id, folder);
    set_name (&lesson->chapter, above);
  }
  return lesson;
}

Lesson *
lab_lesson_open (const char *name, const char *language, BaseError *error)
{
  if (g_str_has_suffix (name, ".md") || g_str_has_suffix (name, LESSON_EXPERIMENT_SUFFIX) || strchr (name, '/') != NULL)
    return read_file (name, error);
  return find_in_folder (name, language, error);
}
