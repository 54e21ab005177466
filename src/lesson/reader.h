/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to this storey: a lesson being read. */

#include "lesson/lesson.h"
#include "lesson/markdown.h"

typedef struct {
  LessonReport *report;
  Lesson *lesson;
  bool translation;
  int section;              /* LessonSectionKind */
  bool seen_lesson;
  bool broken_experiment;   /* claims then cannot be checked against it */
  const LessonPiece *labels;
} LessonReader;

/* An empty lesson with what its path says about it. */
Lesson *lesson_new (const char *path);

/* Reads a fenced block. */
void lesson_read_fence (LessonReader *reader, const LessonPiece *piece);

/* Reads "KIND.NAME = words" lines of a `labels` block; a label for what does not exist is reported. */
void lesson_read_labels (LessonReport *report, Lesson *lesson, const char *text, LessonPlace start);

/* Is this the name of a language: "en", "zh_CN"? */
bool lesson_is_language (const char *name);
