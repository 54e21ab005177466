/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/lesson.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* Either a lesson or a message; the lists of a lesson can be walked. */
static Lesson *
check (Lesson *lesson, const BaseError *error)
{
  g_assert ((lesson == NULL) == (error->text[0] != '\0'));
  if (lesson == NULL)
    return NULL;
  g_autoptr (GArray) formulas = lesson_formulas (lesson);
  g_autoptr (GArray) links = lesson_links (lesson);
  for (guint i = 0; i < formulas->len; i++)
    g_assert (g_array_index (formulas, LessonMention, i).text != NULL);
  for (guint i = 0; i < links->len; i++)
    g_assert (g_array_index (links, LessonMention, i).text != NULL);
  g_assert (lesson->title != NULL && lesson->experiments->len > 0 && lesson->options->len > 1);
  return lesson;
}

/* Any bytes: the English lesson, and behind a NUL byte its translation. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  BaseError error = { "" };
  const char *text = (const char *) data, *nul = memchr (text, '\0', size);
  gsize length = nul != NULL ? (gsize) (nul - text) : size;
  Lesson *lesson = check (lesson_read_text ("en.md", text, length, &error), &error);
  if (nul != NULL && lesson != NULL)
    lesson = check (lesson_read_translation ("zh_CN.md", nul + 1, size - length - 1, lesson, &error), &error);
  lesson_free (lesson);
  return 0;
}
