/* SPDX-License-Identifier: GPL-3.0-or-later */

/* gradus: without a command it opens the window, with one it works in the terminal. */

#include "cli/cli.h"
#include "lesson/lesson.h"
#ifdef GRADUS_APP
#include "app/app-main.h"
#endif

#include <glib.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

/* C.UTF-8 lets $LANGUAGE choose the texts where the system has no such locale; numbers keep their points. */
static void
set_locale (void)
{
  const char *set = setlocale (LC_ALL, "");
  if (set == NULL || strcmp (setlocale (LC_MESSAGES, NULL), "C") == 0)
    setlocale (LC_ALL, "C.UTF-8");
  setlocale (LC_NUMERIC, "C");
  bindtextdomain ("gradus",
                  g_file_test (GRADUS_BUILD_PO, G_FILE_TEST_IS_DIR) ? GRADUS_BUILD_PO : GRADUS_LOCALE_DIR);
  bind_textdomain_codeset ("gradus", "UTF-8");
  textdomain ("gradus");
}

/* A word that is no option and no file of a lesson or an experiment is a command. */
static bool
has_command (int argc, char **argv)
{
  return argc > 1 && argv[1][0] != '-' && !g_str_has_suffix (argv[1], ".md") && !g_str_has_suffix (argv[1], LESSON_EXPERIMENT_SUFFIX);
}

int
main (int argc, char **argv)
{
  set_locale ();
  if (has_command (argc, argv))
    return cli_main (argc, argv);
  if (argc > 1 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)) {
    cli_usage (stdout);
    return CLI_FINE;
  }
  if (argc > 1 && strcmp (argv[1], "--version") == 0) {
    printf ("gradus %s\n", GRADUS_VERSION);
    return CLI_FINE;
  }
#ifdef GRADUS_APP
  return gradus_app_main (argc, argv);
#else
  cli_usage (stderr);
  return CLI_USAGE;
#endif
}
