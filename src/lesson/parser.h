/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to this storey: a claim being read, by recursive descent. */

#include "lesson/scan.h"

typedef struct {
  LessonScan scan;
  LessonClaim *claim;
} LessonParser;

/* When a metric says no step, until the whole comparison is known. */
#define LESSON_AT_UNWRITTEN ((LessonWhen) -1)

/* Sums of products of numbers, metrics, functions and parentheses; the nodes belong to the claim. NULL: reported. */
LessonExpr *lesson_parse_expr (LessonParser *parser);

/* "<", "<=", …; false: none is there. */
bool lesson_parse_relation (LessonParser *parser, LessonRelation *relation);

/* Reports "expected …, found …" and returns NULL. */
LessonExpr *lesson_parse_fail (LessonParser *parser, const char *expected);
