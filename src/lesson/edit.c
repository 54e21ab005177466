/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/scan.h"

#include <string.h>

/* Changes in the text of a block, statement by statement: what is not changed stays as it was written. */

/* Whether a change of @key takes the place of a setting @other: of itself, and of settings of what it replaces
 * ("optimizer" of "optimizer.lr"). */
static bool
replaces (const char *key, const char *other)
{
  gsize n = strlen (key);
  return strncmp (key, other, n) == 0 && (other[n] == '\0' || (other[n] == '.' && strchr (key, '.') == NULL));
}

static LessonScan
scan_of (const char *statement, LessonReport *report)
{
  return (LessonScan) { statement, { 1, 1 }, 0, report };
}

/* The key of a statement "KEY = VALUE"; NULL: it is none. */
static char *
key_of (const char *statement, LessonReport *report)
{
  LessonScan scan = scan_of (statement, report);
  char *word = lesson_scan_word (&scan);
  if (word == NULL || !lesson_scan_accept (&scan, '='))
    g_clear_pointer (&word, g_free);
  return word;
}

/* Behind "WORD NAME" and the colon, if there is one; NULL: the statement begins otherwise. @name NULL: any. */
static const char *
behind (const char *statement, const char *word, const char *name, LessonReport *report)
{
  LessonScan scan = scan_of (statement, report);
  g_autofree char *first = lesson_scan_word (&scan);
  if (g_strcmp0 (first, word) != 0 || lesson_scan_accept (&scan, '='))
    return NULL;
  g_autofree char *second = lesson_scan_word (&scan);
  if (name != NULL && g_strcmp0 (second, name) != 0)
    return NULL;
  lesson_scan_accept (&scan, ':');
  return scan.at;
}

/* "lane ID : …" with the setting in the place of what it replaces. */
static char *
edit_lane (const char *id, const char *rest, const char *key, const char *value, LessonReport *report)
{
  LessonScan scan = scan_of (rest, report);
  g_autoptr (GPtrArray) settings = lesson_settings_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  bool placed = false;
  lesson_scan_blanks (&scan);
  if (*scan.at != '\0')
    lesson_scan_settings (&scan, settings);
  g_string_append_printf (text, "lane %s :", id);
  for (guint i = 0; i < settings->len; i++) {
    const LessonSetting *setting = settings->pdata[i];
    bool here = replaces (key, setting->key);
    if (!here || !placed)
      g_string_append_printf (text, "%s %s = %s", text->str[text->len - 1] == ':' ? "" : ",", here ? key : setting->key,
                              here ? value : setting->value);
    placed |= here;
  }
  if (!placed)
    g_string_append_printf (text, "%s %s = %s", text->str[text->len - 1] == ':' ? "" : ",", key, value);
  return g_strdup (text->str);
}

/* The statements of a block, each without its line end. The first may stand in; behind another it would go on with that. */
static GPtrArray *
statements_of (const char *text)
{
  LessonPlace place = { 1, 1 }, line;
  GPtrArray *statements = g_ptr_array_new_with_free_func (g_free);
  for (char *statement; (statement = lesson_scan_statement (&text, &place, &line)) != NULL;)
    g_ptr_array_add (statements, g_strchug (statement));
  return statements;
}

static char *
text_of (GPtrArray *statements)
{
  g_ptr_array_add (statements, g_strdup (""));
  g_ptr_array_add (statements, NULL);
  return g_strjoinv ("\n", (char **) statements->pdata);
}

static void
edit_top (GPtrArray *statements, const char *key, const char *value, LessonReport *report)
{
  guint at = 0; /* behind the last setting */
  bool placed = false;
  for (guint i = 0; i < statements->len; i++) {
    g_autofree char *own = key_of (statements->pdata[i], report);
    bool here = own != NULL && replaces (key, own);
    if (here)
      g_ptr_array_remove_index (statements, i--);
    if (own != NULL && !placed)
      at = i + 1;
    placed |= here;
  }
  g_ptr_array_insert (statements, (int) at, g_strdup_printf ("%s = %s", key, value));
}

char *
lesson_edit_setting (const char *text, const char *lane, const char *key, const char *value)
{
  LessonReport report = lesson_report_new (NULL);
  g_autoptr (GPtrArray) statements = statements_of (text);
  if (lane == NULL)
    edit_top (statements, key, value, &report);
  for (guint i = 0; lane != NULL && i < statements->len; i++) {
    const char *rest = behind (statements->pdata[i], "lane", lane, &report);
    if (rest == NULL)
      continue;
    char *edited = edit_lane (lane, rest, key, value, &report);
    g_free (statements->pdata[i]);
    statements->pdata[i] = edited;
  }
  lesson_report_finish (&report, NULL);
  return text_of (statements);
}

/* Whether the statement is about another lane than @lane: "lane OTHER : …", "at 100 in OTHER : …". */
static bool
is_elsewhere (const char *statement, const char *lane, LessonReport *report)
{
  const char *rest = behind (statement, "at", NULL, report);
  if (rest != NULL)
    return behind (rest, "in", NULL, report) != NULL && behind (rest, "in", lane, report) == NULL;
  return behind (statement, "lane", NULL, report) != NULL && behind (statement, "lane", lane, report) == NULL;
}

char *
lesson_edit_only_lane (const char *text, const char *lane)
{
  LessonReport report = lesson_report_new (NULL);
  g_autoptr (GPtrArray) statements = statements_of (text);
  for (guint i = 0; i < statements->len; i++)
    if (is_elsewhere (statements->pdata[i], lane, &report))
      g_ptr_array_remove_index (statements, i--);
  lesson_report_finish (&report, NULL);
  return text_of (statements);
}

char *
lesson_edit_lines (const char *text, const char *word, const char *lines)
{
  LessonReport report = lesson_report_new (NULL);
  g_autoptr (GPtrArray) statements = statements_of (text);
  for (guint i = 0; i < statements->len; i++)
    if (behind (statements->pdata[i], word, NULL, &report) != NULL)
      g_ptr_array_remove_index (statements, i--);
  lesson_report_finish (&report, NULL);
  g_autofree char *rest = text_of (statements);
  return g_strconcat (rest, lines, NULL);
}
