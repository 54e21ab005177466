/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inequalities over what was recorded, as trees. lessons/STYLE.md describes the grammar. */

#include "lesson/notation.h"

typedef enum {
  LESSON_NUMBER,
  LESSON_METRIC,
  LESSON_FUNCTION,
  LESSON_BINARY, /* two operands */
  LESSON_NEGATE, /* one operand */
} LessonExprKind;

typedef enum {
  LESSON_ABS, LESSON_LN, LESSON_EXP, LESSON_SQRT,     /* one operand */
  LESSON_MIN, LESSON_MAX, LESSON_MEAN, LESSON_MEDIAN, /* of its operands, if several; of one: over what @over says */
  LESSON_STD, LESSON_SIGN_CHANGES,                    /* likewise: standard deviation of the population; zeros have no sign */
  LESSON_SHARE,                                       /* of what @over says, where operand 0 @relation operand 1 */
  LESSON_STEPS_TO,                                    /* first recorded step where operand 0 @relation operand 1; the last
                                                       * step where it never holds */
  LESSON_N_FUNCTIONS,
} LessonFunction;

typedef enum {
  LESSON_OVER_OPERANDS,
  LESSON_OVER_STEPS, /* recorded steps; metrics in it have when == LESSON_AT_EACH */
  LESSON_OVER_SWEEP, /* the swept values: a metric in it has an argument "key=*" */
} LessonOver;

typedef enum {
  LESSON_AT_STEP, /* @250, @0 */
  LESSON_AT_END,  /* @end, and where nothing is written */
  LESSON_AT_EACH, /* the step under way, in a function over steps, in steps_to and in comparisons with @all or @any */
} LessonWhen;

typedef enum { LESSON_LESS, LESSON_LESS_EQUAL, LESSON_GREATER, LESSON_GREATER_EQUAL, LESSON_EQUAL } LessonRelation;

typedef struct {
  LessonExprKind kind;
  LessonPlace place;
  double number;
  char *name;               /* metric: "grad_norm" */
  char *lane;               /* metric: NULL: the only lane */
  GArray *args;             /* metric, of LessonArg: "layer=1", "test=shifted", "batch=*"; NULL for other kinds */
  LessonWhen when;          /* metric */
  long step;                /* metric, LESSON_AT_STEP */
  LessonFunction function;
  LessonOver over;          /* of functions that reduce */
  long first, last;         /* LESSON_OVER_STEPS, "mean (…) @100..200": both included; last −1: the end */
  LessonRelation relation;  /* steps_to, share */
  char op;                  /* + - * / */
  GPtrArray *operands;      /* of LessonExpr, which belong to the claim; NULL for numbers and metrics */
} LessonExpr;

typedef enum { LESSON_ONCE, LESSON_ALL, LESSON_ANY } LessonQuantifier; /* at every, at some recorded step */

typedef struct {
  LessonRelation relation;
  const LessonExpr *left, *right;
  const LessonExpr *tolerance; /* "a == b +- 1e-6": |a − b| ≤ tolerance; NULL: none */
  LessonQuantifier quantifier;
} LessonComparison;

typedef struct {
  char *name;          /* as in en.md */
  char *label;         /* in the lesson's language; the name where there is none */
  char *text;          /* the inequality as written, blanks made single, without tags */
  const LessonExperiment *experiment;
  bool same;           /* holds for equal lanes too */
  bool timing;         /* about wall-clock time */
  GPtrArray *unless;   /* of LessonSetting: the stored counterexample, with which the claim must fail; empty: none */
  GArray *comparisons; /* of LessonComparison: all must hold ("and", two-sided bounds) */
  GPtrArray *exprs;    /* of LessonExpr: owns every node of the trees */
  LessonPlace place;
} LessonClaim;

/* Reads "name : inequality ; tags" about @experiment (NULL: any lane name is taken); messages say "PATH:LINE: …". */
LessonClaim *lesson_claim_read (const char *path, const char *text, LessonPlace start, const LessonExperiment *experiment,
                                BaseError *error);
void lesson_claim_free (LessonClaim *claim);

/* Writes the inequality as it would be read, with the fewest parentheses. */
char *lesson_claim_print (const LessonClaim *claim);
char *lesson_expr_print (const LessonExpr *expr);

/* Whether it makes one number of several: of operands, steps, or the values of a sweep. */
static inline bool
lesson_function_reduces (LessonFunction function)
{
  return function >= LESSON_MIN && function <= LESSON_SHARE;
}

/* Whether it holds a comparison. */
static inline bool
lesson_function_compares (LessonFunction function)
{
  return function == LESSON_SHARE || function == LESSON_STEPS_TO;
}

/* "abs", "steps_to"; "<=". */
const char *lesson_function_name (LessonFunction function);
const char *lesson_relation_text (LessonRelation relation);
