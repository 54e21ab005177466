/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Lessons: Markdown files → structs. This storey knows names, not objects: whether a layer "dense" exists and what its
 * settings are is found out by lab; here is what the text says and where it says it. */

#include "lesson/claims.h"

typedef struct {
  char *id, *chapter;      /* "learning-rate-extremes", "04-optimisation"; an own lesson: the file's name, "" */
  char *chapter_title;     /* for people, in the lesson's language */
  char *path, *language;   /* the file read; "en" or "zh_CN" */
  char *broken;            /* lesson_read_folder: the message when the file could not be read; then the rest is empty */
  char *title;             /* of a broken lesson: the id */
  int level, minutes;      /* 1 easy … 3 hard */
  char *asks;              /* where the question comes from, or NULL */
  LessonSection sections[LESSON_N_SECTIONS];
  GPtrArray *options;      /* of LessonOption: the prediction */
  GPtrArray *experiments;  /* of LessonExperiment */
  GPtrArray *claims;       /* of LessonClaim */
} Lesson;

/* An experiment alone is a file too: FILE.gradus holds the text of an experiment block. It becomes a lesson without
 * sections, called like the file. */
#define LESSON_EXPERIMENT_SUFFIX ".gradus"

/* Reads one file. LANGUAGE.md ("zh_CN.md") is a translation: its blocks come from the en.md beside it. Returns NULL with
 * "file:line: what is wrong, what was expected". */
Lesson *lesson_read (const char *path, BaseError *error);

/* Reads text as if it stood in @path (own lessons, tests, fuzzing). */
Lesson *lesson_read_text (const char *path, const char *text, gsize length, BaseError *error);

/* Like it, of a translation of @english, which is freed: its experiments and claims go over. */
Lesson *lesson_read_translation (const char *path, const char *text, gsize length, Lesson *english, BaseError *error);

void lesson_free (Lesson *lesson);

/* Everything that is wrong with a file, a message for each (of char *; the caller frees); empty if nothing is. */
GPtrArray *lesson_check (const char *path);

/* All lessons below @folder (of Lesson; frees them) in @language, in English where there is no such translation: chapters
 * by name (titles from chapters.tsv), in a chapter first those in its order.txt, then the others by name. A broken lesson is in the list with its
 * message in `broken`. */
GPtrArray *lesson_read_folder (const char *folder, const char *language);

/* A formula or a link: where it stands and what it says. */
typedef struct {
  const char *text; /* TeX, or "lesson:momentum"; belongs to the lesson */
  bool display;     /* a formula on a line of its own */
  LessonPlace place;
} LessonMention;

/* All formulas, all links of the prose and the prediction, in the order of the sections (of LessonMention). */
GArray *lesson_formulas (const Lesson *lesson);
GArray *lesson_links (const Lesson *lesson);
