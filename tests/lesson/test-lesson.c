/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/lesson.h"

static Lesson *
read_fixture (const char *id, const char *file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", id, file, NULL);
  BaseError error = { "" };
  Lesson *lesson = lesson_read (path, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (lesson);
  return lesson;
}

static void
test_design_example (void)
{
  Lesson *lesson = read_fixture ("learning-rate-extremes", "en.md");
  g_assert_cmpstr (lesson->id, ==, "learning-rate-extremes");
  g_assert_cmpint (lesson->level, ==, 1);
  g_assert_cmpint (lesson->minutes, ==, 6);
  g_assert_cmpstr (lesson->asks, ==, "000 Q8, 002 §1.19");
  g_assert_cmpuint (lesson->options->len, ==, 3);
  g_assert_cmpuint (lesson->experiments->len, ==, 1);
  const LessonExperiment *experiment = lesson->experiments->pdata[0];
  g_assert_cmpuint (experiment->settings->len, ==, 7);
  g_assert_cmpuint (experiment->lanes->len, ==, 3);
  g_assert_cmpuint (experiment->views->len, ==, 3);
  g_assert_cmpuint (lesson->claims->len, ==, 2);
  lesson_free (lesson);
}

static void
test_translation (void)
{
  Lesson *lesson = read_fixture ("learning-rate-extremes", "zh_CN.md");
  const LessonExperiment *experiment = lesson->experiments->pdata[0];
  g_assert_cmpstr (lesson->language, ==, "zh_CN");
  g_assert_cmpstr (lesson_lane_find (experiment, "too-low")->label, ==, "太小");
  g_assert_cmpstr (((LessonClaim *) lesson->claims->pdata[1])->label, ==, "太大：停不下来");
  const LessonBlock *block = lesson->sections[LESSON_QUESTION].blocks->pdata[0];
  g_autofree char *text = lesson_runs_text (block->runs);
  g_assert_cmpstr (text, ==, "人人都要设学习率，却很少有人说得出它的界限在哪里。");
  lesson_free (lesson);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson/lesson/design-example", test_design_example);
  g_test_add_func ("/lesson/lesson/translation", test_translation);
  return g_test_run ();
}
