/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/scan.h"

#include "base/words.h"

#include <string.h>

#define MAX_DEPTH 8      /* of parentheses */
#define MAX_REPEAT 1000
#define MAX_ARGS 32      /* of a name */
#define MAX_SETTINGS 32  /* in a row */
#define MAX_CALLS 1000   /* of a chain with all repeats written out */

static void
arg_clear (gpointer data)
{
  LessonArg *arg = data;
  g_free (arg->key);
  g_free (arg->value);
}

void
lesson_call_free (LessonCall *call)
{
  g_free (call->name);
  g_free (call->as);
  g_array_unref (call->args);
  g_clear_pointer (&call->inner, g_ptr_array_unref);
  g_free (call);
}

void
lesson_chain_free (LessonChain *chain)
{
  if (chain == NULL)
    return;
  g_ptr_array_unref (chain->calls);
  g_free (chain);
}

static bool scan_inner (LessonScan *scan, LessonCall *call);

/* WORD or WORD=VALUE */
static bool
scan_arg (LessonScan *scan, LessonCall *call, char *word, LessonPlace place)
{
  LessonArg arg = { NULL, word, place };
  if (*scan->at == '=') {
    lesson_scan_step (scan, 1);
    LessonPlace value_place = scan->place;
    const char *before = scan->at;
    arg = (LessonArg) { word, lesson_scan_value (scan), place };
    g_array_append_val (call->args, arg);
    if (arg.value == NULL || g_ascii_isspace (*before) || !lesson_is_name (word))
      return lesson_report (scan->report, value_place, _ ("expected a value right after \"%s=\", without a blank"), word);
    if (*arg.value == '"' && !g_str_has_suffix (arg.value + 1, "\""))
      return lesson_report (scan->report, value_place, _ ("the quote after \"%s=\" is not closed"), word);
    for (guint i = 0; i + 1 < call->args->len; i++)
      if (g_strcmp0 (g_array_index (call->args, LessonArg, i).key, word) == 0)
        return lesson_report (scan->report, place, _ ("\"%s\" is given twice"), word);
    return true;
  }
  g_array_append_val (call->args, arg);
  return true;
}

static bool
scan_args (LessonScan *scan, LessonCall *call)
{
  for (;;) {
    lesson_scan_blanks (scan);
    LessonPlace place = scan->place;
    char *word = lesson_scan_word (scan);
    if (word == NULL)
      break;
    if (strcmp (word, "as") == 0 && *scan->at != '=') {
      g_free (word);
      call->as = lesson_scan_name (scan, _ ("a name after \"as\""));
      return call->as != NULL;
    }
    if (!scan_arg (scan, call, word, place))
      return false;
    if (call->args->len > MAX_ARGS)
      return lesson_report (scan->report, place, _ ("too many settings of a name: at most %d"), MAX_ARGS);
  }
  if (*scan->at != '=')
    return true;
  return lesson_report (scan->report, scan->place,
                        _ ("what stands before \"=\"? Settings of a name are written KEY=VALUE without blanks, settings in a "
                           "row are divided by \", \""));
}

/* "3 *" or nothing */
static bool
scan_repeat (LessonScan *scan, LessonCall *call)
{
  LessonScan before = *scan;
  g_autofree char *word = lesson_scan_word (scan);
  if (word == NULL || !lesson_scan_accept (scan, '*')) {
    *scan = before;
    return true;
  }
  long repeat;
  if (!lesson_integer (word, 1, MAX_REPEAT, &repeat))
    return lesson_report (scan->report, before.place, _ ("\"%s\" repeats: expected a whole number from 1 to %d"), word,
                          MAX_REPEAT);
  call->repeat = (int) repeat;
  return true;
}

static LessonCall *
scan_call (LessonScan *scan)
{
  lesson_scan_blanks (scan);
  LessonCall *call = g_new0 (LessonCall, 1);
  call->repeat = 1;
  call->place = scan->place;
  call->args = g_array_new (FALSE, FALSE, sizeof (LessonArg));
  g_array_set_clear_func (call->args, arg_clear);
  bool fine = scan_repeat (scan, call);
  if (fine && !lesson_scan_accept (scan, '(')) {
    call->name = lesson_scan_word (scan);
    if (call->name == NULL) {
      g_autofree char *found = lesson_scan_found (scan);
      fine = lesson_report (scan->report, scan->place, _ ("expected a name, found %s"), found);
    } else if (lesson_scan_accept (scan, '(')) {
      fine = scan_inner (scan, call);
    }
  } else if (fine) {
    fine = scan_inner (scan, call);
    if (fine && call->inner->len > 1)
      fine = lesson_report (scan->report, call->place, _ ("branches need a name before the parenthesis, \"sum(a ; b)\""));
  }
  if (fine && scan_args (scan, call))
    return call;
  lesson_call_free (call);
  return NULL;
}

/* What follows "(": chains divided by ";", and ")". */
static bool
scan_inner (LessonScan *scan, LessonCall *call)
{
  if (++scan->depth > MAX_DEPTH)
    return lesson_report (scan->report, scan->place, _ ("parentheses are nested too deep, at most %d"), MAX_DEPTH);
  call->inner = g_ptr_array_new_with_free_func ((GDestroyNotify) lesson_chain_free);
  do {
    LessonChain *chain = lesson_scan_chain (scan);
    if (chain == NULL)
      return false;
    g_ptr_array_add (call->inner, chain);
  } while (lesson_scan_accept (scan, ';'));
  scan->depth--;
  return lesson_scan_expect (scan, ')', _ ("at the end of the parenthesis"));
}

static double
expanded_size (const LessonChain *chain)
{
  double size = 0;
  for (guint i = 0; i < chain->calls->len; i++) {
    const LessonCall *call = chain->calls->pdata[i];
    double own = 1;
    for (guint k = 0; call->inner != NULL && k < call->inner->len; k++)
      own += expanded_size (call->inner->pdata[k]);
    size += call->repeat * own;
  }
  return size;
}

LessonChain *
lesson_scan_chain (LessonScan *scan)
{
  LessonChain *chain = g_new0 (LessonChain, 1);
  chain->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) lesson_call_free);
  LessonPlace place = scan->place;
  do {
    LessonCall *call = scan_call (scan);
    if (call == NULL) {
      lesson_chain_free (chain);
      return NULL;
    }
    g_ptr_array_add (chain->calls, call);
  } while (lesson_scan_accept (scan, '|'));
  if (scan->depth == 0 && expanded_size (chain) > MAX_CALLS) {
    lesson_report (scan->report, place, _ ("too long: at most %d parts with all repeats written out"), MAX_CALLS);
    g_clear_pointer (&chain, lesson_chain_free);
  }
  return chain;
}

LessonChain *
lesson_chain_read (const char *text, LessonPlace start, BaseError *error)
{
  LessonReport report = lesson_report_new (NULL);
  LessonScan scan = { text, start, 0, &report };
  LessonChain *chain = NULL;
  if (!g_utf8_validate (text, -1, NULL))
    lesson_report (&report, start, _ ("this is not UTF-8 text"));
  else if ((chain = lesson_scan_chain (&scan)) != NULL && !lesson_scan_end (&scan))
    g_clear_pointer (&chain, lesson_chain_free);
  lesson_report_finish (&report, error);
  return chain;
}

/* ---- settings ---- */

void
lesson_setting_free (LessonSetting *setting)
{
  g_free (setting->key);
  g_free (setting->value);
  lesson_chain_free (setting->chain);
  g_free (setting);
}

GPtrArray *
lesson_settings_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lesson_setting_free);
}

LessonSetting *
lesson_scan_setting (LessonScan *scan)
{
  lesson_scan_blanks (scan);
  LessonPlace place = scan->place;
  g_autofree char *key = lesson_scan_name (scan, _ ("a setting KEY = VALUE"));
  if (key == NULL || !lesson_scan_expect (scan, '=', _ ("after the key")))
    return NULL;
  lesson_scan_blanks (scan);
  const char *start = scan->at;
  LessonChain *chain = lesson_scan_chain (scan);
  if (chain == NULL)
    return NULL;
  LessonSetting *setting = g_new0 (LessonSetting, 1);
  *setting = (LessonSetting) { g_steal_pointer (&key), lesson_squeeze (start, (gsize) (scan->at - start)), chain, place };
  return setting;
}

bool
lesson_scan_settings (LessonScan *scan, GPtrArray *settings)
{
  do {
    LessonSetting *setting = lesson_scan_setting (scan);
    if (setting == NULL)
      return false;
    bool twice = lesson_setting_find (settings, setting->key) != NULL;
    g_ptr_array_add (settings, setting);
    if (twice)
      return lesson_report (scan->report, setting->place, _ ("\"%s\" is given twice"), setting->key);
    if (settings->len > MAX_SETTINGS)
      return lesson_report (scan->report, setting->place, _ ("too many settings in a row: at most %d"), MAX_SETTINGS);
  } while (lesson_scan_accept (scan, ','));
  return true;
}

const LessonSetting *
lesson_setting_find (const GPtrArray *settings, const char *key)
{
  for (guint i = 0; i < settings->len; i++)
    if (strcmp (((LessonSetting *) settings->pdata[i])->key, key) == 0)
      return settings->pdata[i];
  return NULL;
}

const LessonArg *
lesson_arg_find (const LessonCall *call, const char *key)
{
  for (guint i = 0; i < call->args->len; i++)
    if (g_strcmp0 (g_array_index (call->args, LessonArg, i).key, key) == 0)
      return &g_array_index (call->args, LessonArg, i);
  return NULL;
}

/* ---- printing ---- */

static void print_chain (const LessonChain *chain, GString *out);

void
lesson_print_call (const LessonCall *call, GString *out)
{
  if (call->repeat != 1)
    g_string_append_printf (out, "%d * ", call->repeat);
  if (call->name != NULL)
    g_string_append (out, call->name);
  if (call->inner != NULL) {
    g_string_append_c (out, '(');
    for (guint i = 0; i < call->inner->len; i++) {
      g_string_append (out, i > 0 ? " ; " : "");
      print_chain (call->inner->pdata[i], out);
    }
    g_string_append_c (out, ')');
  }
  for (guint i = 0; i < call->args->len; i++) {
    const LessonArg *arg = &g_array_index (call->args, LessonArg, i);
    g_string_append_printf (out, " %s%s%s", arg->key != NULL ? arg->key : "", arg->key != NULL ? "=" : "", arg->value);
  }
  if (call->as != NULL)
    g_string_append_printf (out, " as %s", call->as);
}

static void
print_chain (const LessonChain *chain, GString *out)
{
  for (guint i = 0; i < chain->calls->len; i++) {
    g_string_append (out, i > 0 ? " | " : "");
    lesson_print_call (chain->calls->pdata[i], out);
  }
}

char *
lesson_chain_print (const LessonChain *chain)
{
  GString *out = g_string_new (NULL);
  print_chain (chain, out);
  return g_string_free (out, FALSE);
}
