/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/scan.h"

/* How tightly an expression holds together: sum 1, product 2, sign 3, the rest 4. */
static int
strength (const LessonExpr *expr)
{
  if (expr->kind == LESSON_NEGATE)
    return 3;
  if (expr->kind != LESSON_BINARY)
    return 4;
  return expr->op == '+' || expr->op == '-' ? 1 : 2;
}

static void print_expr (const LessonExpr *expr, int at_least, GString *out);

static void
print_metric (const LessonExpr *metric, GString *out)
{
  g_string_append (out, metric->name);
  bool brackets = metric->lane != NULL || metric->args->len > 0;
  if (brackets)
    g_string_append_printf (out, "[%s", metric->lane != NULL ? metric->lane : "");
  for (guint i = 0; i < metric->args->len; i++) {
    const LessonArg *arg = &g_array_index (metric->args, LessonArg, i);
    g_string_append_printf (out, "%s%s=%s", i > 0 || metric->lane != NULL ? "," : "", arg->key, arg->value);
  }
  if (brackets)
    g_string_append_c (out, ']');
  if (metric->when == LESSON_AT_STEP)
    g_string_append_printf (out, "@%ld", metric->step);
  else if (metric->when == LESSON_AT_END)
    g_string_append (out, "@end");
}

static void
print_function (const LessonExpr *call, GString *out)
{
  g_string_append_printf (out, "%s (", lesson_function_name (call->function));
  for (guint i = 0; i < call->operands->len; i++) {
    if (i > 0)
      g_string_append_printf (out, "%s ", lesson_function_compares (call->function) ? "" : ",");
    if (i > 0 && lesson_function_compares (call->function))
      g_string_append_printf (out, "%s ", lesson_relation_text (call->relation));
    print_expr (call->operands->pdata[i], 0, out);
  }
  g_string_append_c (out, ')');
  if (call->over != LESSON_OVER_STEPS || (call->first == 0 && call->last < 0))
    return;
  g_string_append_printf (out, "@%ld..", call->first);
  if (call->last < 0)
    g_string_append (out, "end");
  else
    g_string_append_printf (out, "%ld", call->last);
}

/* In parentheses where it holds together less than @at_least. */
static void
print_expr (const LessonExpr *expr, int at_least, GString *out)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  int own = strength (expr);
  g_string_append (out, own < at_least ? "(" : "");
  switch (expr->kind) {
  case LESSON_NUMBER:
    g_string_append (out, lesson_number_print (expr->number, text));
    break;
  case LESSON_METRIC:
    print_metric (expr, out);
    break;
  case LESSON_FUNCTION:
    print_function (expr, out);
    break;
  case LESSON_NEGATE:
    g_string_append_c (out, '-');
    print_expr (expr->operands->pdata[0], own, out);
    break;
  case LESSON_BINARY:
    print_expr (expr->operands->pdata[0], own, out);
    g_string_append_printf (out, " %c ", expr->op);
    print_expr (expr->operands->pdata[1], own + 1, out);
    break;
  }
  g_string_append (out, own < at_least ? ")" : "");
}

char *
lesson_expr_print (const LessonExpr *expr)
{
  GString *out = g_string_new (NULL);
  print_expr (expr, 0, out);
  return g_string_free (out, FALSE);
}

static void
print_tail (const LessonComparison *comparison, GString *out)
{
  g_string_append_printf (out, " %s ", lesson_relation_text (comparison->relation));
  print_expr (comparison->right, 0, out);
  if (comparison->tolerance != NULL) {
    g_string_append (out, " +- ");
    print_expr (comparison->tolerance, 0, out);
  }
}

char *
lesson_claim_print (const LessonClaim *claim)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < claim->comparisons->len; i++) {
    const LessonComparison *comparison = &g_array_index (claim->comparisons, LessonComparison, i);
    g_string_append (out, i > 0 ? " and " : "");
    print_expr (comparison->left, 0, out);
    print_tail (comparison, out);
    if (i + 1 < claim->comparisons->len && comparison[1].left == comparison->right)
      print_tail (&g_array_index (claim->comparisons, LessonComparison, ++i), out); /* two bounds */
    if (comparison->quantifier != LESSON_ONCE)
      g_string_append (out, comparison->quantifier == LESSON_ALL ? " @all" : " @any");
  }
  return g_string_free (out, FALSE);
}
