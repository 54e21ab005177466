/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/parser.h"

#include "base/words.h"

#include <string.h>

static void
expr_free (gpointer data)
{
  LessonExpr *expr = data;
  g_free (expr->name);
  g_free (expr->lane);
  g_clear_pointer (&expr->args, g_array_unref);
  g_clear_pointer (&expr->operands, g_ptr_array_unref);
  g_free (expr);
}

/* ---- which step ---- */

static bool
mentions (const LessonExpr *expr, bool (*is) (const LessonExpr *expr))
{
  if (is (expr))
    return true;
  for (guint i = 0; expr->operands != NULL && i < expr->operands->len; i++)
    if (mentions (expr->operands->pdata[i], is))
      return true;
  return false;
}

static bool
is_swept (const LessonExpr *expr)
{
  for (guint i = 0; expr->args != NULL && i < expr->args->len; i++)
    if (strcmp (g_array_index (expr->args, LessonArg, i).value, "*") == 0)
      return true;
  return false;
}

static bool
is_each (const LessonExpr *expr)
{
  return expr->when == LESSON_AT_EACH && expr->kind == LESSON_METRIC;
}

/* Gives every metric its step: where none is written, the one under way if @each, else the end. */
static bool
resolve (LessonParser *parser, LessonExpr *expr, bool each)
{
  bool goes_over = expr->kind == LESSON_FUNCTION && lesson_function_reduces (expr->function) &&
                   (expr->operands->len == 1 || expr->function == LESSON_SHARE);
  if (expr->kind == LESSON_METRIC && expr->when == LESSON_AT_UNWRITTEN)
    expr->when = each ? LESSON_AT_EACH : LESSON_AT_END;
  if (goes_over)
    expr->over = mentions (expr, is_swept) ? LESSON_OVER_SWEEP : LESSON_OVER_STEPS;
  if ((goes_over && expr->over == LESSON_OVER_STEPS) || (expr->kind == LESSON_FUNCTION && expr->function == LESSON_STEPS_TO))
    each = true;
  for (guint i = 0; expr->operands != NULL && i < expr->operands->len; i++)
    if (!resolve (parser, expr->operands->pdata[i], each))
      return false;
  if (goes_over && expr->over == LESSON_OVER_STEPS && !mentions (expr, is_each))
    return lesson_report (parser->scan.report, expr->place, _ ("%s over the steps needs a metric without \"@\""),
                          lesson_function_name (expr->function));
  return true;
}

/* ---- comparisons ---- */

static bool
parse_quantifier (LessonParser *parser, LessonQuantifier *quantifier)
{
  *quantifier = LESSON_ONCE;
  if (!lesson_scan_accept (&parser->scan, '@'))
    return true;
  if (g_str_has_prefix (parser->scan.at, "all"))
    *quantifier = LESSON_ALL;
  else if (g_str_has_prefix (parser->scan.at, "any"))
    *quantifier = LESSON_ANY;
  else
    return lesson_parse_fail (parser, _ ("@all or @any here (@end and @250 stand behind a metric)")) != NULL;
  lesson_scan_step (&parser->scan, 3);
  return true;
}

static bool
parse_tolerance (LessonParser *parser, LessonComparison *comparison)
{
  lesson_scan_blanks (&parser->scan);
  if (!g_str_has_prefix (parser->scan.at, "+-"))
    return true;
  if (comparison->relation != LESSON_EQUAL)
    return lesson_parse_fail (parser, _ ("a tolerance behind == only")) != NULL;
  lesson_scan_step (&parser->scan, 2);
  comparison->tolerance = lesson_parse_expr (parser);
  return comparison->tolerance != NULL;
}

static bool
same_way (LessonRelation a, LessonRelation b)
{
  return a != LESSON_EQUAL && b != LESSON_EQUAL && (a <= LESSON_LESS_EQUAL) == (b <= LESSON_LESS_EQUAL);
}

/* "a < b", "a < b < c", "a == b +- c", each with @all or @any behind it. */
static bool
parse_comparison (LessonParser *parser)
{
  LessonComparison pair[2] = { 0 };
  int n = 0;
  LessonExpr *left = lesson_parse_expr (parser);
  if (left == NULL)
    return false;
  while (n < 2 && lesson_parse_relation (parser, &pair[n].relation)) {
    if (n == 1 && !same_way (pair[0].relation, pair[1].relation))
      return lesson_parse_fail (parser, _ ("two bounds that point the same way, like 0.4 < a < 0.6; what follows is wrong"))
             != NULL;
    pair[n].left = left;
    pair[n].right = left = lesson_parse_expr (parser);
    if (left == NULL || !parse_tolerance (parser, &pair[n]))
      return false;
    n++;
  }
  LessonQuantifier quantifier;
  if (n == 0)
    return lesson_parse_fail (parser, _ ("one of <, <=, >, >=, ==")) != NULL;
  if (!parse_quantifier (parser, &quantifier))
    return false;
  for (int i = 0; i < n; i++) {
    pair[i].quantifier = quantifier;
    const LessonExpr *trees[] = { pair[i].left, pair[i].right, pair[i].tolerance };
    for (int t = 0; t < 3; t++)
      if (trees[t] != NULL && !resolve (parser, (LessonExpr *) trees[t], quantifier != LESSON_ONCE))
        return false;
    g_array_append_val (parser->claim->comparisons, pair[i]);
  }
  return true;
}

static bool
accept_word (LessonParser *parser, const char *word)
{
  LessonScan before = parser->scan;
  g_autofree char *found = lesson_scan_word (&parser->scan);
  if (g_strcmp0 (found, word) == 0)
    return true;
  parser->scan = before;
  return false;
}

static bool
parse_tags (LessonParser *parser)
{
  LessonClaim *claim = parser->claim;
  while (lesson_scan_accept (&parser->scan, ';')) {
    if (accept_word (parser, "same"))
      claim->same = true;
    else if (accept_word (parser, "timing"))
      claim->timing = true;
    else if (!accept_word (parser, "unless"))
      return lesson_parse_fail (parser, _ ("same, timing or unless KEY = VALUE after \";\"")) != NULL;
    else if (!lesson_scan_settings (&parser->scan, claim->unless))
      return false;
  }
  lesson_scan_blanks (&parser->scan);
  return *parser->scan.at == '\0' || lesson_parse_fail (parser, _ ("\"and\", \";\" or the end of the line")) != NULL;
}

static bool
parse_claim (LessonParser *parser)
{
  LessonScan *scan = &parser->scan;
  const char *colon = strchr (scan->at, ':');
  if (colon == NULL)
    return lesson_report (scan->report, scan->place, _ ("expected NAME : INEQUALITY"));
  parser->claim->name = lesson_squeeze (scan->at, (gsize) (colon - scan->at));
  parser->claim->label = g_strdup (parser->claim->name);
  if (parser->claim->name[0] == '\0')
    return lesson_report (scan->report, scan->place, _ ("expected a name before \":\""));
  lesson_scan_step (scan, (int) (colon + 1 - scan->at));
  const char *start = scan->at, *second = strchr (start, ':');
  if (second != NULL && second < strchrnul (start, ';')) {
    lesson_scan_step (scan, (int) (second - start));
    return lesson_report (scan->report, scan->place,
                          _ ("a second \":\": expected NAME : INEQUALITY, with no \":\" in the name"));
  }
  do
    if (!parse_comparison (parser))
      return false;
  while (accept_word (parser, "and"));
  parser->claim->text = lesson_squeeze (start, (gsize) (scan->at - start));
  return parse_tags (parser);
}

LessonClaim *
lesson_scan_claim (LessonReport *report, const char *text, LessonPlace start, const LessonExperiment *experiment)
{
  LessonClaim *claim = g_new0 (LessonClaim, 1);
  *claim = (LessonClaim) {
    .experiment = experiment,
    .unless = lesson_settings_new (),
    .comparisons = g_array_new (FALSE, FALSE, sizeof (LessonComparison)),
    .exprs = g_ptr_array_new_with_free_func (expr_free),
    .place = start,
  };
  LessonParser parser = { { text, start, 0, report }, claim };
  lesson_scan_blanks (&parser.scan);
  if (parse_claim (&parser))
    return claim;
  lesson_claim_free (claim);
  return NULL;
}

LessonClaim *
lesson_claim_read (const char *path, const char *text, LessonPlace start, const LessonExperiment *experiment,
                   BaseError *error)
{
  LessonReport report = lesson_report_new (path);
  LessonClaim *claim = NULL;
  if (!g_utf8_validate (text, -1, NULL))
    lesson_report (&report, start, _ ("this is not UTF-8 text"));
  else
    claim = lesson_scan_claim (&report, text, start, experiment);
  lesson_report_finish (&report, error);
  return claim;
}

void
lesson_claim_free (LessonClaim *claim)
{
  if (claim == NULL)
    return;
  g_free (claim->name);
  g_free (claim->label);
  g_free (claim->text);
  g_ptr_array_unref (claim->unless);
  g_array_unref (claim->comparisons);
  g_ptr_array_unref (claim->exprs);
  g_free (claim);
}
