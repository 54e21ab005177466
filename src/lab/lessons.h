/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where the lessons are, and how one of them is found. */

#include "lesson/lesson.h"

/* The folder of lessons: $GRADUS_LESSONS; else the source tree's when the program runs uninstalled; else the
 * installed one. The caller frees it. */
char *lab_lessons_folder (void);

/* The lesson called @name, or read from it when it is a file ("own.md", "path/en.md"). An unknown id is an
 * error that lists near ones; a broken lesson is an error with its place. The caller frees it. */
Lesson *lab_lesson_open (const char *name, const char *language, BaseError *error);
