/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/common.h"
#include "lab/lessons.h"

/* gradus check: reads lessons and says what is wrong with them. */

static const GOptionEntry options[] = { { NULL } };

/* Prints the messages about one lesson; @lesson NULL: it could not be read. Returns their number. */
static guint
report (const Lesson *lesson, const char *broken)
{
  if (lesson == NULL || broken != NULL) {
    printf ("%s\n", broken);
    return 1;
  }
  g_autoptr (GPtrArray) messages = lab_check (lesson);
  for (guint i = 0; i < messages->len; i++)
    printf ("%s\n", (const char *) messages->pdata[i]);
  return messages->len;
}

static guint
check_file (const char *path)
{
  BaseError error = { "" };
  Lesson *lesson = lab_lesson_open (path, "en", &error);
  guint n = report (lesson, lesson == NULL ? error.text : NULL);
  lesson_free (lesson);
  return n;
}

/* Every lesson there is, in both languages. */
static guint
check_all (void)
{
  static const char *const languages[] = { "en", "zh_CN" };
  g_autofree char *folder = lab_lessons_folder ();
  guint n = 0;
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    g_autoptr (GPtrArray) lessons = lesson_read_folder (folder, languages[i]);
    for (guint k = 0; k < lessons->len; k++) {
      const Lesson *lesson = lessons->pdata[k];
      n += report (lesson, lesson->broken);
    }
  }
  return n;
}

static int
run (int argc, char **argv)
{
  guint n = 0;
  if (!cli_parse (
          &argc, &argv, "[FILE.md|LESSON]…",
          "Reads lessons and reports every mistake with its place, silent where there is none; without a name all lessons.",
          options))
    return CLI_USAGE;
  if (argc == 1)
    n = check_all ();
  for (int i = 1; i < argc; i++)
    n += check_file (argv[i]);
  if (n > 0)
    return cli_fail (CLI_BAD_INPUT, n == 1 ? "%u mistake" : "%u mistakes", n);
  return CLI_FINE;
}

const CliCommand cli_command_check = {
  { "check", "check", "reads lessons and reports every mistake with its place: check [FILE.md]…" },
  run,
};
