/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The lessons in one language, with the titles of the other language to search by. Whoever keeps a Lesson keeps the
 * library alive. */

#include "lesson/lesson.h"

#include <gio/gio.h>

#define GRADUS_TYPE_LIBRARY (gradus_library_get_type ())
G_DECLARE_FINAL_TYPE (GradusLibrary, gradus_library, GRADUS, LIBRARY, GObject)

/* Reads all lessons below @folder in @language ("en" or "zh_CN"). */
GradusLibrary *gradus_library_new (const char *folder, const char *language);

/* Of this one lesson, taken over. */
GradusLibrary *gradus_library_new_alone (Lesson *lesson, const char *language);

const char *gradus_library_language (GradusLibrary *library);
int gradus_library_n_lessons (GradusLibrary *library);
const Lesson *gradus_library_lesson (GradusLibrary *library, int index);

/* The place of the lesson called @id; −1: none. */
int gradus_library_find (GradusLibrary *library, const char *id);

/* The same lesson's title in the other language, or NULL. */
const char *gradus_library_other_title (GradusLibrary *library, int index);

/* Whether every word of @query stands in a title (either language), the id or the chapter. */
bool gradus_library_matches (GradusLibrary *library, int index, const char *query);

/* Puts an own lesson, read from a file, at the end (its transfer is full) and returns its place. */
int gradus_library_add (GradusLibrary *library, Lesson *lesson);
