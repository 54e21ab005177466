/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What formulas become, what is wrong with others and where. What they are worth is tested with the activation `custom`. */
#include "base/formula.h"
#include "base/param.h"

#include <glib.h>

static const char *const steps[] = {
  [BASE_FORMULA_NUMBER] = "1",   [BASE_FORMULA_X] = "x",       [BASE_FORMULA_NEGATE] = "neg", [BASE_FORMULA_ADD] = "+",
  [BASE_FORMULA_SUBTRACT] = "-", [BASE_FORMULA_MULTIPLY] = "*", [BASE_FORMULA_DIVIDE] = "/",   [BASE_FORMULA_POWER] = "^",
  [BASE_FORMULA_SQUARE] = "sq",  [BASE_FORMULA_LESS] = "<",    [BASE_FORMULA_GREATER] = ">",  [BASE_FORMULA_IF] = "if",
  [BASE_FORMULA_MIN] = "min",    [BASE_FORMULA_MAX_OF] = "max", [BASE_FORMULA_EXP] = "exp",    [BASE_FORMULA_PHI] = "Phi",
};

static void
test_steps (void)
{
  static const struct {
    const char *text, *steps;
  } rows[] = {
    { "x", "x" },
    { "-x^2", "x sq neg" },
    { "(-x)^2", "x neg sq" },
    { "x ^ -2", "x 1 neg ^" },
    { "x^2^x", "x 1 x ^ ^" },
    { "1 - 2 - x", "1 1 - x -" },
    { "x / 2 * 3", "x 1 / 1 *" },
    { "1 + 2 * x < 3", "1 1 x * + 1 <" },
    { "if(x > 0, max(x, 1), exp(x) * pi)", "x 1 > x 1 max x exp 1 * if" },
    { " Phi ( x )\n * e ", "x Phi 1 *" },
    { "--+x", "x neg neg" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseFormula formula;
    BaseError error = { "" };
    g_autoptr (GString) made = g_string_new (NULL);
    base_formula_parse (rows[i].text, &formula, &error);
    g_assert_cmpstr (error.text, ==, "");
    for (int k = 0; k < formula.n; k++)
      g_string_append_printf (made, "%s%s", k > 0 ? " " : "", steps[formula.steps[k].op]);
    g_assert_cmpstr (made->str, ==, rows[i].steps);
  }
}

static void
test_errors (void)
{
  static const struct {
    const char *text, *error;
  } rows[] = {
    { "", "character 1 of the formula: expected a number, x or a function" },
    { "2 * (x + 1", "character 11 of the formula: expected \")\"" },
    { "x * sigmod(x)", "character 5 of the formula: \"sigmod\" is neither x, pi, e nor one of the functions if, min, max" },
    { "max(x)", "character 6 of the formula: expected \",\"" },
    { "min(x, 1, 2)", "character 9 of the formula: expected \")\"" },
    { "x x", "character 3 of the formula: expected an operator" },
    { "x + ², x", "character 5 of the formula: expected a number, x or a function" },
    { "1e999", "character 1 of the formula: expected a number" },
    { "x < 1 < 2", "character 7 of the formula: expected an operator" },
  };
  BaseFormula formula;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_assert_false (base_formula_parse (rows[i].text, &formula, &error));
    g_assert_true (g_str_has_prefix (error.text, rows[i].error));
  }
  g_autofree char *nested = g_strnfill (40, '('), *many = g_strnfill (199, '-'), *longer = g_strnfill (200, 'x');
  g_autofree char *deep = g_strdup ("x^(x^(x^(x^(x^(x^(x^(x^(x^(x^(x^(x^(x^(x^(x^(x^x)))))))))))))))");
  g_assert_false (base_formula_parse (nested, &formula, NULL));
  g_assert_false (base_formula_parse (many, &formula, NULL));
  g_assert_false (base_formula_parse (longer, &formula, NULL));
  g_assert_false (base_formula_parse (deep, &formula, NULL));
}

/* The same text has the same number, and a setting says it as it reads it. */
static void
test_numbers (void)
{
  static const Param needed = { "f", "F", NULL, PARAM_FORMULA, 0, 0, 9, 0, NULL }, free_one = { "df", "F′", NULL, PARAM_FORMULA, 0, -1, 9, -1, "exact" };
  char text[PARAM_TEXT_MAX];
  double a, b;
  BaseError error = { "" };
  g_assert_cmpint (base_formula_read ("x  * sigmoid(x)", NULL), ==, 0);
  g_assert_true (param_parse (&needed, "x * x", &a, NULL) && param_parse (&needed, "\"x  * x\"", &b, NULL));
  g_assert_cmpfloat (a, ==, b);
  g_assert_cmpfloat (a, >, 0);
  g_assert_cmpstr (param_format (&needed, a, text, sizeof text), ==, "\"x * x\"");
  g_assert_true (param_parse (&free_one, "exact", &b, NULL) && b == -1);
  g_assert_cmpstr (param_format (&free_one, b, text, sizeof text), ==, "exact");
  g_assert_false (param_parse (&needed, "exact", &b, &error));
  g_assert_nonnull (strstr (error.text, "f = exact: character 1 of the formula"));
  g_assert_true (param_check (&free_one, -1, NULL) && !param_check (&needed, -1, NULL) && !param_check (&needed, 900, NULL));
  for (int i = 0; i < BASE_FORMULA_MAX + 10; i++) {
    g_autofree char *other = g_strdup_printf ("x + %d", i);
    int number = base_formula_read (other, NULL);
    g_assert_true (i < BASE_FORMULA_MAX - 3 ? number > 0 && base_formula (number) != NULL : i < BASE_FORMULA_MAX || number == -1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/formula/steps", test_steps);
  g_test_add_func ("/base/formula/errors", test_errors);
  g_test_add_func ("/base/formula/numbers", test_numbers);
  return g_test_run ();
}
