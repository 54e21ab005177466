/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* CSV text as fields with their places (RFC 4180, and the separators ; and tab), split in place. */

#include "base/error.h"

#include <locale.h>
#include <stddef.h>

typedef struct {
  const char *name; /* for messages */
  char *at, *end;
  char *line_start;
  int line; /* of the next field, from 1 */
  char separator;
  bool row_done; /* the last field read ended its row */
  locale_t c_locale;
} Csv;

typedef struct {
  char *text; /* in the buffer, ends with a zero byte */
  int line, column;
} CsvField;

typedef enum { CSV_NUMBER, CSV_EMPTY, CSV_WORD, CSV_NOT_FINITE } CsvNumber;

/* Checks that @text is UTF-8 without zero bytes; an error names line and column. @text[@n] must be zero. */
bool csv_check_text (const char *name, const char *text, size_t n, BaseError *error);

/* Starts to split @text, which is changed on the way and ends with a zero byte at @text[@n]. */
void csv_start (Csv *csv, const char *name, char *text, size_t n);

/* Frees what csv_start took. */
void csv_stop (Csv *csv);

/* Goes to the next row that is not empty; false when there is none. */
bool csv_next_row (Csv *csv);

/* Reads the next field of the row; csv->row_done says whether it was the last. */
bool csv_next_field (Csv *csv, CsvField *field, BaseError *error);

/* Reads a number with a decimal point that fits a float; tells what else the text is. */
CsvNumber csv_number (const Csv *csv, const char *text, double *value);
