/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/csv-fields.h"

#include "base/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A byte order mark may stand before the header. */
static const char bom[] = "\xef\xbb\xbf";

/* Length of the UTF-8 character at @at, 0 when it is none (or a zero byte). Overlong forms and surrogates are
 * none (RFC 3629); the zero byte behind the text ends every sequence that is cut short. */
static int
utf8_length (const unsigned char *at)
{
  if (at[0] < 0x80)
    return at[0] != 0;
  int n = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
  if (at[0] < 0xc2 || at[0] > 0xf4)
    return 0;
  for (int i = 1; i < n; i++)
    if ((at[i] & 0xc0) != 0x80)
      return 0;
  if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf0 && at[1] < 0x90) ||
      (at[0] == 0xf4 && at[1] > 0x8f))
    return 0;
  return n;
}

bool
csv_check_text (const char *name, const char *text, size_t n, BaseError *error)
{
  int line = 1;
  size_t start = 0;
  for (size_t i = 0; i < n;) {
    int length = utf8_length ((const unsigned char *) text + i);
    if (length == 0)
      return base_error_set (error, _ ("%s:%d:%zu: byte 0x%02x is not UTF-8 text"), name, line, i - start + 1,
                             (unsigned char) text[i]);
    i += (size_t) length;
    if (text[i - 1] == '\n') {
      line++;
      start = i;
    }
  }
  return true;
}

/* The first of comma, semicolon and tab in the header, outside of quotes. */
static char
find_separator (const char *text)
{
  bool quoted = false;
  for (; *text != '\0' && (quoted || *text != '\n'); text++) {
    if (*text == '"')
      quoted = !quoted;
    else if (!quoted && (*text == ',' || *text == ';' || *text == '\t'))
      return *text;
  }
  return ',';
}

void
csv_start (Csv *csv, const char *name, char *text, size_t n)
{
  size_t skip = strncmp (text, bom, 3) == 0 ? 3 : 0;
  *csv = (Csv){ .name = name, .at = text + skip, .end = text + n, .line = 1, .line_start = text + skip };
  csv->separator = find_separator (csv->at);
  csv->c_locale =
      newlocale (LC_ALL_MASK, "C", NULL); /* a decimal point, whatever the user's language writes */
}

void
csv_stop (Csv *csv)
{
  freelocale (csv->c_locale);
}

static bool
line_ends (const char *at)
{
  return *at == '\n' || (*at == '\r' && at[1] == '\n');
}

/* Steps over the end of a line at @csv->at; a carriage return before it belongs to it. */
static void
skip_line_end (Csv *csv)
{
  csv->at += *csv->at == '\r' ? 2 : 1;
  csv->line++;
  csv->line_start = csv->at;
}

bool
csv_next_row (Csv *csv)
{
  while (csv->at < csv->end && line_ends (csv->at))
    skip_line_end (csv);
  csv->row_done = false;
  return csv->at < csv->end;
}

/* Reads a quoted field in place: doubled quotes become one, separators and line ends are text. */
static bool
read_quoted (Csv *csv, CsvField *field, BaseError *error)
{
  char *to = csv->at, *from = csv->at + 1;
  field->text = to;
  for (;; from++) {
    if (from >= csv->end)
      return base_error_set (error, _ ("%s:%d:%d: the quote is never closed"), csv->name, field->line,
                             field->column);
    if (*from == '"' && from[1] != '"')
      break;
    if (*from == '"')
      from++;
    if (*from == '\n') {
      csv->line++;
      csv->line_start = from + 1;
    }
    *to++ = *from;
  }
  csv->at = from + 1;
  while (*csv->at == ' ')
    csv->at++;
  if (csv->at < csv->end && *csv->at != csv->separator && !line_ends (csv->at))
    return base_error_set (error, _ ("%s:%d:%d: text after the closing quote"), csv->name, csv->line,
                           (int) (csv->at - csv->line_start) + 1);
  *to = '\0';
  return true;
}

/* Reads up to the separator or the line's end, without the spaces around; the place of the zero byte is @end.
 */
static char *
read_plain (Csv *csv, CsvField *field)
{
  field->text = csv->at;
  while (csv->at < csv->end && *csv->at != csv->separator && !line_ends (csv->at))
    csv->at++;
  char *end = csv->at;
  while (end > field->text && end[-1] == ' ')
    end--;
  return end;
}

bool
csv_next_field (Csv *csv, CsvField *field, BaseError *error)
{
  char *end = NULL;
  while (csv->at < csv->end && *csv->at == ' ')
    csv->at++;
  field->line = csv->line;
  field->column = (int) (csv->at - csv->line_start) + 1;
  if (csv->at < csv->end && *csv->at == '"') {
    if (!read_quoted (csv, field, error))
      return false;
  } else {
    end = read_plain (csv, field);
  }
  csv->row_done = csv->at >= csv->end || *csv->at != csv->separator;
  if (csv->at < csv->end && csv->row_done)
    skip_line_end (csv);
  else if (csv->at < csv->end)
    csv->at++;
  if (end != NULL)
    *end = '\0'; /* only now: it may stand where the separator was */
  return true;
}

CsvNumber
csv_number (const Csv *csv, const char *text, double *value)
{
  *value = 0;
  if (*text == '\0')
    return CSV_EMPTY;
  char *end;
  *value = strtod_l (text, &end, csv->c_locale);
  if (end == text || *end != '\0' || strpbrk (text, "xX") != NULL)
    return CSV_WORD;
  return isfinite ((float) *value) ? CSV_NUMBER : CSV_NOT_FINITE;
}
