/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How people write the ten digits: the knots of their pen strokes, several ways for each digit. */

#include "data/pen.h"

/* A knot in two forms of the same glyph; everything between the two is written, too. The unit box has its
 * origin at the upper left; x is drawn narrower than y by the writer's aspect. */
typedef struct {
  double x, y, x2, y2;
  int kind; /* PenKind */
} GlyphKnot;

typedef struct {
  int digit;
  double weight; /* how often it is chosen among the ways to write this digit */
  int n_knots;
  const GlyphKnot *knots;
} Glyph;

extern const Glyph digit_glyphs[];
extern const int n_digit_glyphs;
