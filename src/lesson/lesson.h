/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Lessons: Markdown files → structs. This storey knows names, not objects: whether a layer "dense" exists and what its
 * settings are is found out by lab; here is what the text says and where it says it. */

#include "base/error.h"

#include <glib.h>

typedef struct {
  int line, column; /* in the file, from 1 */
} LessonPlace;

/* ---- prose ---- */

typedef enum { LESSON_TEXT, LESSON_EMPHASIS, LESSON_STRONG, LESSON_CODE, LESSON_LINK, LESSON_FORMULA } LessonRunKind;

typedef struct {
  LessonRunKind kind;
  char *text; /* plain text, or TeX */
  char *href; /* LESSON_LINK: "lesson:momentum" or a URL */
} LessonRun;

typedef enum { LESSON_PARAGRAPH, LESSON_HEADING, LESSON_ITEM, LESSON_MATH, LESSON_QUOTE, LESSON_VERBATIM } LessonBlockKind;

typedef struct {
  LessonBlockKind kind;
  int level;  /* heading 3 …; item: depth from 1 */
  int number; /* item of an ordered list, 0: bullet */
  GArray *runs; /* of LessonRun; LESSON_MATH and LESSON_VERBATIM: one run */
} LessonBlock;

typedef enum {
  LESSON_QUESTION, /* what stands before the first section */
  LESSON_PREDICT, LESSON_EXPERIMENTS, LESSON_ANSWER, LESSON_KEY_POINTS, LESSON_POPULAR_ERROR, LESSON_FOLLOW_UPS,
  LESSON_SOURCES,
  LESSON_N_SECTIONS,
} LessonSectionKind;

typedef struct {
  char *title; /* as the file has it */
  GPtrArray *blocks; /* of LessonBlock */
} LessonSection;

typedef struct {
  char *text; /* inline markup kept as runs */
  GArray *runs;
  char *why;  /* why a wrong option tempts; NULL for the right one */
  bool right;
} LessonOption;

/* ---- notation ---- */

typedef struct {
  char *key;   /* NULL: positional */
  char *value; /* as written */
  LessonPlace place;
} LessonArg;

/* One word with its settings: "moons n=400 noise=0.15", "dense 16 tanh"; with a repeat "3 * dense 16 tanh"; with an inner
 * chain "residual(dense 16 relu | dense 16)". Bare words after the name are positional args. */
typedef struct LessonCall LessonCall;
struct LessonCall {
  char *name;
  LessonPlace place;
  GArray *args;      /* of LessonArg */
  int repeat;        /* 1 */
  GPtrArray *inner;  /* of LessonChain: one for each branch; NULL: none */
};

typedef struct {
  GPtrArray *calls; /* of LessonCall, in the order of "a | b | c" */
} LessonChain;

/* A line "key = value". @chain is the value read as notation (also for one word). */
typedef struct {
  char *key, *value;
  LessonPlace place;
  LessonChain *chain;
} LessonSetting;

typedef struct {
  char *id;    /* "too-low" */
  char *label; /* for people, in the lesson's language; the id where there is none */
  LessonPlace place;
  GPtrArray *settings; /* of LessonSetting: what differs */
} LessonLane;

typedef struct {
  char *key;      /* "optimizer.lr" */
  char *label;    /* NULL: the Param's */
  double min, max; /* NAN: the Param's */
  bool log;
  LessonPlace place;
} LessonControl;

typedef struct {
  LessonCall *call; /* "curve metric=train_loss scale=log" */
  char *caption;    /* what to look for, in the lesson's language, or NULL */
} LessonView;

typedef struct {
  char *key;  /* "optimizer.lr" */
  double from, to;
  int n;
  bool log;
  LessonPlace place;
} LessonSweep;

/* A named line of a kind that the experiment's text may hold several of: "stage pretrain : …", "net G : …",
 * "probe P : …", "set t : …", "at 200 : …". */
typedef struct {
  char *kind, *name;
  LessonPlace place;
  LessonCall *call;      /* the text after the colon when it is one call, else NULL */
  GPtrArray *settings;   /* or of LessonSetting, "key = value, key = value" */
} LessonPart;

typedef struct {
  char *name;          /* NULL for the only one */
  bool calculator;     /* a `calc` block */
  LessonPlace place;
  GPtrArray *settings; /* of LessonSetting */
  GPtrArray *lanes;    /* of LessonLane */
  GPtrArray *controls; /* of LessonControl */
  GPtrArray *views;    /* of LessonView */
  GPtrArray *sweeps;   /* of LessonSweep */
  GPtrArray *parts;    /* of LessonPart */
} LessonExperiment;

/* ---- claims ---- */

typedef enum { LESSON_NUMBER, LESSON_METRIC, LESSON_CALLED, LESSON_BINARY, LESSON_NEGATE } LessonExprKind;

typedef enum {
  LESSON_AT_END, LESSON_AT_STEP, /* @end, @250 */
  LESSON_AT_ALL, LESSON_AT_ANY,  /* a comparison at every / at some recorded step */
} LessonWhen;

/* "2 * abs (train_loss[too-high,test=wide] @end)": a tree. */
typedef struct LessonExpr LessonExpr;
struct LessonExpr {
  LessonExprKind kind;
  LessonPlace place;
  double number;
  char *name;       /* metric or function: abs min max mean steps_to */
  char *lane;       /* NULL: the only lane */
  GArray *args;     /* of LessonArg: further words in the brackets, "layer=1" */
  LessonWhen when;
  long step;
  char op;          /* + - * / ; inside steps_to also < > */
  LessonExpr *a, *b;
};

typedef enum { LESSON_LESS, LESSON_LESS_EQUAL, LESSON_GREATER, LESSON_GREATER_EQUAL, LESSON_EQUAL } LessonRelation;

typedef struct {
  LessonRelation relation;
  LessonExpr *left, *right;
} LessonComparison;

typedef struct {
  char *name;   /* as in en.md; also the key for translations */
  char *label;  /* in the lesson's language */
  char *text;   /* the inequality as written */
  char *experiment; /* NULL: the only one */
  bool same;    /* tagged `same`: holds for equal lanes too */
  LessonPlace place;
  GArray *comparisons; /* of LessonComparison, all must hold ("and", two-sided bounds) */
} LessonClaim;

/* ---- a lesson ---- */

typedef struct {
  char *id, *chapter, *path, *language; /* "learning-rate-extremes", "04-optimisation", …, "en" or "zh_CN" */
  char *title;
  int level, minutes;
  char *asks;
  char *broken;            /* the message when the file could not be read; then the rest is empty */
  LessonSection sections[LESSON_N_SECTIONS];
  GPtrArray *options;      /* of LessonOption: the prediction */
  GPtrArray *experiments;  /* of LessonExperiment */
  GPtrArray *claims;       /* of LessonClaim */
} Lesson;

/* Reads one file. @language "en" or "zh_CN": for a translation the blocks come from the en.md beside it. Returns NULL with
 * "file:line: what is wrong, what was expected". */
Lesson *lesson_read (const char *path, BaseError *error);

/* Reads text as if it stood in @path (own lessons, tests, fuzzing). */
Lesson *lesson_read_text (const char *path, const char *text, gsize length, BaseError *error);

void lesson_free (Lesson *lesson);

/* All lessons below @folder in @language (falling back to English), in the order of the chapters and of order.txt in
 * each chapter. A broken lesson is in the list with its message in `broken`. */
GPtrArray *lesson_read_folder (const char *folder, const char *language);

/* Reads one chain of notation, "conv2d 8 5 pad=2 relu | maxpool 2 | flatten"; errors name line and column. */
LessonChain *lesson_chain_read (const char *text, LessonPlace start, BaseError *error);
void lesson_chain_free (LessonChain *chain);

/* The value of "key" among @settings (of LessonSetting), or NULL. */
const LessonSetting *lesson_setting_find (const GPtrArray *settings, const char *key);
