/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/lesson.h"

#include <glib/gstdio.h>
#include <string.h>

/* A lesson with nothing to spare; the tests below change one thing in it. */
static const char whole[] = "# Title\n"                                 /* 1 */
                            "\n"
                            "```lesson\n"                               /* 3 */
                            "level = 2\n"
                            "minutes = 9\n"                             /* 5 */
                            "```\n"
                            "Why?\n"                                    /* 7 */
                            "## Predict\n"
                            "Which?\n"                                  /* 9 */
                            "```predict\n"
                            "+ one $`x`$\n"                             /* 11 */
                            "- two :: it tempts\n"
                            "```\n"                                     /* 13 */
                            "## Experiment\n"
                            "```experiment\n"                           /* 15 */
                            "data = moons\n"
                            "lane a : batch = 1\n"                      /* 17 */
                            "lane b : batch = 2\n"
                            "view curve\n"                              /* 19 */
                            "```\n"
                            "```claims\n"                               /* 21 */
                            "better : loss[a] < loss[b]\n"
                            "```\n"                                     /* 23 */
                            "## Answer\n"
                            "So.\n"                                     /* 25 */
                            "## Key points\n"
                            "- so\n"                                    /* 27 */
                            "## Where the popular answer is wrong\n"
                            "Here.\n"                                   /* 29 */
                            "## Follow-ups\n"
                            "- more\n"                                  /* 31 */
                            "## Sources\n"
                            "- them\n";                                 /* 33 */

/* @whole with @from replaced by @to. */
static char *
changed (const char *from, const char *to)
{
  GString *text = g_string_new (whole);
  g_assert_cmpuint (g_string_replace (text, from, to, 0), ==, 1);
  return g_string_free (text, FALSE);
}

static void
test_errors (void)
{
  const struct { const char *from, *to, *message; } rows[] = {
    { "# Title\n", "\n", "1: there is no title: expected a line \"# …\"" },
    { "Why?", "# Another", "7: there is a title already: expected \"##\" for a section" },
    { "# Title", "#", "1: the title is empty" },
    { "```lesson\nlevel = 2\nminutes = 9\n```\n", "", "1: there is no lesson block" },
    { "level = 2", "level = 4", "4: level = 4: expected 1 (basic), 2 or 3 (advanced)" },
    { "minutes = 9", "minutes = 0", "5: minutes = 0: expected a whole number from 1 to 60" },
    { "minutes = 9", "hours = 1", "5: the lesson block has no key \"hours\"; there are: level, minutes, asks" },
    { "minutes = 9", "quick", "5: \"quick\": expected KEY = VALUE" },
    { "minutes = 9\n", "", "4: the lesson block needs level = 1 to 3 and minutes = 1 to 60" },
    { "```lesson", "```lesson one", "3: \"lesson one\": a lesson block has no name" },
    { "Why?", "```lesson\nlevel = 1\nminutes = 1\n```", "8: there is a lesson block already" },
    { "## Predict\n", "## Guess\n", "8: unknown section \"Guess\": expected one of Predict, Experiment, Answer, Key points, Where "
                                    "the popular answer is wrong, Follow-ups, Sources" },
    { "## Key points", "## Answer", "26: there is a section \"Answer\" already" },
    { "## Key points\n- so\n", "", "1: there is no section \"## Key points\"" },
    { "## Where the popular answer is wrong\nHere.\n", "", "1: there is no section \"## Where the popular answer is wrong\"" },
    { "## Follow-ups\n- more\n", "", "1: there is no section \"## Follow-ups\"" },
    { "## Sources\n- them\n", "", "1: there is no section \"## Sources\"" },
    { "So.\n", "", "1: the section \"Answer\" is empty" },
    { "Why?", "## Answer\nSo.", "9: the section \"Predict\" stands too late: expected it before \"Answer\"" },
    { "```predict\n+ one $`x`$\n- two :: it tempts\n```\n", "", "1: there is no predict block" },
    { "+ one", "- one", "11: a wrong answer says why it tempts: expected \"- one $`x`$ :: why\"" },
    { "+ one $`x`$\n", "- one :: w\n", "11: 0 right answers: expected one line that begins with \"+\"" },
    { "- two :: it tempts", "+ two", "11: 2 right answers: expected one line that begins with \"+\"" },
    { "- two :: it tempts\n", "", "11: 1 answers: expected 2 to 6" },
    { "- two", "- :: w\n- two", "12: an answer without words" },
    { "- two", "* two", "12: expected \"+ the right answer\" or \"- a wrong one :: why it tempts\"" },
    { "+ one", "- 1::1\n- 2::1\n- 3::1\n- 4::1\n- 5::1\n+ one", "11: too many answers: at most 6" },
    { "## Experiment\n", "## Experiment\n```predict\n+ a\n- b :: c\n```\n", "16: there is a predict block already" },
    { "```experiment\ndata = moons\nlane a : batch = 1\nlane b : batch = 2\nview curve\n```\n```claims\nbetter : loss[a] < "
      "loss[b]\n```\n", "", "1: there is no experiment or calc block" },
    { "```experiment", "```experiment two words", "16: \"two words\" is no name for an experiment: expected one word" },
    { "## Answer", "```calc\ncalculator = iou\n```\n## Answer", "25: there is an experiment without a name already: expected a name "
                                                               "of its own after ```calc" },
    { "lane b", "lane a", "18: there is a lane \"a\" already" },
    { "lane b : batch = 2", "lane b : batch == 2", "18: expected a name, found \"=\"" },
    { "view curve", "look curve", "19: \"look\" begins no line of an experiment: expected KEY = VALUE, or one of lane, control, "
                                  "sweep, view, stage, net, head, probe, test, at, point" },
    { "```claims", "```claims map", "22: there is no experiment map above these claims" },
    { "## Experiment\n", "## Experiment\n```claims\nn : 1 < 2\n```\n", "16: there is no experiment above these claims" },
    { "loss[b]", "loss[c]", "22: there is no lane \"c\"; there are: a, b" },
    { "loss[b]", "loss[b]\nbetter : loss[a] < 3", "23: there is a claim \"better\" already" },
    { "loss[b]", "loss[b] <", "22: expected a number, a metric or a function, found the end of the line" },
    { "```claims", "```claim", "21: unknown block \"claim\": expected lesson, predict, experiment, calc, claims, labels, math or "
                               "text" },
    { "loss[b]\n```\n", "loss[b]\n", "21: this block is not closed: expected a line \"```\" at its end" },
    { "Why?", "```labels\nlane.c = C\n```", "8: a label for something that is not there: \"lane.c\", expected the name of a lane" },
    { "Why?", "```labels\nview.2 = C\n```", "8: a label for something that is not there: \"view.2\", expected the number of a view, "
                                            "from 1" },
    { "Why?", "```labels\nview.1 =\n```", "8: view.1: expected words after \"=\"" },
    { "Why?", "```labels\nclaim.1 = a\nclaim.1 = b\n```", "9: there is a label \"claim.1\" already" },
    { "Why?", "```labels\ncolour.a = red\n```", "8: \"colour.a\" is no label: expected lane.NAME, claim.N, view.N, control.N, "
                                                "sweep.N, part.NAME or experiment.NAME" },
    { "Why?", "```labels\nview.1 = $`x`$\n```", "8: view.1: labels are plain text, without formulas" },
    { "Why?", "```labels\nred\n```", "8: \"red\": expected KEY = WORDS" },
    { "Why?", "```labels\nview.1 = a\n```\n```labels\nview.1 = a\n```", "11: there is a labels block already" },
    { "Why?", "Wh\xFFy?", "7: this is not UTF-8 text" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = changed (rows[i].from, rows[i].to), *message = g_strdup_printf ("own.md:%s", rows[i].message);
    BaseError error = { "" };
    Lesson *lesson = lesson_read_text ("own.md", text, strlen (text), &error);
    g_assert_cmpstr (error.text, ==, message);
    g_assert_null (lesson);
  }
}

static void
test_bytes (void)
{
  BaseError error = { "" };
  g_autofree char *nul = g_strdup (whole), *big = g_strnfill ((1 << 20) + 1, 'a');
  *strstr (nul, "Which") = '\0';
  g_assert_null (lesson_read_text ("own.md", nul, sizeof whole - 1, &error));
  g_assert_cmpstr (error.text, ==, "own.md:9: a NUL byte: expected text");
  base_error_clear (&error);
  g_assert_null (lesson_read_text ("own.md", big, (1 << 20) + 1, &error));
  g_assert_cmpstr (error.text, ==, "own.md:1: the file has 1048577 bytes: expected at most 1048576");
  base_error_clear (&error);
  g_assert_null (lesson_read ("/nowhere/own.md", &error));
  g_assert_cmpstr (error.text, ==, "/nowhere/own.md:1: Failed to open file “/nowhere/own.md”: No such file or directory");
  base_error_clear (&error);
  g_assert_null (lesson_read_text ("own.md", "", 0, &error));
  g_assert_cmpstr (error.text, ==, "own.md:1: there is no title: expected a line \"# …\"");
}

/* Every cut of a good file ends in a message, or in a lesson. */
static void
test_truncated (void)
{
  for (gsize n = 0; n < sizeof whole - 1; n++) {
    BaseError error = { "" };
    Lesson *lesson = lesson_read_text ("own.md", whole, n, &error);
    g_assert_true ((lesson == NULL) == (error.text[0] != '\0'));
    lesson_free (lesson);
  }
}

static char *
fixture_path (const char *id, const char *file)
{
  return g_test_build_filename (G_TEST_DIST, "fixtures", id, file, NULL);
}

static Lesson *
read_fixture (const char *id, const char *file)
{
  g_autofree char *path = fixture_path (id, file);
  BaseError error = { "" };
  Lesson *lesson = lesson_read (path, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (lesson);
  g_assert_cmpstr (lesson->id, ==, id);
  g_assert_cmpstr (lesson->chapter, ==, "fixtures");
  return lesson;
}

static void
test_design_example (void)
{
  Lesson *lesson = read_fixture ("learning-rate-extremes", "en.md");
  g_assert_cmpstr (lesson->title, ==, "What happens when the learning rate is too high or too low?");
  g_assert_cmpstr (lesson->language, ==, "en");
  g_assert_cmpint (lesson->level, ==, 1);
  g_assert_cmpint (lesson->minutes, ==, 6);
  g_assert_cmpstr (lesson->asks, ==, "000 Q8, 002 §1.19");
  g_assert_cmpuint (lesson->options->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    const LessonOption *option = lesson->options->pdata[i];
    g_autofree char *text = lesson_runs_text (option->runs), *why = lesson_runs_text (option->why);
    g_assert_cmpstr (text, ==, i == 0 ? "lr = 0.001" : i == 1 ? "lr = 0.1" : "lr = 30");
    g_assert_true (option->right == (i == 1));
    g_assert_true ((*why == '\0') == option->right);
  }
  const LessonExperiment *experiment = lesson->experiments->pdata[0];
  g_assert_false (experiment->calculator);
  g_assert_null (experiment->name);
  g_assert_cmpuint (experiment->settings->len, ==, 7);
  g_assert_cmpuint (experiment->lanes->len, ==, 3);
  const LessonLane *high = lesson_lane_find (experiment, "too-high");
  g_assert_cmpstr (lesson_setting_find (high->settings, "optimizer.lr")->value, ==, "30");
  g_assert_cmpint (high->place.line, ==, 34);
  g_assert_cmpstr (high->label, ==, "too-high");
  g_assert_cmpuint (experiment->controls->len, ==, 1);
  g_assert_cmpuint (experiment->views->len, ==, 3);
  g_assert_null (((LessonView *) experiment->views->pdata[0])->caption);
  g_assert_cmpuint (lesson->claims->len, ==, 2);
  const LessonClaim *claim = lesson->claims->pdata[1];
  g_assert_cmpstr (claim->name, ==, "too high never settles");
  g_assert_cmpstr (claim->text, ==, "train_loss[too-high]@end > 2 * train_loss[good]@end");
  g_assert_true (claim->experiment == experiment);
  g_assert_cmpuint (lesson->sections[LESSON_FOLLOW_UPS].blocks->len, ==, 2);
  lesson_free (lesson);
}

static void
test_translation (void)
{
  Lesson *lesson = read_fixture ("learning-rate-extremes", "zh_CN.md");
  const LessonExperiment *experiment = lesson->experiments->pdata[0];
  g_assert_cmpstr (lesson->language, ==, "zh_CN");
  g_assert_cmpstr (lesson->title, ==, "学习率太大或太小会怎样？");
  g_assert_cmpstr (lesson->sections[LESSON_POPULAR_ERROR].title, ==, "常见说法哪里不对");
  g_assert_cmpint (lesson->minutes, ==, 6);
  g_assert_cmpuint (lesson->options->len, ==, 3);
  g_assert_cmpstr (lesson_lane_find (experiment, "too-low")->label, ==, "太小");
  g_assert_cmpstr (((LessonRange *) experiment->controls->pdata[0])->label, ==, "学习率");
  g_assert_cmpstr (((LessonView *) experiment->views->pdata[0])->caption, ==, "看每条曲线停在哪里");
  const LessonClaim *claim = lesson->claims->pdata[1];
  g_assert_cmpstr (claim->label, ==, "太大：停不下来");
  g_assert_cmpstr (claim->name, ==, "too high never settles");
  g_assert_true (claim->experiment == experiment);
  lesson_free (lesson);
}

static void
test_translation_errors (void)
{
  const struct { const char *from, *to, *message; } rows[] = {
    { "+ lr = 0.1\n- lr = 30 ::", "+ lr = 30\n- lr = 0.1 ::", NULL }, /* the words are the translator's */
    { "- lr = 30 :: 大步子看起来快，却在山谷两侧来回跳\n", "", "11: 2 answers, in en.md there are 3" },
    { "- lr = 0.001 :: 小步子看起来稳妥，但 1500 步走不了多远\n+ lr = 0.1\n", "+ a\n- b :: c\n",
      "11: answer 1 is right, in en.md it is wrong" },
    { "## 追问\n\n1. 预热为什么允许更大的学习率？\n", "", "1: there is no section \"## 追问\"" },
    { "## 追问", "## 问题", "40: unknown section \"问题\": expected one of 预测, 实验, 回答, 要点, 常见说法哪里不对, 追问, 来源" },
    { "```labels", "```claims", "18: a claims block stands in en.md alone: expected only predict and labels in a translation" },
    { "lane.good  ", "lane.best  ", "20: a label for something that is not there: \"lane.best\", expected the name of a lane" },
    { "claim.2", "claim.3", "25: a label for something that is not there: \"claim.3\", expected the number of a claim, from 1" },
  };
  g_autofree char *path = fixture_path ("learning-rate-extremes", "zh_CN.md"), *whole_zh = NULL;
  g_assert_true (g_file_get_contents (path, &whole_zh, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GString) text = g_string_new (whole_zh);
    BaseError error = { "" };
    g_assert_cmpuint (g_string_replace (text, rows[i].from, rows[i].to, 0), ==, 1);
    Lesson *lesson = lesson_read_text (path, text->str, text->len, &error);
    g_autofree char *message = rows[i].message != NULL ? g_strdup_printf ("%s:%s", path, rows[i].message) : g_strdup ("");
    g_assert_cmpstr (error.text, ==, message);
    g_assert_true ((lesson != NULL) == (rows[i].message == NULL));
    lesson_free (lesson);
  }
  BaseError error = { "" };
  g_assert_null (lesson_read_text ("/nowhere/zh_CN.md", whole_zh, strlen (whole_zh), &error));
  g_assert_true (g_str_has_prefix (error.text, "/nowhere/zh_CN.md:1: a translation needs the English lesson beside it: "));
}

/* gradus check wants all of it, not only the first. */
static void
test_check (void)
{
  g_autofree char *text = changed ("lane b : batch = 2\nview curve\n", "lane b : batch\nvieww\n"), *folder = NULL, *path = NULL;
  folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  path = g_build_filename (folder, "own.md", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_autoptr (GPtrArray) messages = lesson_check (path);
  g_assert_cmpuint (messages->len, ==, 2);
  g_assert_nonnull (strstr (messages->pdata[0], "own.md:18: expected \"=\" after the key"));
  g_assert_nonnull (strstr (messages->pdata[1], "own.md:19: \"vieww\" begins no line"));
  g_assert_true (g_file_set_contents (path, whole, -1, NULL));
  g_autoptr (GPtrArray) none = lesson_check (path);
  g_assert_cmpuint (none->len, ==, 0);
  g_unlink (path);
  g_autoptr (GPtrArray) missing = lesson_check (path);
  g_assert_cmpuint (missing->len, ==, 1);
  g_rmdir (folder);
}

static void
test_labels (void)
{
  g_autofree char *text = changed ("Why?", "```labels\nlane.b = the other = one\nview.1 = Look\n  here\nclaim.1 = 1 = 1\n```");
  Lesson *lesson = lesson_read_text ("own.md", text, strlen (text), NULL);
  const LessonExperiment *experiment = lesson->experiments->pdata[0];
  g_assert_cmpstr (lesson_lane_find (experiment, "a")->label, ==, "a");
  g_assert_cmpstr (lesson_lane_find (experiment, "b")->label, ==, "the other = one");
  g_assert_cmpstr (((LessonView *) experiment->views->pdata[0])->caption, ==, "Look here");
  g_assert_cmpstr (((LessonClaim *) lesson->claims->pdata[0])->label, ==, "1 = 1");
  g_assert_cmpstr (lesson->id, ==, "own");
  g_assert_cmpstr (lesson->chapter, ==, "");
  lesson_free (lesson);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson/lesson/errors", test_errors);
  g_test_add_func ("/lesson/lesson/bytes", test_bytes);
  g_test_add_func ("/lesson/lesson/truncated", test_truncated);
  g_test_add_func ("/lesson/lesson/design-example", test_design_example);
  g_test_add_func ("/lesson/lesson/translation", test_translation);
  g_test_add_func ("/lesson/lesson/translation-errors", test_translation_errors);
  g_test_add_func ("/lesson/lesson/check", test_check);
  g_test_add_func ("/lesson/lesson/labels", test_labels);
  return g_test_run ();
}
