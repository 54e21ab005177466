/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/scan.h"

#include "base/words.h"

#include <math.h>
#include <string.h>

/* Enough to mend a file by; a damaged one would give thousands. */
#define MAX_MESSAGES 100

bool
lesson_report (LessonReport *report, LessonPlace place, const char *format, ...)
{
  if (report->messages->len >= MAX_MESSAGES)
    return false;
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (report->messages, report->path != NULL
                                         ? g_strdup_printf ("%s:%d: %s", report->path, place.line, text)
                                         : g_steal_pointer (&text));
  return false;
}

LessonReport
lesson_report_new (const char *path)
{
  return (LessonReport) { path, g_ptr_array_new_with_free_func (g_free) };
}

bool
lesson_report_finish (LessonReport *report, BaseError *error)
{
  bool fine = report->messages->len == 0;
  if (!fine)
    base_error_set (error, "%s", (char *) report->messages->pdata[0]);
  g_clear_pointer (&report->messages, g_ptr_array_unref);
  return fine;
}

static bool
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n';
}

char *
lesson_scan_statement (const char **at, LessonPlace *place, LessonPlace *start)
{
  for (const char *line = *at, *end; *line != '\0'; line = *at) {
    bool empty = line[strspn (line, " \t")] == '\n' || line[strspn (line, " \t")] == '\0';
    *start = *place;
    end = strchrnul (line, '\n');
    place->line++;
    for (; !empty && *end != '\0' && (end[1] == ' ' || end[1] == '\t'); place->line++)
      end = strchrnul (end + 1, '\n');
    place->column = 1;
    *at = *end != '\0' ? end + 1 : end;
    if (!empty)
      return g_strndup (line, (gsize) (end - line));
  }
  return NULL;
}

void
lesson_scan_step (LessonScan *scan, int n_bytes)
{
  for (; n_bytes > 0 && *scan->at != '\0'; n_bytes--, scan->at++) {
    if (*scan->at == '\n')
      scan->place = (LessonPlace) { scan->place.line + 1, 1 };
    else if ((scan->at[0] & 0xC0) != 0x80) /* not inside a UTF-8 character */
      scan->place.column++;
  }
}

void
lesson_scan_blanks (LessonScan *scan)
{
  while (is_blank (*scan->at))
    lesson_scan_step (scan, 1);
}

bool
lesson_scan_accept (LessonScan *scan, char c)
{
  lesson_scan_blanks (scan);
  if (*scan->at != c)
    return false;
  lesson_scan_step (scan, 1);
  return true;
}

bool
lesson_scan_expect (LessonScan *scan, char c, const char *where)
{
  if (lesson_scan_accept (scan, c))
    return true;
  g_autofree char *found = lesson_scan_found (scan);
  return lesson_report (scan->report, scan->place, _ ("expected \"%c\" %s, found %s"), c, where, found);
}

bool
lesson_scan_end (LessonScan *scan)
{
  lesson_scan_blanks (scan);
  if (*scan->at == '\0')
    return true;
  g_autofree char *found = lesson_scan_found (scan);
  return lesson_report (scan->report, scan->place, _ ("expected the end of the line, found %s"), found);
}

static bool
ends_word (char c)
{
  return c == '\0' || is_blank (c) || strchr ("|();=*:[]", c) != NULL;
}

/* Length of the word at @at. A comma inside belongs to it ("black,white"), one at its end divides settings; between quotes
 * anything does. */
static gsize
word_length (const char *at)
{
  gsize n = 0;
  const char *closed = *at == '"' ? strchr (at + 1, '"') : NULL;
  if (closed != NULL)
    return (gsize) (closed + 1 - at);
  while (!ends_word (at[n]) && !(at[n] == ',' && (n == 0 || at[n + 1] == ',' || ends_word (at[n + 1]))))
    n++;
  return n;
}

/* Words and parentheses without a blank, "(x²+1)³"; a parenthesis that is not closed ends it. */
static gsize
value_length (const char *at)
{
  gsize n = word_length (at), closed = n;
  for (int depth = 0; at[n] == '(' || (at[n] == ')' && depth > 0);) {
    depth += at[n] == '(' ? 1 : -1;
    n += 1 + word_length (at + n + 1);
    closed = depth == 0 ? n : closed;
  }
  return closed;
}

/* The @n bytes at the cursor; NULL: none. */
static char *
take (LessonScan *scan, gsize n)
{
  if (n == 0)
    return NULL;
  char *text = g_strndup (scan->at, n);
  lesson_scan_step (scan, (int) n);
  return text;
}

char *
lesson_scan_word (LessonScan *scan)
{
  lesson_scan_blanks (scan);
  return take (scan, word_length (scan->at));
}

char *
lesson_scan_value (LessonScan *scan)
{
  lesson_scan_blanks (scan);
  return take (scan, value_length (scan->at));
}

char *
lesson_scan_name (LessonScan *scan, const char *what)
{
  lesson_scan_blanks (scan);
  LessonScan start = *scan;
  g_autofree char *word = lesson_scan_word (scan);
  if (word != NULL && lesson_is_name (word))
    return g_steal_pointer (&word);
  g_autofree char *found = lesson_scan_found (&start);
  lesson_report (scan->report, start.place, _ ("expected %s (letters, digits, \"-\", \"_\", \".\"), found %s"), what, found);
  return NULL;
}

char *
lesson_scan_found (LessonScan *scan)
{
  lesson_scan_blanks (scan);
  if (*scan->at == '\0')
    return g_strdup (_ ("the end of the line"));
  gsize n = word_length (scan->at);
  const char *end = scan->at + (n > 0 ? n : 1);
  if (n > 40) /* a whole character */
    end = g_utf8_find_prev_char (scan->at, scan->at + 41);
  return g_strdup_printf (_ ("\"%.*s\""), (int) (end - scan->at), scan->at);
}

bool
lesson_number (const char *text, double *number)
{
  char *end;
  if (*text == '\0' || strspn (text, "0123456789+-.eE") != strlen (text))
    return false;
  double value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (value))
    return false;
  *number = value;
  return true;
}

bool
lesson_integer (const char *text, long min, long max, long *number)
{
  char *end;
  if (!g_ascii_isdigit (*text) || strlen (text) > 12)
    return false;
  gint64 value = g_ascii_strtoll (text, &end, 10);
  if (*end != '\0' || value < min || value > max)
    return false;
  *number = (long) value;
  return true;
}

char *
lesson_number_print (double number, char *text)
{
  if (number == floor (number) && fabs (number) < 1e6)
    return g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, "%.0f", number);
  for (int digits = 1; digits <= 17; digits++) {
    char format[8];
    g_snprintf (format, sizeof format, "%%.%dg", digits);
    g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, format, number);
    if (g_ascii_strtod (text, NULL) == number)
      break;
  }
  return text;
}

char *
lesson_squeeze (const char *text, gsize length)
{
  char *out = g_strndup (text, length), *to = out;
  for (const char *from = out; *from != '\0'; from++)
    if (!is_blank (*from))
      *to++ = *from;
    else if (to > out && to[-1] != ' ')
      *to++ = ' ';
  to -= to > out && to[-1] == ' ';
  *to = '\0';
  return out;
}

bool
lesson_is_name (const char *text)
{
  if (!g_ascii_isalnum (*text))
    return false;
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("._-", *at) == NULL)
      return false;
  return true;
}
