/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/common.h"
#include "lab/lessons.h"

#include <string.h>

/* gradus verify: trains the lessons' experiments over several seeds and judges their claims. */

static int n_seeds = 5, jobs = 2, steps;
static gboolean null_run;

static const GOptionEntry options[] = {
  { "seeds", 0, 0, G_OPTION_ARG_INT, &n_seeds, "Seeds 1 … N (5)", "N" },
  { "jobs", 'j', 0, G_OPTION_ARG_INT, &jobs, "Runs at once (2)", "N" },
  { "steps", 0, 0, G_OPTION_ARG_INT, &steps, "Fewer or more steps than the lesson's", "N" },
  { "null", 0, 0, G_OPTION_ARG_NONE, &null_run,
    "Shows that claims can fail (which is then wanted): lanes made equal, a single lane with rate 0, stored counterexamples", NULL },
  { NULL },
};

static void
progress (int done, int n, gpointer data)
{
  cli_progress (data, n > 0 ? (double) done / n : 1);
}

static void
print_verdict (const Lesson *lesson, const LabVerdict *verdict)
{
  printf ("%s\t%s\t%s\t%d/%d\t%s\n", verdict->passed ? "PASS" : "FAIL", lesson->id, verdict->claim->name,
          verdict->held, verdict->n_seeds, verdict->numbers);
  if (verdict->problem != NULL)
    cli_fail (CLI_CLAIM_FAILED, "%s: %s: %s", lesson->id, verdict->claim->name, verdict->problem);
}

static int
verify_lesson (const Lesson *lesson, int *n_passed, int *n_failed)
{
  BaseError error = { "" };
  const LabVerifyOptions verify = { n_seeds, jobs, null_run, steps, progress, lesson->id };
  g_autoptr (GPtrArray) verdicts = lab_verify (lesson, &verify, &error);
  cli_progress_end ();
  if (verdicts == NULL)
    return cli_fail (CLI_BAD_INPUT, "%s", error.text);
  for (guint i = 0; i < verdicts->len; i++) {
    const LabVerdict *verdict = verdicts->pdata[i];
    print_verdict (lesson, verdict);
    if (verdict->claim->timing)
      continue; /* never decides */
    *n_passed += verdict->passed;
    *n_failed += !verdict->passed;
  }
  fflush (stdout);
  return CLI_FINE;
}

static int
verify_named (char **names, int n, int *n_passed, int *n_failed)
{
  int status = CLI_FINE;
  for (int i = 0; i < n; i++) {
    BaseError error = { "" };
    Lesson *lesson = lab_lesson_open (names[i], "en", &error);
    int here = lesson != NULL ? verify_lesson (lesson, n_passed, n_failed)
                              : cli_fail (CLI_BAD_INPUT, "%s", error.text);
    status = MAX (status, here);
    lesson_free (lesson);
  }
  return status;
}

static int
verify_all (int *n_passed, int *n_failed)
{
  g_autofree char *folder = lab_lessons_folder ();
  g_autoptr (GPtrArray) lessons = lesson_read_folder (folder, "en");
  int status = CLI_FINE;
  if (lessons->len == 0)
    return cli_fail (CLI_BAD_INPUT, "%s: no lessons", folder);
  for (guint i = 0; i < lessons->len; i++) {
    const Lesson *lesson = lessons->pdata[i];
    int here = lesson->broken == NULL ? verify_lesson (lesson, n_passed, n_failed)
                                      : cli_fail (CLI_BAD_INPUT, "%s", lesson->broken);
    status = MAX (status, here);
  }
  return status;
}

/* Behind the count of a null run, where a failure is no mistake. */
static void
say_what_is_wanted (int n_passed)
{
  g_autofree char *passed = n_passed > 0 ? g_strdup_printf ("%d passed with nothing left to compare", n_passed) : g_strdup ("none passed");
  fflush (stdout);
  cli_fail (CLI_FINE, "null run: FAIL is what is wanted of claims that compare; %s", passed);
}

static int
run (int argc, char **argv)
{
  int n_passed = 0, n_failed = 0;
  if (!cli_parse (&argc, &argv, "[LESSON|FILE.md]…",
                  "Prints a line for each claim: PASS or FAIL, lesson, claim, seeds, numbers.", options))
    return CLI_USAGE;
  if (n_seeds < 1 || n_seeds > 1000 || jobs < 1 || steps < 0)
    return cli_fail (CLI_USAGE, "--seeds wants 1 to 1000, --jobs 1 or more, --steps 1 or more");
  int status =
      argc > 1 ? verify_named (argv + 1, argc - 1, &n_passed, &n_failed) : verify_all (&n_passed, &n_failed);
  printf ("%d passed, %d failed\n", n_passed, n_failed);
  if (null_run)
    say_what_is_wanted (n_passed);
  return status != CLI_FINE ? status : n_failed > 0 ? CLI_CLAIM_FAILED : CLI_FINE;
}

const CliCommand cli_command_verify = {
  { "verify", "verify",
    "judges claims over several seeds: verify [LESSON|FILE.md]… [--seeds N] [--jobs N] [--null]" },
  run,
};
