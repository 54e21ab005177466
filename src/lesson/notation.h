/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The text of an experiment as a tree of names, numbers kept as written. lessons/STYLE.md describes the notation. */

#include "lesson/prose.h"

#define LESSON_MAX_LANES 7

typedef struct {
  char *key;   /* NULL: a bare word */
  char *value; /* as written: "400", "black,white", "-1.2,1" */
  LessonPlace place;
} LessonArg;

/* One link of a chain: "moons n=400 noise=0.15", "3 * dense 16 tanh", "residual(dense 16 relu | dense 16)",
 * "dense 10 as head", "4 * (dense 64 | batchnorm | relu)". */
typedef struct {
  int repeat;       /* 1 where none is written */
  char *name;       /* "dense"; NULL: a group in parentheses, inner[0] */
  GPtrArray *inner; /* of LessonChain: the branches in parentheses, divided by ";"; NULL: none */
  GArray *args;     /* of LessonArg, in the order written */
  char *as;         /* the name given to this layer, or NULL */
  LessonPlace place;
} LessonCall;

typedef struct {
  GPtrArray *calls; /* of LessonCall: "a | b | c"; at least one */
} LessonChain;

/* "optimizer.lr = 0.1". A key is a path; its first part may be the name of a stage, net, head, probe or test set. */
typedef struct {
  char *key;
  char *value;        /* as written, blanks made single */
  LessonChain *chain; /* the same, read */
  LessonPlace place;
} LessonSetting;

typedef struct {
  char *id;            /* "too-low" */
  char *label;         /* in the lesson's language; the id where there is none */
  GPtrArray *settings; /* of LessonSetting: what differs; empty: nothing does */
  LessonPlace place;
} LessonLane;

/* "optimizer.lr = 1e-5 .. 100 log", "batch = 16, 64, 256": a control, or a sweep's values. */
typedef struct {
  char *key;
  char *label;       /* NULL: the Param's */
  double from, to;   /* NAN: a list of values, or (controls) the Param's limits */
  bool log;
  GPtrArray *values; /* of LessonSetting: the sweep's points or the choices; a plain interval of a control has none.
                      * Points of an interval are rounded to four digits, so that their text names them. */
  LessonPlace place;
} LessonRange;

typedef struct {
  LessonCall *call; /* "curve metric=train_loss scale=log" */
  char *caption;    /* what to look for, in the lesson's language, or NULL */
} LessonView;

typedef enum {
  LESSON_STAGE, /* stage tune from pretrain : steps = 200, freeze = body */
  LESSON_NET,   /* net G : latent 8 | dense 64 relu | dense 2 */
  LESSON_HEAD,  /* head box from features : dense 4 */
  LESSON_PROBE, /* probe fills : occlusion fill=black,white images=60 */
  LESSON_TEST,  /* test shifted : data.shift = 6 */
  LESSON_AT,    /* at 200 in good : optimizer.lr = 0.01 */
} LessonPartKind;

typedef struct {
  LessonPartKind kind;
  char *name;          /* NULL for LESSON_AT */
  char *label;         /* in the lesson's language; the name where there is none */
  char *from;          /* the stage, layer or lane (LESSON_AT) it is tied to; NULL: none */
  long step;           /* LESSON_AT */
  LessonChain *chain;  /* net, head, probe; else NULL */
  GPtrArray *settings; /* of LessonSetting: stage, test, at; else empty */
  LessonPlace place;
} LessonPart;

#define LESSON_MAX_POINT 16 /* numbers of a sample */
#define LESSON_MAX_POINTS 10000

/* "point 0.31 -0.2 : 1": a training sample in place of those that the data set draws. */
typedef struct {
  int n_inputs, n_targets;
  double values[LESSON_MAX_POINT]; /* inputs, then targets */
  LessonPlace place;
} LessonPoint;

typedef struct {
  char *name;          /* NULL: the only one */
  char *label;         /* in the lesson's language; the name where there is none */
  bool calculator;     /* a `calc` block */
  char *text;          /* the block as written */
  LessonPlace place;   /* of its first line */
  GPtrArray *settings; /* of LessonSetting */
  GPtrArray *lanes;    /* of LessonLane; none: one lane without a name */
  GPtrArray *controls; /* of LessonRange */
  GPtrArray *sweeps;   /* of LessonRange: every combination of their values is run */
  GPtrArray *views;    /* of LessonView */
  GPtrArray *parts;    /* of LessonPart */
  GArray *points;      /* of LessonPoint, all of one shape */
} LessonExperiment;

/* Reads one chain, "conv2d 8 5 pad=2 relu | maxpool 2 | flatten". The message has no place; the places inside count from
 * @start. */
LessonChain *lesson_chain_read (const char *text, LessonPlace start, BaseError *error);
void lesson_chain_free (LessonChain *chain);

/* Writes a chain as it would be read. */
char *lesson_chain_print (const LessonChain *chain);

/* Reads the text of a block; messages say "PATH:LINE: …", lines counting from @start. */
LessonExperiment *lesson_experiment_read (const char *path, const char *text, LessonPlace start, BaseError *error);
void lesson_experiment_free (LessonExperiment *experiment);

/* The text of a block with "KEY = VALUE", in @lane if that is not NULL, in the place of what it said of KEY and, of a key
 * without a dot, of "KEY.…". The caller frees it. */
char *lesson_edit_setting (const char *text, const char *lane, const char *key, const char *value);

/* The same without the other lanes than @lane and the changes at a step in them. The caller frees it. */
char *lesson_edit_only_lane (const char *text, const char *lane);

/* The text with @lines in the place of all lines that begin with @word, like "point 1 0 : 1". The caller frees it. */
char *lesson_edit_lines (const char *text, const char *word, const char *lines);

/* By name, or NULL. */
const LessonSetting *lesson_setting_find (const GPtrArray *settings, const char *key);
const LessonLane *lesson_lane_find (const LessonExperiment *experiment, const char *id);
const LessonPart *lesson_part_find (const LessonExperiment *experiment, const char *name);
const LessonArg *lesson_arg_find (const LessonCall *call, const char *key);
