/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/notation.h"

#include "base/words.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static const LessonPlace start = { 1, 1 };

static const LessonCall *
nth_call (const LessonChain *chain, guint index)
{
  g_assert_cmpuint (index, <, chain->calls->len);
  return chain->calls->pdata[index];
}

static const char *
nth_arg (const LessonCall *call, guint index)
{
  g_assert_cmpuint (index, <, call->args->len);
  return g_array_index (call->args, LessonArg, index).value;
}

static LessonChain *
read_chain (const char *text)
{
  BaseError error = { "" };
  LessonChain *chain = lesson_chain_read (text, start, &error);
  g_assert_cmpstr (error.text, ==, "");
  return chain;
}

/* What is written comes out again, blanks apart, and reads the same again. */
static void
test_round_trip (void)
{
  const struct { const char *text, *printed; } rows[] = {
    { "moons n=400 noise=0.15", NULL },
    { "dense 16 tanh | dense 16 tanh | dense 1", NULL },
    { "32", NULL },
    { "conv2d 8 5 pad=2 relu|maxpool 2|\n  flatten", "conv2d 8 5 pad=2 relu | maxpool 2 | flatten" },
    { "10*dense 32 sigmoid as hidden|dense 1", "10 * dense 32 sigmoid as hidden | dense 1" },
    { "3 * (dense 128 | batchnorm | relu) as body | dense 10", NULL },
    { "residual( dense 16 relu | dense 16 ) scale=0.5", "residual(dense 16 relu | dense 16) scale=0.5" },
    { "concat(conv2d 8 1 ; 2 * conv2d 8 3 ; residual(conv2d 8 5)) as mixed", NULL },
    { "surface start=-1.2,1 path=../data/x.csv", NULL },
    { "csv path=手写.csv", NULL },
    { "f a=(x²+1)³ b=x·sin(x) c=arctan(sin(x))|g(h k=1(2))", "f a=(x²+1)³ b=x·sin(x) c=arctan(sin(x)) | g(h k=1(2))" },
    { "dense 8 custom f=\"x * max(0, x), 2\" df=\"1 | 2\" as a|\"x = 1\"", "dense 8 custom f=\"x * max(0, x), 2\" df=\"1 | 2\" as a | \"x = 1\"" },
    { "1 * relu", "relu" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    LessonChain *chain = read_chain (rows[i].text);
    g_autofree char *printed = lesson_chain_print (chain);
    g_assert_cmpstr (printed, ==, rows[i].printed != NULL ? rows[i].printed : rows[i].text);
    LessonChain *again = read_chain (printed);
    g_autofree char *twice = lesson_chain_print (again);
    g_assert_cmpstr (twice, ==, printed);
    lesson_chain_free (chain);
    lesson_chain_free (again);
  }
}

static void
test_structure (void)
{
  LessonChain *chain = lesson_chain_read ("4 * dense 64 relu drop=0.5 as body\n | concat(a ; b | c) 7", (LessonPlace) { 9, 5 },
                                          NULL);
  g_assert_cmpuint (chain->calls->len, ==, 2);
  const LessonCall *dense = nth_call (chain, 0), *concat = nth_call (chain, 1);
  g_assert_cmpint (dense->repeat, ==, 4);
  g_assert_cmpstr (dense->name, ==, "dense");
  g_assert_cmpstr (dense->as, ==, "body");
  g_assert_cmpuint (dense->args->len, ==, 3);
  g_assert_cmpstr (nth_arg (dense, 0), ==, "64");
  g_assert_null (g_array_index (dense->args, LessonArg, 1).key);
  g_assert_cmpstr (lesson_arg_find (dense, "drop")->value, ==, "0.5");
  g_assert_null (lesson_arg_find (dense, "rate"));
  g_assert_cmpint (lesson_arg_find (dense, "drop")->place.line, ==, 9);
  g_assert_cmpint (lesson_arg_find (dense, "drop")->place.column, ==, 23);
  g_assert_cmpint (concat->place.line, ==, 10);
  g_assert_cmpint (concat->place.column, ==, 4);
  g_assert_cmpuint (concat->inner->len, ==, 2);
  g_assert_cmpuint (((LessonChain *) concat->inner->pdata[1])->calls->len, ==, 2);
  g_assert_cmpstr (nth_arg (concat, 0), ==, "7");
  lesson_chain_free (chain);
}

static void
test_chain_errors (void)
{
  const struct { const char *text, *message; } rows[] = {
    { "", "expected a name, found the end of the line" },
    { "a | | b", "expected a name, found \"|\"" },
    { "a |", "expected a name, found the end of the line" },
    { "a, b", "expected the end of the line, found \",\"" },
    { "a(b ,;c)", "expected \")\" at the end of the parenthesis, found \",\"" },
    { "a b,,c", "expected the end of the line, found \",\"" },
    { "a n = 4", "what stands before \"=\"? Settings of a name are written KEY=VALUE without blanks, settings in a row are "
                 "divided by \", \"" },
    { "a n= 4", "expected a value right after \"n=\", without a blank" },
    { "a n=", "expected a value right after \"n=\", without a blank" },
    { "a n=(", "expected a value right after \"n=\", without a blank" },
    { "a n=b(c", "expected the end of the line, found \"(\"" },
    { "a n=b(c d)", "expected the end of the line, found \"(\"" },
    { "a n=b)", "expected the end of the line, found \")\"" },
    { "a 名=1", "expected a value right after \"名=\", without a blank" },
    { "a n=1 n=2", "\"n\" is given twice" },
    { "a as", "expected a name after \"as\" (letters, digits, \"-\", \"_\", \".\"), found the end of the line" },
    { "a as b c", "expected the end of the line, found \"c\"" },
    { "many * a", "\"many\" repeats: expected a whole number from 1 to 1000" },
    { "0 * a", "\"0\" repeats: expected a whole number from 1 to 1000" },
    { "1001 * a", "\"1001\" repeats: expected a whole number from 1 to 1000" },
    { "100 * (100 * a)", "too long: at most 1000 parts with all repeats written out" },
    { "(a ; b)", "branches need a name before the parenthesis, \"sum(a ; b)\"" },
    { "res(a", "expected \")\" at the end of the parenthesis, found the end of the line" },
    { "a)", "expected the end of the line, found \")\"" },
    { "((((((((( a", "parentheses are nested too deep, at most 8" },
    { "a \xFF", "this is not UTF-8 text" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_assert_null (lesson_chain_read (rows[i].text, start, &error));
    g_assert_cmpstr (error.text, ==, rows[i].message);
  }
}

static LessonExperiment *
read_experiment (const char *text)
{
  BaseError error = { "" };
  LessonExperiment *experiment = lesson_experiment_read ("x.md", text, start, &error);
  g_assert_cmpstr (error.text, ==, "");
  return experiment;
}

static void
test_ranges (void)
{
  LessonExperiment *experiment = read_experiment ("control a.lr = 1e-5 .. 100 log\n"
                                                  "control b\n"
                                                  "control c = moons n=3, circles\n"
                                                  "sweep d = 16 .. 65536 log 7\n"
                                                  "sweep e = -1..1 5\n"
                                                  "sweep f = 0.001, 3\n");
  const LessonRange *lr = experiment->controls->pdata[0], *b = experiment->controls->pdata[1],
                    *c = experiment->controls->pdata[2];
  g_assert_cmpfloat (lr->from, ==, 1e-5);
  g_assert_cmpfloat (lr->to, ==, 100);
  g_assert_true (lr->log);
  g_assert_cmpuint (lr->values->len, ==, 0);
  g_assert_true (isnan (b->from) && isnan (b->to) && !b->log);
  g_assert_cmpuint (c->values->len, ==, 2);
  g_assert_cmpstr (((LessonSetting *) c->values->pdata[0])->value, ==, "moons n=3");
  g_assert_nonnull (lesson_arg_find (nth_call (((LessonSetting *) c->values->pdata[0])->chain, 0), "n"));
  const char *expected[3][7] = { { "16", "64", "256", "1024", "4096", "16384", "65536" },
                                 { "-1", "-0.5", "0", "0.5", "1" },
                                 { "0.001", "3" } };
  for (guint s = 0; s < 3; s++) {
    const LessonRange *sweep = experiment->sweeps->pdata[s];
    for (guint i = 0; i < sweep->values->len; i++) {
      const LessonSetting *setting = sweep->values->pdata[i];
      g_assert_cmpstr (setting->value, ==, expected[s][i]);
      g_assert_cmpstr (setting->key, ==, sweep->key);
      g_assert_cmpstr (nth_call (setting->chain, 0)->name, ==, expected[s][i]);
    }
    g_assert_cmpuint (sweep->values->len, ==, s == 0 ? 7 : s == 1 ? 5 : 2);
  }
  lesson_experiment_free (experiment);
}

static void
test_parts (void)
{
  LessonExperiment *experiment = read_experiment ("network = dense 4\n"
                                                  "        | dense 1\n"
                                                  "\n"
                                                  "lane = 3\n"
                                                  "lane plain\n"
                                                  "lane b : x.y = 1, z = f fill=black,white\n"
                                                  "stage one : steps = 5\n"
                                                  "stage two from one : freeze = body,head,\n"
                                                  "  steps = 7\n"
                                                  "stage three from nothing : steps = 1\n"
                                                  "net G : noise 8 | dense 2\n"
                                                  "head box from maps : dense 4\n"
                                                  "head cls : dense 2\n"
                                                  "probe P : occlusion fill=black\n"
                                                  "test far : data.shift = 6\n"
                                                  "at 200 : play.g = 1\n"
                                                  "at 0 in plain : batch = 4\n"
                                                  "view curve metric=loss\n");
  const LessonSetting *network = lesson_setting_find (experiment->settings, "network");
  g_assert_cmpstr (network->value, ==, "dense 4 | dense 1");
  g_assert_cmpstr (lesson_setting_find (experiment->settings, "lane")->value, ==, "3");
  g_assert_cmpuint (lesson_lane_find (experiment, "plain")->settings->len, ==, 0);
  const LessonLane *b = lesson_lane_find (experiment, "b");
  g_assert_cmpuint (b->settings->len, ==, 2);
  g_assert_cmpstr (lesson_setting_find (b->settings, "z")->value, ==, "f fill=black,white");
  g_assert_cmpint (b->place.line, ==, 6);
  const LessonPart *two = lesson_part_find (experiment, "two");
  g_assert_cmpint (two->kind, ==, LESSON_STAGE);
  g_assert_cmpstr (two->from, ==, "one");
  g_assert_cmpstr (lesson_setting_find (two->settings, "freeze")->value, ==, "body,head");
  g_assert_cmpint (lesson_setting_find (two->settings, "steps")->place.line, ==, 9);
  g_assert_cmpint (lesson_setting_find (two->settings, "steps")->place.column, ==, 3);
  g_assert_cmpstr (lesson_part_find (experiment, "three")->from, ==, "nothing");
  g_assert_cmpuint (lesson_part_find (experiment, "G")->chain->calls->len, ==, 2);
  g_assert_cmpstr (lesson_part_find (experiment, "box")->from, ==, "maps");
  g_assert_null (lesson_part_find (experiment, "cls")->from);
  g_assert_cmpint (lesson_part_find (experiment, "P")->kind, ==, LESSON_PROBE);
  g_assert_cmpuint (lesson_part_find (experiment, "far")->settings->len, ==, 1);
  const LessonPart *at = experiment->parts->pdata[8], *in = experiment->parts->pdata[9];
  g_assert_cmpint (at->kind, ==, LESSON_AT);
  g_assert_cmpint (at->step, ==, 200);
  g_assert_null (at->name);
  g_assert_cmpstr (in->from, ==, "plain");
  const LessonView *view = experiment->views->pdata[0];
  g_assert_cmpstr (view->call->name, ==, "curve");
  lesson_experiment_free (experiment);
}

/* One statement on the last line; what comes before it is right. */
static const struct { const char *text, *message; } experiment_errors[] = {
  { "data moons", "x.md:1: \"data\" begins no line of an experiment: expected KEY = VALUE, or one of lane, control, sweep, "
                  "view, stage, net, head, probe, test, at, point" },
  { "= 3", "x.md:1: \"=\" begins no line of an experiment: expected KEY = VALUE, or one of lane, control, sweep, "
           "view, stage, net, head, probe, test, at, point" },
  { "a = 1\n\na = 2", "x.md:3: \"a\" is given twice" },
  { "\n  a = 1\n \n\n\n  ?", "x.md:6: \"?\" begins no line of an experiment: expected KEY = VALUE, or one of lane, control, sweep, "
                            "view, stage, net, head, probe, test, at, point" },
  { "a = 1\nb = 2 = 3", "x.md:2: what stands before \"=\"? Settings of a name are written KEY=VALUE without blanks, settings "
                        "in a row are divided by \", \"" },
  { "ä = 1", "x.md:1: expected a setting KEY = VALUE (letters, digits, \"-\", \"_\", \".\"), found \"ä\"" },
  { "lane a : x = 1\nlane a : x = 2", "x.md:2: there is a lane \"a\" already" },
  { "lane : x = 1", "x.md:1: expected the name of a lane (letters, digits, \"-\", \"_\", \".\"), found \":\"" },
  { "lane a x = 1", "x.md:1: expected the end of the line, found \"x\"" },
  { "lane a : x = 1,", "x.md:1: expected a setting KEY = VALUE (letters, digits, \"-\", \"_\", \".\"), found the end of the "
                       "line" },
  { "lane a : x = 1, x = 2", "x.md:1: \"x\" is given twice" },
  { "lane a : x", "x.md:1: expected \"=\" after the key, found the end of the line" },
  { "lane a\nlane b\nlane c\nlane d\nlane e\nlane f\nlane g\nlane h",
    "x.md:8: too many lanes: at most 7 can be told apart" },
  { "control", "x.md:1: expected the key of a setting (letters, digits, \"-\", \"_\", \".\"), found the end of the line" },
  { "control\ncontrol a", "x.md:1: expected the key of a setting (letters, digits, \"-\", \"_\", \".\"), found the end of the "
                          "line" },
  { "control a = 1 .. x", "x.md:1: \"1 .. x\" is no range: expected A .. B [log]" },
  { "control a = 1 .. ", "x.md:1: \"1 ..\" is no range: expected A .. B [log]" },
  { "control a = 1 .. 2 5", "x.md:1: \"1 .. 2 5\" is no range: expected A .. B [log]" },
  { "control a = 3 .. 2", "x.md:1: \"3 .. 2\": expected the smaller number first" },
  { "control a = 0 .. 2 log", "x.md:1: \"0 .. 2 log\": a logarithmic range begins above 0" },
  { "control a = 1e999 .. 2", "x.md:1: expected a range A .. B or 2 to 64 values divided by \", \"" },
  { "control a\ncontrol a", "x.md:2: there is a control for \"a\" already" },
  { "control a = b", "x.md:1: expected a range A .. B or 2 to 64 values divided by \", \"" },
  { "sweep a", "x.md:1: expected \"=\" and the values of the sweep, found the end of the line" },
  { "sweep a = 1 .. 2", "x.md:1: \"1 .. 2\" is no range: expected A .. B [log] N with 2 to 64 values" },
  { "sweep a = 1 .. 2 1", "x.md:1: \"1 .. 2 1\" is no range: expected A .. B [log] N with 2 to 64 values" },
  { "sweep a = 1 .. 2 65", "x.md:1: \"1 .. 2 65\" is no range: expected A .. B [log] N with 2 to 64 values" },
  { "sweep a = 1, 1", "x.md:1: \"1\" is listed twice" },
  { "lane l\nlane m\nlane n\nlane o\nlane p\n\nsweep a = 1 .. 2 60", "x.md:1: 300 runs: lanes times swept values may be at "
                                                                  "most 256" },
  { "view", "x.md:1: expected a name, found the end of the line" },
  { "view curve | bars", "x.md:1: a line for each view: expected one name with its settings" },
  { "stage s from t : a = 1", "x.md:1: there is no earlier stage \"t\"" },
  { "stage s from s : a = 1", "x.md:1: there is no earlier stage \"s\"" },
  { "stage s : a", "x.md:1: expected \"=\" after the key, found the end of the line" },
  { "net G", "x.md:1: expected \":\" before what it consists of, found the end of the line" },
  { "net G : a\nprobe G : b", "x.md:2: there is a \"G\" already" },
  { "at noon : a = 1", "x.md:1: at noon: expected a step, a whole number up to 100000000" },
  { "at 200000000 : a = 1", "x.md:1: at 200000000: expected a step, a whole number up to 100000000" },
  { "at 3 in b : a = 1", "x.md:1: there is no lane \"b\"" },
};

static void
read_wrong (const char *text, BaseError *error)
{
  LessonExperiment *experiment = lesson_experiment_read ("x.md", text, start, error);
  g_assert_null (experiment);
}

static void
test_experiment_errors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (experiment_errors); i++) {
    BaseError error = { "" };
    read_wrong (experiment_errors[i].text, &error);
    g_assert_cmpstr (error.text, ==, experiment_errors[i].message);
  }
}

static void
test_hostile (void)
{
  const struct { const char *unit; int n; } rows[] = {
    { "(", 100000 }, { "a(", 100000 }, { "2 * (", 100000 }, { "a | ", 100000 }, { "a=", 100000 }, { "a = b, ", 100000 },
    { "\n ", 200000 }, { "lane ", 100000 }, { "x", 500000 }, { "=", 500000 }, { ";", 500000 }, { "é", 200000 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    GString *text = g_string_new ("data = ");
    for (int k = 0; k < rows[i].n; k++)
      g_string_append (text, rows[i].unit);
    gint64 before = g_get_monotonic_time ();
    lesson_experiment_free (lesson_experiment_read ("x.md", text->str, start, NULL));
    lesson_chain_free (lesson_chain_read (text->str, start, NULL));
    g_assert_cmpint (g_get_monotonic_time () - before, <, 5 * G_USEC_PER_SEC);
    g_string_free (text, TRUE);
  }
}

/* A whole part takes the place of its settings, a lane's setting stands in the lane, lines of a kind are replaced together. */
static void
test_edit (void)
{
  const char *const text = "optimizer = sgd lr=1\n\noptimizer.lr = 2\nbatch = 3\nview curve\npoint 1 : 0\nlane a\nlane b : batch = 8,\n"
                           "  optimizer.lr = 4\npoint 2 : 1\n";
  const struct {
    const char *lane, *key, *value, *expected;
  } rows[] = {
    { NULL, "optimizer", "adam", "optimizer = adam\nbatch = 3\nview curve\npoint 1 : 0\nlane a\nlane b : batch = 8,\n"
                                 "  optimizer.lr = 4\npoint 2 : 1\n" },
    { NULL, "seed", "2", "optimizer = sgd lr=1\noptimizer.lr = 2\nbatch = 3\nseed = 2\nview curve\npoint 1 : 0\nlane a\n"
                         "lane b : batch = 8,\n  optimizer.lr = 4\npoint 2 : 1\n" },
    { "a", "batch", "5", "optimizer = sgd lr=1\noptimizer.lr = 2\nbatch = 3\nview curve\npoint 1 : 0\nlane a : batch = 5\n"
                         "lane b : batch = 8,\n  optimizer.lr = 4\npoint 2 : 1\n" },
    { "b", "optimizer", "adam lr=6", "optimizer = sgd lr=1\noptimizer.lr = 2\nbatch = 3\nview curve\npoint 1 : 0\nlane a\n"
                                     "lane b : batch = 8, optimizer = adam lr=6\npoint 2 : 1\n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *edited = lesson_edit_setting (text, rows[i].lane, rows[i].key, rows[i].value);
    g_assert_cmpstr (edited, ==, rows[i].expected);
  }
  g_autofree char *points = lesson_edit_lines (text, "point", "point 9 : 1\n");
  g_assert_cmpstr (points, ==, "optimizer = sgd lr=1\noptimizer.lr = 2\nbatch = 3\nview curve\nlane a\nlane b : batch = 8,\n"
                               "  optimizer.lr = 4\npoint 9 : 1\n");
}

static void
test_points (void)
{
  const struct {
    const char *text, *message;
  } rows[] = {
    { "point 1 2 : 0\npoint 1 : 0\n", "own.md:2: 1 inputs and 1 targets: expected at least one of each, and as many for every point" },
    { "point 1 2\n", "own.md:1: expected \":\" between inputs and targets, found the end of the line" },
    { "point : 1\n", "own.md:1: 0 inputs and 1 targets: expected at least one of each, and as many for every point" },
    { "point 1 nan : 1\n", "own.md:1: expected at most 16 numbers \"INPUTS : TARGETS\", found \"nan\"" },
    { "point 1e39 : 1\n", "own.md:1: expected at most 16 numbers \"INPUTS : TARGETS\", found \"1e39\"" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_assert_null (lesson_experiment_read ("own.md", rows[i].text, (LessonPlace) { 1, 1 }, &error));
    g_assert_cmpstr (error.text, ==, rows[i].message);
  }
  LessonExperiment *experiment =
      lesson_experiment_read ("own.md", "point 1 -2.5 : 0\npoint 0 1e-3 : 1\n", (LessonPlace) { 1, 1 }, NULL);
  const LessonPoint *second = &g_array_index (experiment->points, LessonPoint, 1);
  g_assert_true (second->n_inputs == 2 && second->n_targets == 1 && second->values[1] == 1e-3 && second->values[2] == 1);
  lesson_experiment_free (experiment);
}

/* The same mistakes at the same places, told to people who read Chinese. Last, since it changes the language. */
static void
test_chinese (void)
{
  setlocale (LC_ALL, "");
  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  bindtextdomain (BASE_TEXT_DOMAIN, TEST_PO);
  bind_textdomain_codeset (BASE_TEXT_DOMAIN, "UTF-8");
  for (guint i = 0; i < G_N_ELEMENTS (experiment_errors); i++) {
    BaseError error = { "" };
    const char *english = experiment_errors[i].message;
    read_wrong (experiment_errors[i].text, &error);
    g_assert_cmpint (strncmp (error.text, english, strlen ("x.md:1: ")), ==, 0);
    g_assert_true (g_regex_match_simple ("\\p{Han}", error.text, 0, 0));
    g_assert_false (g_regex_match_simple ("expected|found|the ", error.text, 0, 0));
  }
  BaseError error = { "" };
  read_wrong ("a = 1\nlane b : x", &error);
  g_assert_cmpstr (error.text, ==, "x.md:2: 键之后应有“=”，实为行尾");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson/notation/round-trip", test_round_trip);
  g_test_add_func ("/lesson/notation/structure", test_structure);
  g_test_add_func ("/lesson/notation/chain-errors", test_chain_errors);
  g_test_add_func ("/lesson/notation/ranges", test_ranges);
  g_test_add_func ("/lesson/notation/parts", test_parts);
  g_test_add_func ("/lesson/notation/experiment-errors", test_experiment_errors);
  g_test_add_func ("/lesson/notation/hostile", test_hostile);
  g_test_add_func ("/lesson/notation/edit", test_edit);
  g_test_add_func ("/lesson/notation/points", test_points);
  g_test_add_func ("/lesson/notation/chinese", test_chinese);
  return g_test_run ();
}
