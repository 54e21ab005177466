/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What people read: blocks of runs, made from Markdown; plain data, ready to be laid out. */

#include "base/error.h"

#include <glib.h>

typedef struct {
  int line, column; /* in the file, from 1; 0: unknown */
} LessonPlace;

typedef enum {
  LESSON_TEXT,
  LESSON_CODE,
  LESSON_FORMULA, /* text is TeX */
} LessonRunKind;

typedef enum { LESSON_STRONG = 1 << 0, LESSON_EMPHASIS = 1 << 1 } LessonStyle;

/* A stretch of one kind and style. A hard line break is "\n" in a text run. */
typedef struct {
  LessonRunKind kind;
  unsigned style; /* LessonStyle */
  char *text;
  char *href;     /* inside a link: "lesson:momentum" or a URL; else NULL */
  LessonPlace place;
} LessonRun;

typedef enum {
  LESSON_PARAGRAPH,
  LESSON_HEADING,
  LESSON_ITEM,     /* the first paragraph of a list item; what follows in the item is of its own kind */
  LESSON_QUOTE,
  LESSON_MATH,     /* one run: the TeX of a display formula */
  LESSON_VERBATIM, /* one run: preformatted text */
} LessonBlockKind;

typedef struct {
  LessonBlockKind kind;
  int level;    /* heading: 3 to 6; else how many lists deep, 0: in none */
  int number;   /* item of an ordered list; 0: bullet */
  GArray *runs; /* of LessonRun */
  LessonPlace place;
} LessonBlock;

typedef enum {
  LESSON_QUESTION, /* what stands before the first section */
  LESSON_PREDICT,
  LESSON_EXPERIMENTS,
  LESSON_ANSWER,
  LESSON_KEY_POINTS,
  LESSON_POPULAR_ERROR,
  LESSON_FOLLOW_UPS,
  LESSON_SOURCES,
  LESSON_N_SECTIONS,
} LessonSectionKind;

typedef struct {
  char *title;       /* as the file has it; NULL: the lesson has no such section (or it is the question) */
  GPtrArray *blocks; /* of LessonBlock; never NULL */
} LessonSection;

/* One answer of the prediction. */
typedef struct {
  bool right;
  GArray *runs; /* of LessonRun */
  GArray *why;  /* of LessonRun: why a wrong one tempts; may be empty for the right one */
  LessonPlace place;
} LessonOption;

/* The words of @runs (of LessonRun) without markup, formulas as TeX: for lists, the terminal, accessible names. */
char *lesson_runs_text (const GArray *runs);
