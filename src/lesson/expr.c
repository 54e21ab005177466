/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/parser.h"

#include "base/known.h"
#include "base/words.h"

#include <string.h>

#define MAX_NODES 200 /* of a claim's trees: also bounds how deep they are */
#define MAX_DEPTH 32  /* of parentheses */
#define MAX_STEP 100000000

static const char *const functions[LESSON_N_FUNCTIONS] = {
  [LESSON_ABS] = "abs", [LESSON_LN] = "ln",     [LESSON_EXP] = "exp",       [LESSON_SQRT] = "sqrt",        [LESSON_MIN] = "min",
  [LESSON_MAX] = "max", [LESSON_MEAN] = "mean", [LESSON_MEDIAN] = "median", [LESSON_STEPS_TO] = "steps_to",
  [LESSON_STD] = "std", [LESSON_SIGN_CHANGES] = "sign_changes", [LESSON_SHARE] = "share",
};

static const char *const relations[] = {
  [LESSON_LESS] = "<",           [LESSON_LESS_EQUAL] = "<=", [LESSON_GREATER] = ">",
  [LESSON_GREATER_EQUAL] = ">=", [LESSON_EQUAL] = "==",
};

const char *
lesson_function_name (LessonFunction function)
{
  return functions[function];
}

const char *
lesson_relation_text (LessonRelation relation)
{
  return relations[relation];
}

/* A new node of the claim; NULL: reported. */
static LessonExpr *
add_expr (LessonParser *parser, LessonExprKind kind, LessonExpr *a, LessonExpr *b)
{
  if (parser->claim->exprs->len >= MAX_NODES) {
    lesson_report (parser->scan.report, parser->scan.place, 
                   _ ("this inequality is too long: at most %d numbers, metrics and operations"), MAX_NODES);
    return NULL;
  }
  LessonExpr *expr = g_new0 (LessonExpr, 1);
  expr->kind = kind;
  expr->place = a != NULL ? a->place : parser->scan.place;
  if (kind != LESSON_NUMBER && kind != LESSON_METRIC)
    expr->operands = g_ptr_array_new ();
  if (a != NULL)
    g_ptr_array_add (expr->operands, a);
  if (b != NULL)
    g_ptr_array_add (expr->operands, b);
  g_ptr_array_add (parser->claim->exprs, expr);
  return expr;
}

LessonExpr *
lesson_parse_fail (LessonParser *parser, const char *expected)
{
  g_autofree char *found = lesson_scan_found (&parser->scan);
  lesson_report (parser->scan.report, parser->scan.place, _ ("expected %s, found %s"), expected, found);
  return NULL;
}

static char *
take (LessonParser *parser, gsize n)
{
  char *text = g_strndup (parser->scan.at, n);
  lesson_scan_step (&parser->scan, (int) n);
  return text;
}

static LessonExpr *
parse_number (LessonParser *parser)
{
  const char *at = parser->scan.at;
  gsize n = strspn (at, "0123456789.");
  if (at[n] == 'e' || at[n] == 'E') {
    gsize sign = at[n + 1] == '+' || at[n + 1] == '-';
    n += 1 + sign + strspn (at + n + 1 + sign, "0123456789");
  }
  LessonExpr *expr = add_expr (parser, LESSON_NUMBER, NULL, NULL);
  g_autofree char *text = take (parser, n);
  if (expr == NULL || lesson_number (text, &expr->number))
    return expr;
  lesson_report (parser->scan.report, expr->place, _ ("\"%s\" is no number"), text);
  return NULL;
}

/* ---- metrics ---- */

static void
arg_clear (gpointer data)
{
  LessonArg *arg = data;
  g_free (arg->key);
  g_free (arg->value);
}

/* A word in brackets, up to "," or "]". */
static char *
take_word (LessonParser *parser)
{
  lesson_scan_blanks (&parser->scan);
  return take (parser, strcspn (parser->scan.at, " \t\n,]=[()<>;"));
}

static bool
parse_bracket_word (LessonParser *parser, LessonExpr *metric)
{
  lesson_scan_blanks (&parser->scan);
  LessonPlace place = parser->scan.place;
  LessonArg arg = { NULL, take_word (parser), place };
  if (lesson_scan_accept (&parser->scan, '='))
    arg = (LessonArg) { arg.value, take_word (parser), place };
  g_array_append_val (metric->args, arg);
  if (*arg.value == '\0' || (arg.key != NULL && !lesson_is_name (arg.key)))
    return lesson_parse_fail (parser, _ ("a lane or KEY=VALUE in the brackets")) != NULL;
  if (arg.key != NULL)
    return true;
  if (metric->lane != NULL)
    return lesson_report (parser->scan.report, place, 
                          _ ("\"%s\" and \"%s\": a metric has one lane, other words are KEY=VALUE"), metric->lane, arg.value);
  metric->lane = g_strdup (arg.value);
  g_array_set_size (metric->args, metric->args->len - 1);
  return true;
}

/* "@end", "@250"; "@all" and "@any" are the comparison's. */
static bool
parse_when (LessonParser *parser, LessonExpr *metric)
{
  LessonScan before = parser->scan;
  if (!lesson_scan_accept (&parser->scan, '@'))
    return true;
  lesson_scan_blanks (&parser->scan);
  g_autofree char *word = take (parser, strspn (parser->scan.at, "abcdefghijklmnopqrstuvwxyz0123456789."));
  if (strcmp (word, "all") == 0 || strcmp (word, "any") == 0)
    parser->scan = before;
  else if (strcmp (word, "end") == 0)
    metric->when = LESSON_AT_END;
  else if (lesson_integer (word, 0, MAX_STEP, &metric->step))
    metric->when = LESSON_AT_STEP;
  else
    return lesson_report (before.report, before.place, _ ("\"@%s\": expected @end, @ and a step like @250, @all or @any"), word);
  return true;
}

/* Does the lane exist, is it needed? */
static bool
check_lane (LessonParser *parser, const LessonExpr *metric)
{
  const LessonExperiment *experiment = parser->claim->experiment;
  LessonReport *report = parser->scan.report;
  if (experiment == NULL)
    return true;
  if (metric->lane == NULL)
    return experiment->lanes->len < 2 ||
           lesson_report (report, metric->place, _ ("%s of which lane? Expected %s[%s] or another lane"), metric->name,
                          metric->name, ((LessonLane *) experiment->lanes->pdata[0])->id);
  if (lesson_lane_find (experiment, metric->lane) != NULL)
    return true;
  BaseKnown known = { metric->lane };
  BaseError error = { "" };
  for (guint i = 0; i < experiment->lanes->len; i++)
    base_known_add (&known, ((LessonLane *) experiment->lanes->pdata[i])->id);
  base_known_error (&known, &error, _ ("there is no lane \"%s\""), metric->lane);
  return lesson_report (report, metric->place, "%s", error.text);
}

static LessonExpr *
parse_metric (LessonParser *parser, char *name, LessonPlace place)
{
  LessonExpr *metric = add_expr (parser, LESSON_METRIC, NULL, NULL);
  if (metric == NULL) {
    g_free (name);
    return NULL;
  }
  metric->name = name;
  metric->place = place;
  metric->when = LESSON_AT_UNWRITTEN;
  metric->args = g_array_new (FALSE, FALSE, sizeof (LessonArg));
  g_array_set_clear_func (metric->args, arg_clear);
  if (*parser->scan.at == '[') {
    lesson_scan_step (&parser->scan, 1);
    do
      if (!parse_bracket_word (parser, metric))
        return NULL;
    while (lesson_scan_accept (&parser->scan, ','));
    if (!lesson_scan_expect (&parser->scan, ']', _ ("at the end of the brackets")))
      return NULL;
  }
  return check_lane (parser, metric) && parse_when (parser, metric) ? metric : NULL;
}

/* ---- functions ---- */

bool
lesson_parse_relation (LessonParser *parser, LessonRelation *relation)
{
  lesson_scan_blanks (&parser->scan);
  for (int length = 2; length > 0; length--)
    for (guint i = 0; i < G_N_ELEMENTS (relations); i++)
      if ((int) strlen (relations[i]) == length && g_str_has_prefix (parser->scan.at, relations[i])) {
        lesson_scan_step (&parser->scan, length);
        *relation = (LessonRelation) i;
        return true;
      }
  return false;
}

/* "@100..200" behind a function over steps */
static bool
parse_steps (LessonParser *parser, LessonExpr *call)
{
  LessonScan before = parser->scan;
  call->last = -1;
  if ((call->operands->len > 1 && call->function != LESSON_SHARE) || !lesson_scan_accept (&parser->scan, '@'))
    return true;
  lesson_scan_blanks (&parser->scan);
  LessonPlace place = parser->scan.place;
  g_autofree char *word = take (parser, strspn (parser->scan.at, "abcdefghijklmnopqrstuvwxyz0123456789."));
  if (strcmp (word, "all") == 0 || strcmp (word, "any") == 0) {
    parser->scan = before;
    return true;
  }
  g_auto (GStrv) ends = g_strsplit (word, "..", 2);
  if (g_strv_length (ends) == 2 && lesson_integer (ends[0], 0, MAX_STEP, &call->first) &&
      (strcmp (ends[1], "end") == 0 || lesson_integer (ends[1], call->first, MAX_STEP, &call->last)))
    return true;
  return lesson_report (parser->scan.report, place, _ ("\"@%s\": expected a range of steps like @100..200 or @100..end"), word);
}

static LessonExpr *
parse_call (LessonParser *parser, LessonFunction function, LessonPlace place)
{
  LessonExpr *call = add_expr (parser, LESSON_FUNCTION, NULL, NULL);
  if (call == NULL)
    return NULL;
  call->function = function;
  call->place = place;
  do {
    LessonExpr *operand = lesson_parse_expr (parser);
    if (operand == NULL)
      return NULL;
    g_ptr_array_add (call->operands, operand);
  } while (lesson_function_reduces (function) && function != LESSON_SHARE && lesson_scan_accept (&parser->scan, ','));
  if (lesson_function_compares (function)) {
    if (!lesson_parse_relation (parser, &call->relation))
      return lesson_parse_fail (parser, function == LESSON_SHARE ? _ ("a comparison in share (…)")
                                                                           : _ ("a comparison in steps_to (…)"));
    LessonExpr *right = lesson_parse_expr (parser);
    if (right == NULL)
      return NULL;
    g_ptr_array_add (call->operands, right);
  }
  if (!lesson_scan_expect (&parser->scan, ')', _ ("at the end of the parenthesis")))
    return NULL;
  return !lesson_function_reduces (function) || parse_steps (parser, call) ? call : NULL;
}

static LessonExpr *
parse_name (LessonParser *parser)
{
  LessonPlace place = parser->scan.place;
  g_autofree char *name = take (parser, strspn (parser->scan.at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                                 "0123456789_"));
  for (guint i = 0; i < LESSON_N_FUNCTIONS; i++)
    if (strcmp (name, functions[i]) == 0) {
      if (!lesson_scan_expect (&parser->scan, '(', _ ("after the function")))
        return NULL;
      return parse_call (parser, (LessonFunction) i, place);
    }
  lesson_scan_blanks (&parser->scan);
  if (*parser->scan.at != '(')
    return parse_metric (parser, g_steal_pointer (&name), place);
  lesson_report (parser->scan.report, place,
                 _ ("there is no function \"%s\"; there are: abs, ln, exp, sqrt, min, max, mean, median, std, sign_changes, "
                    "share, steps_to; a metric's lane stands in brackets, %s[LANE]"), name, name);
  return NULL;
}

/* ---- arithmetic ---- */

static LessonExpr *
parse_primary (LessonParser *parser)
{
  LessonScan *scan = &parser->scan;
  lesson_scan_blanks (scan);
  if (g_ascii_isdigit (*scan->at) || *scan->at == '.')
    return parse_number (parser);
  if (g_ascii_isalpha (*scan->at) || *scan->at == '_')
    return parse_name (parser);
  if (!lesson_scan_accept (scan, '('))
    return lesson_parse_fail (parser, _ ("a number, a metric or a function"));
  LessonExpr *expr = lesson_parse_expr (parser);
  return expr != NULL && lesson_scan_expect (scan, ')', _ ("at the end of the parenthesis")) ? expr : NULL;
}

static LessonExpr *
parse_unary (LessonParser *parser)
{
  LessonExpr *expr = NULL;
  if (++parser->scan.depth > MAX_DEPTH) {
    lesson_report (parser->scan.report, parser->scan.place, _ ("nested too deep, at most %d"), MAX_DEPTH);
  } else if (lesson_scan_accept (&parser->scan, '-')) {
    expr = parse_unary (parser);
    expr = expr != NULL ? add_expr (parser, LESSON_NEGATE, expr, NULL) : NULL;
  } else {
    expr = parse_primary (parser);
  }
  parser->scan.depth--;
  return expr;
}

/* The operator that is next if it is among @operators, "+-" being none. */
static char
next_operator (LessonParser *parser, const char *operators)
{
  lesson_scan_blanks (&parser->scan);
  const char *at = parser->scan.at;
  if (*at == '\0' || strchr (operators, *at) == NULL || g_str_has_prefix (at, "+-"))
    return '\0';
  lesson_scan_step (&parser->scan, 1);
  return *at;
}

static LessonExpr *
parse_level (LessonParser *parser, const char *operators, LessonExpr *(*parse_operand) (LessonParser *parser))
{
  LessonExpr *expr = parse_operand (parser);
  char op;
  while (expr != NULL && (op = next_operator (parser, operators)) != '\0') {
    LessonExpr *right = parse_operand (parser);
    expr = right != NULL ? add_expr (parser, LESSON_BINARY, expr, right) : NULL;
    if (expr != NULL)
      expr->op = op;
  }
  return expr;
}

static LessonExpr *
parse_product (LessonParser *parser)
{
  return parse_level (parser, "*/", parse_unary);
}

LessonExpr *
lesson_parse_expr (LessonParser *parser)
{
  return parse_level (parser, "+-", parse_product);
}
