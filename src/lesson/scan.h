/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to this storey: messages with their place, and a cursor over one statement. */

#include "lesson/claims.h"

/* All that was found wrong with a file. */
typedef struct {
  const char *path;    /* NULL: messages have no place */
  GPtrArray *messages; /* of char * */
} LessonReport;

/* Adds "PATH:LINE: …" and returns false. */
bool lesson_report (LessonReport *report, LessonPlace place, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Moves the first message to @error, frees the report's messages, says whether there were none. */
bool lesson_report_finish (LessonReport *report, BaseError *error);
LessonReport lesson_report_new (const char *path);

/* A cursor over a NUL-terminated statement; line ends count as blanks. */
typedef struct {
  const char *at;
  LessonPlace place; /* of @at */
  int depth;         /* of parentheses */
  LessonReport *report;
} LessonScan;

/* Cuts the next statement off a block: a line and the lines after it that begin with a blank. NULL at the end; empty
 * lines are passed over. */
char *lesson_scan_statement (const char **at, LessonPlace *place, LessonPlace *start);

void lesson_scan_step (LessonScan *scan, int n_bytes);
void lesson_scan_blanks (LessonScan *scan);
bool lesson_scan_accept (LessonScan *scan, char c); /* after blanks */
bool lesson_scan_expect (LessonScan *scan, char c, const char *where);
bool lesson_scan_end (LessonScan *scan);            /* after blanks: is there nothing left? else reported */
char *lesson_scan_word (LessonScan *scan);          /* after blanks; NULL: there is none */
char *lesson_scan_value (LessonScan *scan);         /* the same with parentheses that are closed, "arctan(sin(x))" */
char *lesson_scan_name (LessonScan *scan, const char *what); /* a word that may be a name; NULL: reported */
char *lesson_scan_found (LessonScan *scan);         /* what is there, for messages: "\"|\"", "the end" */

/* Reads a whole text as a finite number or a whole number; no place, no message. */
bool lesson_number (const char *text, double *number);
bool lesson_integer (const char *text, long min, long max, long *number);

/* The shortest text that reads back as the same number, in every locale; @text holds G_ASCII_DTOSTR_BUF_SIZE. */
char *lesson_number_print (double number, char *text);

/* Blanks made single, none at the ends. */
char *lesson_squeeze (const char *text, gsize length);

/* Letters, digits, "._-", beginning with a letter or digit. */
bool lesson_is_name (const char *text);

void lesson_call_free (LessonCall *call);
LessonChain *lesson_scan_chain (LessonScan *scan);
void lesson_print_call (const LessonCall *call, GString *out);
LessonSetting *lesson_scan_setting (LessonScan *scan);
/* "KEY = VALUE, KEY = VALUE" up to the end or ";". */
bool lesson_scan_settings (LessonScan *scan, GPtrArray *settings);
void lesson_setting_free (LessonSetting *setting);
GPtrArray *lesson_settings_new (void);

LessonExperiment *lesson_scan_experiment (LessonReport *report, const char *text, LessonPlace start);
LessonClaim *lesson_scan_claim (LessonReport *report, const char *text, LessonPlace start,
                                const LessonExperiment *experiment);
