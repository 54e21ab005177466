/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"

#include "app/pad.h"

#include <glib/gstdio.h>
#include <string.h>

/* The Lab, driven as a person would: by actions, the text, files. */

static GradusWindow *
window (void)
{
  return app_test_window ();
}

static GradusRun *
run (void)
{
  return gradus_window_get_run (window ());
}

static GradusLabPage *
lab (void)
{
  return gradus_window_get_lab (window ());
}

static void
act (const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (window ()), name, NULL);
}

static bool
says (gpointer part)
{
  g_autofree char *text = gradus_lab_page_get_text (lab ());

  return strstr (text, part) != NULL;
}

static bool
has_problem (gpointer unused)
{
  return gradus_lab_page_get_problem (lab ()) != NULL;
}

static double
value (const char *key)
{
  LabSetup *setup = gradus_run_setup (run ());

  return lab_setup_value (setup, lab_setup_find_knob (setup, key), 0);
}

static bool
opened (gpointer data)
{
  const char *name = data;

  return app_test_open (run ()) && !gradus_run_is_opening (run ()) &&
         base_registry_find (&data_sources, name) == data_sources.entries[(int) value ("data")];
}

static void
opens_an_example (void)
{
  act ("lab");
  WAIT (opened, (gpointer) "spirals");
  g_assert_true (says ((gpointer) "data = spirals"));
  g_assert_cmpstr (gradus_lab_page_get_title (lab ()), ==, "Lab");
  for (int i = 6; i > 0; i--) {
    gradus_lab_page_open_preset (lab (), i);
    WAIT (app_test_open, run ());
    g_assert_null (gradus_lab_page_get_problem (lab ()));
  }
}

/* What a control changes stands in the text; what is undone is undone there too. */
static void
text_follows_controls (void)
{
  BaseError error = { "" };
  bool restarted;

  gradus_lab_page_open_preset (lab (), 0);
  WAIT (opened, (gpointer) "spirals");
  g_assert_true (gradus_run_set (run (), -1, lab_setup_find_knob (gradus_run_setup (run ()), "optimizer.lr"), 0.02, &restarted, &error));
  g_assert_false (restarted);
  g_assert_true (says ((gpointer) "optimizer.lr = 0.02"));
  g_assert_true (gradus_run_set (run (), -1, lab_setup_find_knob (gradus_run_setup (run ()), "data.n"), 100, &restarted, &error));
  g_assert_true (restarted);
  WAIT (says, (gpointer) "data.n = 100");
  act ("undo");
  WAIT (app_test_still, run ());
  for (int i = 0; i < 200 && says ((gpointer) "data.n"); i++)
    app_test_idle (10);
  g_assert_false (says ((gpointer) "data.n"));
}

/* Another text is a change like any other. */
static void
another_text_can_be_undone (void)
{
  gradus_lab_page_set_text (lab (), "data = xor n=80\nnetwork = dense 4 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.1\n"
                                    "steps = 50\nview boundary\n", NULL);
  WAIT (opened, (gpointer) "xor");
  g_assert_true (gradus_run_can_undo (run ()));
  act ("undo");
  WAIT (opened, (gpointer) "spirals");
  WAIT (says, (gpointer) "spirals");
  act ("redo");
  WAIT (opened, (gpointer) "xor");
}

/* A mistake is said with its line, and the experiment that was there goes on. */
static void
mistakes_lose_nothing (void)
{
  gradus_lab_page_set_text (lab (), "data = xor n=80\nnetwork = dense 4 tanh |\nloss = bce\n", NULL);
  g_assert_true (has_problem (NULL));
  g_assert_true (g_str_has_prefix (gradus_lab_page_get_problem (lab ()), "Line 2: "));
  gradus_lab_page_set_text (lab (), "data = xor n=80\nnetwork = denso 4 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.1\n", NULL);
  WAIT (has_problem, NULL);
  g_assert_true (g_str_has_prefix (gradus_lab_page_get_problem (lab ()), "Line 2: \"denso\" is not among the layers"));
  g_assert_true (says ((gpointer) "denso")); /* what was written stays */
  g_assert_true (opened ((gpointer) "xor"));
}

static bool
is_saved (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* What is saved is what is opened: another place, the same numbers. */
static void
saves_and_opens (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL), *path = g_build_filename (folder, "own.gradus", NULL);
  g_autofree char *csv = g_build_filename (folder, "own data.csv", NULL);
  BaseError error = { "" };
  bool restarted;
  double loss;

  gradus_lab_page_set_text (lab (), "data = xor n=80\nnetwork = dense 4 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.1\n"
                                    "steps = 50\nview boundary\n", NULL);
  WAIT (opened, (gpointer) "xor");
  gradus_run_step (run (), 20);
  WAIT (app_test_still, run ());
  gradus_run_set (run (), -1, lab_setup_find_knob (gradus_run_setup (run ()), "optimizer.lr"), 0.5, &restarted, &error);
  gradus_run_step (run (), 20);
  WAIT (app_test_still, run ());
  loss = gradus_run_snapshot (run ())->lanes[0].loss;
  gradus_lab_page_save_file (lab (), path);
  WAIT (is_saved, path);
  g_assert_cmpstr (gradus_lab_page_get_title (lab ()), ==, "own.gradus");
  act ("lab");
  gradus_lab_page_open_preset (lab (), 0);
  WAIT (opened, (gpointer) "spirals");
  gradus_lab_page_open_file (lab (), path);
  WAIT (opened, (gpointer) "xor");
  gradus_run_step (run (), 40);
  WAIT (app_test_still, run ());
  g_assert_true (gradus_run_snapshot (run ())->step == 40 && gradus_run_snapshot (run ())->lanes[0].loss == loss);

  g_assert_true (g_file_set_contents (csv, "u,v,class\n1,2,0\n2,1,1\n3,2,0\n4,1,1\n5,5,0\n", -1, NULL));
  gradus_lab_page_open_file (lab (), csv);
  WAIT (says, (gpointer) "own%20data.csv");
  for (int i = 0; i < 500 && lab_experiment_train_set (gradus_run_experiment (run ()), 0)->n == 80; i++)
    app_test_idle (10);
  g_assert_cmpint (lab_experiment_train_set (gradus_run_experiment (run ()), 0)->n, ==, 4);
  g_assert_true (g_file_set_contents (csv, "u,v,class\n1,2\n", -1, NULL));
  gradus_lab_page_apply (lab ());
  WAIT (has_problem, NULL); /* a damaged file */
  g_remove (csv);
  g_remove (path);
  g_rmdir (folder);
}

static bool
says_drawing (gpointer unused)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (gradus_canvas_large_view (gradus_window_get_canvas (window ())));

  return figure && figure->n_panels > 0 && figure->panels[0].title && g_str_has_prefix (figure->panels[0].title, "your drawing, read as ");
}

static bool
says_image (gpointer unused)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (gradus_canvas_large_view (gradus_window_get_canvas (window ())));

  return figure && figure->n_panels > 0 && figure->panels[0].title && g_str_has_prefix (figure->panels[0].title, "image ");
}

/* A digit drawn by hand takes the place of the test image in the map, also while the lanes stand still. */
static void
reads_a_drawing (void)
{
  GradusPad *pad;

  gradus_lab_page_set_text (lab (), "data = digits28 n=60 test=20\nnetwork = conv2d 4 5 pad=2 relu | maxpool 4 | flatten | dense 10\n"
                                    "loss = softmax-ce\noptimizer = adam lr=0.01\nbatch = 20\nsteps = 12\nview occlusion\n", NULL);
  WAIT (opened, (gpointer) "digits28");
  WAIT (says_image, NULL);
  pad = GRADUS_PAD (gtk_widget_get_template_child (GTK_WIDGET (lab ()), GRADUS_TYPE_LAB_PAGE, "pad"));
  g_assert_true (gtk_widget_is_visible (GTK_WIDGET (pad)));
  gradus_pad_stroke (pad, 14, 4, 14, 24);
  g_assert_true (gradus_pad_get_pixels (pad)[14 * 28 + 14] == 1 && gradus_pad_get_pixels (pad)[14 * 28 + 4] == 0);
  WAIT (says_drawing, NULL);
  for (int i = 0; i < 30; i++) { /* many strokes while a probe is at work */
    gradus_pad_stroke (pad, 14, 4, i, 10);
    app_test_idle (1);
  }
  gradus_run_step (run (), 3);
  WAIT (app_test_still, run ());
  WAIT (says_drawing, NULL);
  gradus_pad_clear (pad);
  g_assert_null (gradus_pad_get_pixels (pad));
  WAIT (says_image, NULL);
}

/* A lesson's experiment as it stands becomes a text; the way back leads to the lesson. */
static void
takes_a_lesson_along (void)
{
  gradus_window_open (window (), "learning-rate-extremes");
  WAIT (app_test_open, run ());
  act ("take-to-lab");
  WAIT (says, (gpointer) "lane too-low");
  WAIT (app_test_open, run ());
  g_assert_true (gradus_lab_page_is_open (lab ()));
  act ("back");
  WAIT (app_test_open, run ());
  g_assert_cmpstr (gradus_run_lesson (run ())->id, ==, "learning-rate-extremes");
  g_assert_false (gradus_lab_page_is_open (lab ()));
  act ("lab");
  WAIT (app_test_open, run ());
  g_assert_true (says ((gpointer) "lane too-low"));
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/lab/example", opens_an_example);
  g_test_add_func ("/app/lab/controls", text_follows_controls);
  g_test_add_func ("/app/lab/undo", another_text_can_be_undone);
  g_test_add_func ("/app/lab/mistakes", mistakes_lose_nothing);
  g_test_add_func ("/app/lab/files", saves_and_opens);
  g_test_add_func ("/app/lab/drawing", reads_a_drawing);
  g_test_add_func ("/app/lab/lesson", takes_a_lesson_along);
  return g_test_run ();
}
