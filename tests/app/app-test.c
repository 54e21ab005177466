/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"

#include "app/environment.h"
#include "lab/lessons.h"

#include <libintl.h>
#include <locale.h>

static GradusApplication *application;

void
app_test_init (int *argc, char ***argv)
{
  gradus_environment_prepare ();
  gtk_test_init (argc, argv, NULL);
  setlocale (LC_ALL, "C.UTF-8"); /* gtk_test_init chooses one that may not be there */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain ("gradus", TEST_PO);
  bind_textdomain_codeset ("gradus", "UTF-8");
  textdomain ("gradus");
  adw_init ();
}

static gboolean
on_timeout (gpointer late)
{
  *(gboolean *) late = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
app_test_wait (AppCondition condition, gpointer data, const char *what)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add_seconds (60, on_timeout, &late);
  guint tick = g_timeout_add (20, on_tick, NULL); /* conditions also change on other threads */

  while (!condition (data) && !late)
    g_main_context_iteration (NULL, TRUE);
  if (late)
    g_error ("waited in vain: %s", what);
  g_source_remove (timer);
  g_source_remove (tick);
}

void
app_test_idle (guint ms)
{
  gboolean late = FALSE;

  g_timeout_add (ms, on_timeout, &late);
  while (!late)
    g_main_context_iteration (NULL, TRUE);
}

GradusLibrary *
app_test_library (const char *language)
{
  g_autofree char *folder = lab_lessons_folder ();

  return gradus_library_new (folder, language);
}

Lesson *
app_test_lesson (void)
{
  static const char text[] =
    "# Does it move?\n\n```lesson\nlevel = 1\nminutes = 1\n```\n\nA question with `code`, **weight** and $`x`$.\n\n"
    "## Predict\n\nWhat will happen?\n\n```predict\n- nothing :: it would be sad\n+ it moves\n```\n\n"
    "## Experiment\n\n```experiment\ndata = moons n=60\nnetwork = dense 4 tanh | dense 1\nloss = bce\n"
    "optimizer = sgd lr=0.1\nbatch = 16\nsteps = 400\nlane slow : optimizer.lr = 0.01\nlane fast : optimizer.lr = 0.3\n"
    "control optimizer.lr = 0.001 .. 10 log\nview curve metric=train_loss\nview boundary\nview gradients\n```\n\n"
    "## Answer\n\nIt moves.\n\n```math\nx = 1\n```\n\n## Key points\n\n- one\n- two\n\n"
    "## Where the popular answer is wrong\n\nIt is not.\n\n## Follow-ups\n\n1. Why?\n\n## Sources\n\n- A book\n";
  BaseError error = { "" };
  Lesson *lesson = lesson_read_text ("own/move.md", text, sizeof text - 1, &error);

  if (!lesson)
    g_error ("%s", error.text);
  return lesson;
}

GradusApplication *
app_test_application (void)
{
  if (!application) {
    GError *error = NULL;

    application = gradus_application_new ();
    g_application_register (G_APPLICATION (application), NULL, &error);
    g_assert_no_error (error);
  }
  return application;
}

GradusWindow *
app_test_window (void)
{
  static GradusWindow *last;
  GradusWindow *window = gradus_application_window (app_test_application ());

  if (window != last) {
    last = window;
    gtk_window_present (GTK_WINDOW (window));
    WAIT (app_test_open, gradus_window_get_run (window));
  }
  return window;
}

GradusRun *
app_test_run (void)
{
  return gradus_window_get_run (app_test_window ());
}

void
app_test_act (const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (app_test_window ()), action, NULL);
}

bool
app_test_open (gpointer run)
{
  return gradus_run_experiment (run) && gradus_run_snapshot (run) && !gradus_run_is_opening (run);
}

bool
app_test_still (gpointer run)
{
  const TrainSnapshot *snapshot = gradus_run_snapshot (run);
  TrainStatus status = gradus_run_status (run);

  return app_test_open (run) && !status.busy && snapshot->version == status.version;
}
