/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson/reader.h"

#include <glib/gstdio.h>
#include <string.h>

static const char text[] = "# %s\n```lesson\nlevel = 1\nminutes = 1\n```\n## Predict\nWhich?\n```predict\n+ a\n- b :: c\n```\n"
                           "```experiment\ndata = moons\n```\n## Answer\na\n## Key points\nb\n"
                           "## Where the popular answer is wrong\nc\n## Follow-ups\nd\n## Sources\ne\n";

static const char chinese[] = "# 题\n## 预测\n哪个？\n```predict\n+ 甲\n- 乙 :: 丙\n```\n## 回答\n甲\n## 要点\n乙\n"
                              "## 常见说法哪里不对\n丙\n## 追问\n丁\n## 来源\n戊\n";

static void
put (const char *root, const char *path, const char *contents)
{
  g_autofree char *file = g_build_filename (root, path, NULL), *folder = g_path_get_dirname (file);
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (file, contents, -1, NULL));
}

static void
put_lesson (const char *root, const char *path)
{
  g_autoptr (GString) whole = g_string_new (text);
  g_string_replace (whole, "%s", path, 0);
  put (root, path, whole->str);
}

static void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *inside = g_build_filename (path, name, NULL);
    remove_tree (inside);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (path);
}

/* "chapter/id language title; …" */
static char *
sketch (GPtrArray *lessons)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < lessons->len; i++) {
    const Lesson *lesson = lessons->pdata[i];
    g_string_append_printf (out, "%s%s/%s %s%s", i > 0 ? "; " : "", lesson->chapter_title, lesson->id, lesson->language,
                            lesson->broken != NULL ? " broken" : "");
  }
  return g_string_free (out, FALSE);
}

static void
test_order (void)
{
  g_autofree char *root = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  put_lesson (root, "02-cnn/b/en.md");
  put_lesson (root, "02-cnn/a/en.md");
  put_lesson (root, "02-cnn/c/en.md");
  put_lesson (root, "02-cnn/d/en.md");
  put (root, "02-cnn/order.txt", "# the simple ones first\nc\n\nmissing\nb\nc\n");
  put (root, "02-cnn/c/zh_CN.md", chinese);
  put (root, "02-cnn/d/zh_CN.md", "# 题\n");
  put (root, "01-first-things/x/en.md", "# X\n");
  put (root, "chapters.tsv", "02-cnn\tNets\t网络\n");
  put (root, "STYLE.md", "no lesson\n");
  g_autoptr (GPtrArray) english = lesson_read_folder (root, "en");
  g_autofree char *found = sketch (english);
  g_assert_cmpstr (found, ==, "First things/x en broken; Nets/missing en broken; Nets/c en broken; Nets/c en; Nets/b en; "
                              "Nets/a en; Nets/d en");
  const Lesson *broken = english->pdata[0], *missing = english->pdata[1], *twice = english->pdata[2];
  g_assert_cmpstr (broken->title, ==, "x");
  g_assert_nonnull (strstr (broken->broken, "x/en.md:1: there is no section"));
  g_assert_nonnull (strstr (missing->broken, "order.txt:4: there is no lesson \"missing\""));
  g_assert_nonnull (strstr (twice->broken, "order.txt:6: "));
  g_autoptr (GPtrArray) translated = lesson_read_folder (root, "zh_CN");
  g_autofree char *mixed = sketch (translated);
  g_assert_cmpstr (mixed, ==, "First things/x en broken; 网络/missing en broken; 网络/c en broken; 网络/c zh_CN; 网络/b en; "
                              "网络/a en; 网络/d zh_CN broken");
  remove_tree (root);
}

static void
test_nothing (void)
{
  g_autoptr (GPtrArray) lessons = lesson_read_folder ("/nowhere", "en");
  g_assert_cmpuint (lessons->len, ==, 0);
}

/* "my.md" is a lesson of that name, beside en.md a translation. */
static void
test_names (void)
{
  g_autofree char *root = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  const char *const paths[] = { "own/my.md", "c/shared/en.md", "c/shared/my.md", "c/alone/zh_CN.md" };
  const char *const ids[] = { "my", "shared", "shared", "alone" };
  const char *const languages[] = { "en", "en", "my", "zh_CN" };
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    put_lesson (root, paths[i]);
    g_autofree char *path = g_build_filename (root, paths[i], NULL);
    Lesson *lesson = lesson_new (path);
    g_assert_cmpstr (lesson->id, ==, ids[i]);
    g_assert_cmpstr (lesson->language, ==, languages[i]);
    lesson_free (lesson);
  }
  g_autofree char *own = g_build_filename (root, "own/my.md", NULL);
  BaseError error = { "" };
  Lesson *lesson = lesson_read (own, &error);
  g_assert_cmpstr (error.text, ==, "");
  lesson_free (lesson);
  remove_tree (root);
}

/* The lessons that come with the program: none is broken, all are translated, claims and captions too. */
static void
test_shipped (void)
{
  const char *folder = g_getenv ("GRADUS_LESSONS");
  g_assert_nonnull (folder);
  g_autoptr (GPtrArray) lessons = lesson_read_folder (folder, "zh_CN");
  g_assert_cmpuint (lessons->len, >=, 2);
  for (guint i = 0; i < lessons->len; i++) {
    const Lesson *lesson = lessons->pdata[i];
    g_assert_cmpstr (lesson->broken, ==, NULL);
    g_assert_cmpstr (lesson->language, ==, "zh_CN");
    g_assert_cmpuint (lesson->claims->len, >, 0);
    for (guint c = 0; c < lesson->claims->len; c++) {
      const LessonClaim *claim = lesson->claims->pdata[c];
      g_assert_cmpstr (claim->label, !=, claim->name);
    }
    for (guint e = 0; e < lesson->experiments->len; e++) {
      const LessonExperiment *experiment = lesson->experiments->pdata[e];
      for (guint v = 0; v < experiment->views->len; v++)
        g_assert_nonnull (((LessonView *) experiment->views->pdata[v])->caption);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson/folder/order", test_order);
  g_test_add_func ("/lesson/folder/nothing", test_nothing);
  g_test_add_func ("/lesson/folder/names", test_names);
  g_test_add_func ("/lesson/folder/shipped", test_shipped);
  return g_test_run ();
}
