/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/lesson.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static bool
reads (const char *text)
{
  Lesson *lesson = lesson_read_text ("fuzz.gradus", text, strlen (text), NULL);
  lesson_free (lesson);
  return lesson != NULL;
}

/* Any bytes give an experiment or a message; one that reads still reads when a setting was put in or points were taken out. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  BaseError error = { "" };
  Lesson *lesson = lesson_read_text ("fuzz.gradus", (const char *) data, size, &error);
  g_assert ((lesson == NULL) == (error.text[0] != '\0'));
  if (lesson == NULL)
    return 0;
  const LessonExperiment *experiment = lesson->experiments->pdata[0];
  const LessonLane *lane = experiment->lanes->len > 0 ? experiment->lanes->pdata[0] : NULL;
  g_autofree char *top = lesson_edit_setting (experiment->text, NULL, "seed", "7");
  g_autofree char *inside = lane != NULL ? lesson_edit_setting (top, lane->id, "batch", "8") : g_strdup (top);
  g_autofree char *without = lesson_edit_lines (inside, "point", "");
  g_assert (experiment->settings->len > 99 || (reads (top) && reads (inside) && reads (without)));
  lesson_free (lesson);
  return 0;
}
