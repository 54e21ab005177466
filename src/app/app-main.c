/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/app-main.h"

#include "app/application.h"
#include "app/environment.h"
#include "app/frame-bench.h"
#include "base/param.h"
#include "base/words.h"

int
gradus_app_main (int argc, char **argv)
{
  g_autofree char *lesson = NULL;
  gboolean present = FALSE;
  double bench = 0;
  const GOptionEntry options[] = {
    { "lesson", 'l', 0, G_OPTION_ARG_STRING, &lesson, N_ ("Open this lesson (or an own lesson's file)"), "ID" },
    { "present", 'p', 0, G_OPTION_ARG_NONE, &present, N_ ("Present it to a class"), NULL },
    { "frame-bench", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_DOUBLE, &bench, "Measure frames", "SECONDS" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GradusApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  gradus_frame_bench_clock ();
  gradus_environment_prepare ();
  context = g_option_context_new (NULL);
  g_option_context_add_main_entries (context, options, BASE_TEXT_DOMAIN);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("gradus: %s\n", error->message);
    return 2;
  }
  if (argc > 1 && !lesson)
    lesson = g_strdup (argv[1]);
  application = gradus_application_new ();
  gradus_application_set_start (application, lesson, present);
  gradus_application_set_bench (application, bench);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
