/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/library.h"

struct _GradusLibrary {
  GObject parent;
  char *folder, *language;
  GPtrArray *lessons; /* of Lesson */
  GPtrArray *others;  /* of Lesson, the other language; NULL until searched */
};

G_DEFINE_FINAL_TYPE (GradusLibrary, gradus_library, G_TYPE_OBJECT)

static void
gradus_library_finalize (GObject *object)
{
  GradusLibrary *self = GRADUS_LIBRARY (object);

  g_free (self->folder);
  g_free (self->language);
  g_clear_pointer (&self->lessons, g_ptr_array_unref);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  G_OBJECT_CLASS (gradus_library_parent_class)->finalize (object);
}

static void
gradus_library_class_init (GradusLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_library_finalize;
}

static void
gradus_library_init (GradusLibrary *self)
{
}

GradusLibrary *
gradus_library_new (const char *folder, const char *language)
{
  GradusLibrary *self = g_object_new (GRADUS_TYPE_LIBRARY, NULL);

  self->folder = g_strdup (folder);
  self->language = g_strdup (language);
  self->lessons = lesson_read_folder (folder, language);
  return self;
}

GradusLibrary *
gradus_library_new_alone (Lesson *lesson, const char *language)
{
  GradusLibrary *self = g_object_new (GRADUS_TYPE_LIBRARY, NULL);

  self->language = g_strdup (language);
  self->lessons = g_ptr_array_new_with_free_func ((GDestroyNotify) lesson_free);
  self->others = g_ptr_array_new ();
  gradus_library_add (self, lesson);
  return self;
}

const char *
gradus_library_language (GradusLibrary *self)
{
  return self->language;
}

int
gradus_library_n_lessons (GradusLibrary *self)
{
  return (int) self->lessons->len;
}

const Lesson *
gradus_library_lesson (GradusLibrary *self, int index)
{
  g_return_val_if_fail (index >= 0 && index < (int) self->lessons->len, NULL);
  return self->lessons->pdata[index];
}

static int
find_in (GPtrArray *lessons, const char *id)
{
  for (guint i = 0; i < lessons->len; i++)
    if (g_strcmp0 (((const Lesson *) lessons->pdata[i])->id, id) == 0)
      return (int) i;
  return -1;
}

int
gradus_library_find (GradusLibrary *self, const char *id)
{
  return find_in (self->lessons, id);
}

const char *
gradus_library_other_title (GradusLibrary *self, int index)
{
  int other;

  if (!self->others)
    self->others = lesson_read_folder (self->folder, g_str_equal (self->language, "en") ? "zh_CN" : "en");
  other = find_in (self->others, gradus_library_lesson (self, index)->id);
  return other < 0 ? NULL : ((const Lesson *) self->others->pdata[other])->title;
}

bool
gradus_library_matches (GradusLibrary *self, int index, const char *query)
{
  const Lesson *lesson = gradus_library_lesson (self, index);
  const char *other = gradus_library_other_title (self, index);
  g_autofree char *all = g_strjoin (" ", lesson->title ? lesson->title : "", other ? other : "", lesson->id,
                                    lesson->chapter_title ? lesson->chapter_title : "", NULL);
  g_autofree char *text = g_utf8_casefold (all, -1);
  g_autofree char *wanted = g_utf8_casefold (query, -1);
  g_auto (GStrv) words = g_strsplit_set (wanted, " \t\n", -1);

  for (char **word = words; *word; word++)
    if (!strstr (text, *word))
      return false;
  return true;
}

int
gradus_library_add (GradusLibrary *self, Lesson *lesson)
{
  g_ptr_array_add (self->lessons, lesson);
  return (int) self->lessons->len - 1;
}
