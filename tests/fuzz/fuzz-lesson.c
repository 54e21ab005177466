/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/lesson.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* Any bytes give a lesson or a message, and the lists of a lesson can be walked. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  BaseError error = { "" };
  Lesson *lesson = lesson_read_text ("fuzz.md", (const char *) data, size, &error);
  g_assert ((lesson == NULL) == (error.text[0] != '\0'));
  if (lesson == NULL)
    return 0;
  g_autoptr (GArray) formulas = lesson_formulas (lesson);
  g_autoptr (GArray) links = lesson_links (lesson);
  for (guint i = 0; i < formulas->len; i++)
    g_assert (g_array_index (formulas, LessonMention, i).text != NULL);
  for (guint i = 0; i < links->len; i++)
    g_assert (g_array_index (links, LessonMention, i).text != NULL);
  lesson_free (lesson);
  return 0;
}
