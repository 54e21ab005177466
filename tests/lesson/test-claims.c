/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/claims.h"

static const LessonPlace start = { 7, 1 };

static const char lanes[] = "lane a\nlane b-2\nlane 0.5\nsweep batch = 16, 32\n";

static LessonExperiment *
read_lanes (const char *text)
{
  LessonExperiment *experiment = lesson_experiment_read ("x.md", text, start, NULL);
  g_assert_nonnull (experiment);
  return experiment;
}

static LessonClaim *
read_claim (const char *text, const LessonExperiment *experiment)
{
  BaseError error = { "" };
  LessonClaim *claim = lesson_claim_read ("x.md", text, start, experiment, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (claim);
  return claim;
}

static const LessonComparison *
nth (const LessonClaim *claim, guint index)
{
  g_assert_cmpuint (index, <, claim->comparisons->len);
  return &g_array_index (claim->comparisons, LessonComparison, index);
}

/* What is written comes out again with defaults written out and the fewest parentheses, and reads the same again. */
static void
test_round_trip (void)
{
  const struct { const char *text, *printed; } rows[] = {
    { "loss[a]@end > 3 * loss[b-2]@end", NULL },
    { "loss[a] > 3*loss[0.5]", "loss[a]@end > 3 * loss[0.5]@end" },
    { "0.4 < acc[a]@end <= 0.65", NULL },
    { "1 > acc[a]@0 >= .5 and acc[a]@250 < 1e-7", "1 > acc[a]@0 >= 0.5 and acc[a]@250 < 1e-07" },
    { "x[a]@end == 3 +- 0.05", NULL },
    { "x[a] == y[b-2] +- 0.01 * abs (y[b-2])", "x[a]@end == y[b-2]@end +- 0.01 * abs (y[b-2]@end)" },
    { "(1 + x[a]) * 2 - (3 - (4 - 5)) / (6 / 7) < -(x[a] + 1)",
      "(1 + x[a]@end) * 2 - (3 - (4 - 5)) / (6 / 7) < -(x[a]@end + 1)" },
    { "((1 + 2) + 3) + -4 * -x[a] / 2 < 2 - - 1", "1 + 2 + 3 + -4 * -x[a]@end / 2 < 2 - -1" },
    { "modes[a] <= 1 @all and modes[b-2] > 1 @any", NULL },
    { "0 < x[a] < y[b-2]@end @all", NULL },
    { "max (abs (x[a] - x[b-2]))@0..50 < 0.02", NULL },
    { "mean (x[a]) @ 1500..end > min (x[a], x[b-2], 3)", "mean (x[a])@1500..end > min (x[a]@end, x[b-2]@end, 3)" },
    { "x[a] < mean (x[b-2]) @all", NULL },
    { "x[a] < mean (x[b-2]) @any", NULL },
    { "min (loss[a,batch=*]) < median (loss[a] * 2)", "min (loss[a,batch=*]@end) < median (loss[a] * 2)" },
    { "steps_to (abs (y[a]) > 1) < 5 * steps_to (y[a,layer=1] <= y[a]@0)", NULL },
    { "share (x[a] > 2)@10..20 < 0.5 and share (x[a,lr=*] <= 1) > 0", "share (x[a] > 2)@10..20 < 0.5 and share (x[a,lr=*]@end <= 1) > 0" },
    { "std (x[a])@10..end < sign_changes (x[a] - 1)", NULL },
    { "ln (x[a]) + exp (2) < sqrt (x[a])", "ln (x[a]@end) + exp (2) < sqrt (x[a]@end)" },
    { "grad_norm[a,layer=1,test=far]@0 < 50", NULL },
  };
  LessonExperiment *experiment = read_lanes (lanes);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *line = g_strdup_printf ("name : %s", rows[i].text);
    LessonClaim *claim = read_claim (line, experiment);
    g_autofree char *printed = lesson_claim_print (claim);
    const char *expected = rows[i].printed != NULL ? rows[i].printed : rows[i].text;
    g_assert_cmpstr (printed, ==, expected);
    g_autofree char *second = g_strdup_printf ("name : %s", printed);
    LessonClaim *again = read_claim (second, experiment);
    g_autofree char *twice = lesson_claim_print (again);
    g_assert_cmpstr (twice, ==, printed);
    lesson_claim_free (claim);
    lesson_claim_free (again);
  }
  lesson_experiment_free (experiment);
}

static void
test_structure (void)
{
  LessonExperiment *experiment = read_lanes (lanes);
  LessonClaim *claim = read_claim ("too low :\n  0 < loss[a,layer=2] @250 < 3 * mean (loss[b-2])@10..20 @any ; same "
                                   "; unless optimizer.lr = 3, data = moons n=4 ; timing", experiment);
  g_assert_cmpstr (claim->name, ==, "too low");
  g_assert_cmpstr (claim->label, ==, "too low");
  g_assert_cmpstr (claim->text, ==, "0 < loss[a,layer=2] @250 < 3 * mean (loss[b-2])@10..20 @any");
  g_assert_true (claim->experiment == experiment);
  g_assert_true (claim->same && claim->timing);
  g_assert_cmpuint (claim->unless->len, ==, 2);
  g_assert_cmpstr (lesson_setting_find (claim->unless, "data")->value, ==, "moons n=4");
  g_assert_cmpuint (claim->comparisons->len, ==, 2);
  g_assert_true (nth (claim, 0)->right == nth (claim, 1)->left);
  g_assert_cmpint (nth (claim, 0)->quantifier, ==, LESSON_ANY);
  const LessonExpr *metric = nth (claim, 0)->right, *product = nth (claim, 1)->right;
  g_assert_cmpint (metric->kind, ==, LESSON_METRIC);
  g_assert_cmpint (metric->when, ==, LESSON_AT_STEP);
  g_assert_cmpint (metric->step, ==, 250);
  g_assert_cmpint (metric->place.line, ==, 8);
  g_assert_cmpint (metric->place.column, ==, 7);
  g_assert_cmpstr (metric->lane, ==, "a");
  g_assert_cmpuint (metric->args->len, ==, 1);
  g_assert_cmpstr (g_array_index (metric->args, LessonArg, 0).key, ==, "layer");
  g_assert_cmpint (product->op, ==, '*');
  const LessonExpr *mean = product->operands->pdata[1];
  g_assert_cmpint (mean->function, ==, LESSON_MEAN);
  g_assert_cmpint (mean->over, ==, LESSON_OVER_STEPS);
  g_assert_cmpint (mean->first, ==, 10);
  g_assert_cmpint (mean->last, ==, 20);
  g_assert_cmpint (((LessonExpr *) mean->operands->pdata[0])->when, ==, LESSON_AT_EACH);
  lesson_claim_free (claim);
  lesson_experiment_free (experiment);
}

/* Where no step is written, the surroundings decide. */
static void
test_steps (void)
{
  const struct { const char *text; LessonWhen when; LessonOver over; } rows[] = {
    { "max (x) > 1", LESSON_AT_EACH, LESSON_OVER_STEPS },
    { "max (x, 2) > 1", LESSON_AT_END, LESSON_OVER_OPERANDS },
    { "max (x, 2) > 1 @all", LESSON_AT_EACH, LESSON_OVER_OPERANDS },
    { "max (x[lr=*]) > 1", LESSON_AT_END, LESSON_OVER_SWEEP },
    { "max (x[lr=*]) > 1 @any", LESSON_AT_EACH, LESSON_OVER_SWEEP },
    { "abs (x) > 1", LESSON_AT_END, LESSON_OVER_OPERANDS },
    { "share (x > 1) > 1", LESSON_AT_EACH, LESSON_OVER_STEPS },
    { "share (x[lr=*] > 1) > 1", LESSON_AT_END, LESSON_OVER_SWEEP },
    { "steps_to (x > 1) > 1", LESSON_AT_EACH, LESSON_OVER_OPERANDS },
    { "steps_to (x@end > x) > 1", LESSON_AT_END, LESSON_OVER_OPERANDS },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *line = g_strdup_printf ("n : %s", rows[i].text);
    LessonClaim *claim = read_claim (line, NULL);
    const LessonExpr *call = nth (claim, 0)->left;
    g_assert_cmpint (call->kind, ==, LESSON_FUNCTION);
    g_assert_cmpint (call->over, ==, rows[i].over);
    g_assert_cmpint (((LessonExpr *) call->operands->pdata[0])->when, ==, rows[i].when);
    lesson_claim_free (claim);
  }
}

static void
test_errors (void)
{
  const struct { const char *text, *message; } rows[] = {
    { "loss[a] > 1", "expected NAME : INEQUALITY" },
    { "a 1:2 mix : loss[a] > 1", "a second \":\": expected NAME : INEQUALITY, with no \":\" in the name" },
    { " : loss[a] > 1", "expected a name before \":\"" },
    { "n :", "expected a number, a metric or a function, found the end of the line" },
    { "n : loss[a]", "expected one of <, <=, >, >=, ==, found the end of the line" },
    { "n : loss[c] > 1", "there is no lane \"c\"; there are: a, b-2, 0.5" },
    { "n : loss > 1", "loss of which lane? Expected loss[a] or another lane" },
    { "n : loss[layer=1] > 1", "loss of which lane? Expected loss[a] or another lane" },
    { "n : loss[a,b-2] > 1", "\"a\" and \"b-2\": a metric has one lane, other words are KEY=VALUE" },
    { "n : loss[a,layer=] > 1", "expected a lane or KEY=VALUE in the brackets, found \"]\"" },
    { "n : loss[] > 1", "expected a lane or KEY=VALUE in the brackets, found \"]\"" },
    { "n : loss[a > 1", "expected \"]\" at the end of the brackets, found \">\"" },
    { "n : loss[a]@best > 1", "\"@best\": expected @end, @ and a step like @250, @all or @any" },
    { "n : loss[a]@1..5 > 1", "\"@1..5\": expected @end, @ and a step like @250, @all or @any" },
    { "n : loss[a]@999999999 > 1", "\"@999999999\": expected @end, @ and a step like @250, @all or @any" },
    { "n : mean (loss[a])@5 > 1", "\"@5\": expected a range of steps like @100..200 or @100..end" },
    { "n : mean (loss[a])@9..5 > 1", "\"@9..5\": expected a range of steps like @100..200 or @100..end" },
    { "n : mean (loss[a]@3) > 1", "mean over the steps needs a metric without \"@\"" },
    { "n : max (3) > 1", "max over the steps needs a metric without \"@\"" },
    { "n : loss[a] > 1 @end", "expected @all or @any here (@end and @250 stand behind a metric), found \"end\"" },
    { "n : loss[a] > loss[a] @all @any", "expected \"and\", \";\" or the end of the line, found \"@any\"" },
    { "n : 1 < loss[a] > 2", "expected two bounds that point the same way, like 0.4 < a < 0.6; what follows is wrong, found "
                             "\"2\"" },
    { "n : 1 == loss[a] == 2", "expected two bounds that point the same way, like 0.4 < a < 0.6; what follows is wrong, found "
                               "\"2\"" },
    { "n : loss[a] < 2 +- 1", "expected a tolerance behind == only, found \"+-\"" },
    { "n : loss[a] == 2 +-", "expected a number, a metric or a function, found the end of the line" },
    { "n : loss[a] = 2", "expected one of <, <=, >, >=, ==, found \"=\"" },
    { "n : loss[a] != 2", "expected one of <, <=, >, >=, ==, found \"!\"" },
    { "n : cos (1) < 2", "there is no function \"cos\"; there are: abs, ln, exp, sqrt, min, max, mean, median, std, sign_changes, share, steps_to; a "
                         "metric's lane stands in brackets, cos[LANE]" },
    { "n : abs 1 < 2", "expected \"(\" after the function, found \"1\"" },
    { "n : abs (1, 2) < 2", "expected \")\" at the end of the parenthesis, found \",\"" },
    { "n : steps_to (loss[a]) < 2", "expected a comparison in steps_to (…), found \")\"" },
    { "n : (1 < 2", "expected \")\" at the end of the parenthesis, found \"<\"" },
    { "n : 1.2.3 < 2", "\"1.2.3\" is no number" },
    { "n : 1e999 < 2", "\"1e999\" is no number" },
    { "n : 1 < 2 or 3 < 4", "expected \"and\", \";\" or the end of the line, found \"or\"" },
    { "n : 1 < 2 ; exact", "expected same, timing or unless KEY = VALUE after \";\", found \"exact\"" },
    { "n : 1 < 2 ; unless", "expected a setting KEY = VALUE (letters, digits, \"-\", \"_\", \".\"), found the end of the line" },
    { "n : 1 < 2 and", "expected a number, a metric or a function, found the end of the line" },
    { "n : 1 < \xFF", "this is not UTF-8 text" },
  };
  LessonExperiment *experiment = read_lanes (lanes);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_autofree char *message = g_strdup_printf ("x.md:7: %s", rows[i].message);
    g_assert_null (lesson_claim_read ("x.md", rows[i].text, start, experiment, &error));
    g_assert_cmpstr (error.text, ==, message);
  }
  lesson_experiment_free (experiment);
}

static void
test_single_lane (void)
{
  LessonExperiment *none = read_lanes ("a = 1\n"), *one = read_lanes ("lane a\n");
  BaseError error = { "" };
  lesson_claim_free (read_claim ("n : loss < 1", none));
  lesson_claim_free (read_claim ("n : loss < 1", one));
  g_assert_null (lesson_claim_read ("x.md", "n : loss[b] < 1", start, none, &error));
  g_assert_cmpstr (error.text, ==, "x.md:7: there is no lane \"b\"");
  lesson_experiment_free (none);
  lesson_experiment_free (one);
}

static void
test_hostile (void)
{
  const struct { const char *unit; int n; } rows[] = {
    { "(", 100000 }, { "abs (", 100000 }, { "-", 100000 }, { "- ", 100000 }, { "1+", 100000 }, { "x[a]*", 100000 },
    { "min (1, ", 50000 }, { "1 < 2 and ", 50000 }, { "x[a=", 100000 }, { "9", 500000 }, { "@", 100000 },
    { "steps_to (x < ", 50000 }, { "é", 100000 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    GString *text = g_string_new ("n : ");
    for (int k = 0; k < rows[i].n; k++)
      g_string_append (text, rows[i].unit);
    gint64 before = g_get_monotonic_time ();
    BaseError error = { "" };
    g_assert_null (lesson_claim_read ("x.md", text->str, start, NULL, &error));
    g_assert_true (g_str_has_prefix (error.text, "x.md:7: "));
    g_assert_cmpint (g_get_monotonic_time () - before, <, 2 * G_USEC_PER_SEC);
    g_string_free (text, TRUE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson/claims/round-trip", test_round_trip);
  g_test_add_func ("/lesson/claims/structure", test_structure);
  g_test_add_func ("/lesson/claims/steps", test_steps);
  g_test_add_func ("/lesson/claims/errors", test_errors);
  g_test_add_func ("/lesson/claims/single-lane", test_single_lane);
  g_test_add_func ("/lesson/claims/hostile", test_hostile);
  return g_test_run ();
}
