/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to this storey: Markdown → blocks. */

#include "lesson/scan.h"

/* What a document consists of, in order. */
typedef enum { LESSON_PART_TITLE, LESSON_PART_SECTION, LESSON_PART_PROSE, LESSON_PART_FENCE } LessonPieceKind;

typedef struct {
  LessonPieceKind kind;
  char *text;         /* title and section: the words; fence: its text */
  char *info;         /* fence: "experiment NAME" */
  LessonBlock *block; /* prose */
  LessonPlace place;  /* fence: of the first line inside */
} LessonPiece;

/* Reads a whole document; what cannot be drawn (tables, pictures, HTML) is reported. The result is of LessonPiece.
 * @text: valid UTF-8, lines end with "\n". */
GPtrArray *lesson_markdown_read (LessonReport *report, const char *text);

/* Reads one line of inline markup. */
GArray *lesson_markdown_inline (LessonReport *report, const char *text, LessonPlace place);

GArray *lesson_runs_new (void);
void lesson_block_free (LessonBlock *block);
