/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"

#include <glib/gstdio.h>

/* The whole window over lessons of its own, in which something is calculated: see lessons/ beside this file. */

static GradusCanvas *
canvas (void)
{
  return gradus_window_get_canvas (app_test_window ());
}

static void
open (const char *id)
{
  gradus_window_open (app_test_window (), id);
  WAIT (app_test_open, app_test_run ());
  g_assert_cmpstr (gradus_run_lesson (app_test_run ())->id, ==, id);
}

static double
setting (const char *key, int lane)
{
  LabSetup *setup = gradus_run_setup (app_test_run ());

  return lab_setup_value (setup, lab_setup_find_knob (setup, key), lane);
}

static double
result (const char *output, int lane, int row)
{
  const CalcResults *results = lab_experiment_results (gradus_run_experiment (app_test_run ()), lane);

  return results->values[calc_find_output (results->calculator, output)].values[row];
}

/* The results are those of the settings. */
static bool
is_calculated (gpointer unused)
{
  return app_test_open (app_test_run ()) && gradus_run_setup (app_test_run ()) == lab_experiment_setup (gradus_run_experiment (app_test_run ()));
}

static void
enter (const char *key, int line, const char *text)
{
  GradusKnob *knob = gradus_controls_find (gradus_window_get_controls (app_test_window ()), key);

  g_assert_nonnull (knob);
  gradus_knob_enter (knob, line, text);
  WAIT (is_calculated, NULL);
}

/* The widget of a template that is seen. */
static bool
is_seen (const char *name)
{
  GtkWidget *transport = GTK_WIDGET (gradus_window_get_transport (app_test_window ()));

  return gtk_widget_get_mapped (GTK_WIDGET (gtk_widget_get_template_child (transport, GRADUS_TYPE_TRANSPORT, name)));
}

/* What the large plot shows: the marks of its first panel. */
static const PlotMark *
shown (int mark)
{
  return &gradus_plot_view_get_figure (gradus_canvas_large_view (canvas ()))->panels[0].marks[mark];
}

static bool
is_shown (gpointer unused)
{
  return is_calculated (NULL) && shown (0)->y[0] == result ("p", 0, 0);
}

/* A picture at once, the keyboard at the first control, and nothing that has to do with time. */
static void
opens_with_results (void)
{
  static const char *const of_time[] = { "play", "step", "back", "timeline", "counter", "speed", "seed", "new_seed" };
  GtkWidget *focus;

  open ("temperature");
  WAIT (is_shown, NULL);
  g_assert_true (gradus_run_is_calculation (app_test_run ()));
  g_assert_cmpint (gradus_canvas_n_small (canvas ()), ==, 2);
  g_assert_cmpstr (shown (1)->label, ==, "warm");
  for (gsize i = 0; i < G_N_ELEMENTS (of_time); i++)
    g_assert_false (is_seen (of_time[i]));
  g_assert_true (is_seen ("calculated"));
  focus = gtk_window_get_focus (GTK_WINDOW (app_test_window ()));
  g_assert_true (GTK_IS_SCALE (focus) && gtk_widget_get_ancestor (focus, GRADUS_TYPE_KNOB));
  open ("several");
  gtk_widget_activate_action (GTK_WIDGET (app_test_window ()), "win.lens", "i", 0);
  g_assert_cmpstr (gradus_canvas_get_page (canvas ()), ==, "refusal");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (canvas ()), GRADUS_TYPE_CANVAS,
                                                                                   "refusal_link"))));
  gtk_widget_activate_action (GTK_WIDGET (app_test_window ()), "win.lens", "i", 0);
  g_assert_cmpstr (gradus_canvas_get_page (canvas ()), ==, "plot");
}

/* Views stay and show the new numbers; no word of starting anew; the hand's whole move is one to undo. */
static void
follows_a_control (void)
{
  LabViewer *viewer;
  double first;

  open ("temperature");
  viewer = gradus_canvas_large (canvas ());
  first = result ("p", 0, 0);
  for (int i = 1; i <= 20; i++) {
    g_autofree char *text = g_strdup_printf ("%d", 1 + i % 9);

    gradus_knob_enter (gradus_controls_find (gradus_window_get_controls (app_test_window ()), "calculator.temperature"), 0, text);
  }
  enter ("calculator.temperature", 0, "5");
  WAIT (is_shown, NULL);
  g_assert_true (viewer == gradus_canvas_large (canvas ()));
  g_assert_cmpfloat (result ("p", 0, 0), <, first / 2);
  g_assert_cmpfloat (setting ("calculator.temperature", 0), ==, 5);
  g_assert_cmpfloat (setting ("calculator.temperature", 1), ==, 3);
  g_assert_null (gradus_window_get_toast (app_test_window ()));
  app_test_act ("undo");
  WAIT (is_shown, NULL);
  g_assert_cmpfloat (result ("p", 0, 0), ==, first);
  g_assert_false (gradus_run_can_undo (app_test_run ()));
  app_test_act ("redo");
  WAIT (is_shown, NULL);
  g_assert_cmpfloat (setting ("calculator.temperature", 0), ==, 5);
}

/* Two settings, one after the other before anything was calculated: both hold. */
static void
keeps_what_is_on_its_way (void)
{
  GradusControls *controls = gradus_window_get_controls (app_test_window ());

  open ("temperature");
  gradus_knob_enter (gradus_controls_find (controls, "calculator.z1"), 0, "-1");
  gradus_knob_enter (gradus_controls_find (controls, "calculator.label"), 0, "3");
  WAIT (is_calculated, NULL);
  g_assert_cmpfloat (setting ("calculator.z1", 0), ==, -1);
  g_assert_cmpfloat (setting ("calculator.label", 1), ==, 3);
}

/* The button, and Home, bring back the lesson's settings, as one change. */
static void
resets_settings (void)
{
  open ("temperature");
  enter ("calculator.temperature", 0, "7");
  enter ("calculator.z1", 0, "-4");
  g_assert_true (gradus_run_is_changed (app_test_run ()));
  app_test_act ("reset");
  WAIT (is_calculated, NULL);
  g_assert_false (gradus_run_is_changed (app_test_run ()));
  g_assert_cmpfloat (setting ("calculator.temperature", 0), ==, 0.5);
  app_test_act ("undo");
  WAIT (is_calculated, NULL);
  g_assert_cmpfloat (setting ("calculator.temperature", 0), ==, 7);
  g_assert_cmpfloat (setting ("calculator.z1", 0), ==, -4);
}

static void
press (guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (app_test_window ()));
  gboolean handled = FALSE;

  for (guint i = 0; !handled && i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &handled);
  }
}

/* Nothing plays or steps. */
static void
takes_no_time (void)
{
  static const guint keys[] = { GDK_KEY_space, GDK_KEY_comma, GDK_KEY_period };

  open ("temperature");
  enter ("calculator.z1", 0, "-4");
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    press (keys[i]);
  g_signal_emit_by_name (gradus_window_get_page (app_test_window ()), "run");
  app_test_idle (150);
  g_assert_false (gradus_run_status (app_test_run ()).running);
  g_assert_cmpint (gradus_run_status (app_test_run ()).step, ==, 0);
  press (GDK_KEY_Home);
  WAIT (is_calculated, NULL);
  g_assert_cmpfloat (setting ("calculator.z1", 0), ==, 2);
}

/* Boxes are drawn at random: a new seed gives others, and can be undone. */
static void
takes_a_new_seed (void)
{
  guint64 seed;
  double kept;

  open ("suppression");
  g_assert_true (is_seen ("seed") && is_seen ("new_seed") && !is_seen ("play"));
  seed = gradus_run_seed (app_test_run ());
  kept = result ("ap", 0, 0);
  app_test_act ("new-seed");
  WAIT (is_calculated, NULL);
  g_assert_cmpuint (gradus_run_seed (app_test_run ()), !=, seed);
  g_assert_cmpfloat (result ("ap", 0, 0), !=, kept);
  app_test_act ("undo");
  WAIT (is_calculated, NULL);
  g_assert_cmpuint (gradus_run_seed (app_test_run ()), ==, seed);
  g_assert_cmpfloat (result ("ap", 0, 0), ==, kept);
}

/* What does not go together is said, and the settings stay as they were. */
static void
refuses_what_does_not_fit (void)
{
  open ("temperature");
  enter ("calculator.classes", 0, "2");
  enter ("calculator.label", 0, "4");
  g_assert_nonnull (gradus_window_get_toast (app_test_window ()));
  g_assert_cmpfloat (setting ("calculator.label", 0), ==, 1);
}

/* The layers of a calculator's network are settings like others; another calculator is another experiment. */
static void
changes_layers_and_calculators (void)
{
  double field;

  open ("several");
  app_test_act ("next-experiment");
  WAIT (app_test_open, app_test_run ());
  g_assert_cmpint (gradus_run_index (app_test_run ()), ==, 1);
  field = result ("rf", 0, 0);
  enter ("layer1.kernel", 0, "5");
  g_assert_cmpfloat (result ("rf", 0, 0), >, field);
}

/* With what was changed; there it is calculated all the same. */
static void
goes_to_the_lab (void)
{
  open ("temperature");
  enter ("calculator.temperature", 1, "8");
  app_test_act ("take-to-lab");
  WAIT (is_calculated, NULL);
  g_assert_true (gradus_run_is_calculation (app_test_run ()) && is_seen ("calculated"));
  g_assert_cmpfloat (setting ("calculator.temperature", 1), ==, 8);
  WAIT (is_shown, NULL);
}

static GtkWidget *
experiments (void)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (canvas ()), GRADUS_TYPE_CANVAS, "experiments"));
}

static bool
is_open (gpointer index)
{
  return app_test_open (app_test_run ()) && gradus_run_index (app_test_run ()) == GPOINTER_TO_INT (index);
}

/* A button for each experiment of a lesson above its plots, calculated or trained; each is found again as it was left. */
static void
chooses_experiments (void)
{
  GtkWidget *first, *last;

  open ("temperature");
  g_assert_false (gtk_widget_get_visible (experiments ()));
  open ("several");
  WAIT (is_open, GINT_TO_POINTER (0));
  first = gtk_widget_get_first_child (experiments ()), last = gtk_widget_get_last_child (experiments ());
  g_assert_true (gtk_widget_get_mapped (first) && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (first)));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (last), ==, "Training");
  enter ("calculator.z1", 0, "5");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (last), TRUE);
  WAIT (is_open, GINT_TO_POINTER (2));
  g_assert_true (is_seen ("play") && is_seen ("seed") && is_seen ("timeline") && !is_seen ("calculated"));
  g_assert_cmpstr (lab_viewer_view (gradus_canvas_large (canvas ()))->entry.name, ==, "boundary");
  gradus_knob_enter (gradus_controls_find (gradus_window_get_controls (app_test_window ()), "optimizer.lr"), 0, "0.5");
  app_test_act ("next-experiment"); /* there is none */
  app_test_act ("previous-experiment");
  WAIT (is_open, GINT_TO_POINTER (1));
  g_assert_false (gradus_run_can_undo (app_test_run ()));
  app_test_act ("previous-experiment");
  WAIT (is_open, GINT_TO_POINTER (0));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (first)));
  g_assert_cmpfloat (setting ("calculator.z1", 0), ==, 5);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (last), TRUE);
  WAIT (is_open, GINT_TO_POINTER (2));
  g_assert_cmpfloat (setting ("optimizer.lr", 0), ==, 0.5);
}

/* How many runs the large plot has: points of their own. */
static int
n_runs (void)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (gradus_canvas_large_view (canvas ()));
  int n = 0;

  for (int i = 0; figure && figure->n_panels > 0 && i < figure->panels[0].n_marks; i++)
    n += g_str_equal (((const BaseEntry *) figure->panels[0].marks[i].type)->name, "points");
  return n;
}

static bool
has_runs (gpointer n)
{
  return is_calculated (NULL) && n_runs () == GPOINTER_TO_INT (n);
}

static bool
last_is (gpointer value)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (gradus_canvas_large_view (canvas ()));

  return has_runs (GINT_TO_POINTER (10)) && figure->panels[0].marks[figure->panels[0].n_marks - 1].y[0] > *(double *) value;
}

/* More values than there can be lanes: all are calculated, and follow the controls. */
static void
sweeps (void)
{
  double none = 0;

  open ("swept");
  WAIT (has_runs, GINT_TO_POINTER (10));
  g_assert_false (last_is (&none));
  enter ("calculator.a-left", 0, "150");
  WAIT (last_is, &none);
}

/* The runs that are no lanes are trained beside them once it plays; what is changed on the way they do not know. */
static void
trains_a_sweep (void)
{
  open ("rates");
  WAIT (has_runs, GINT_TO_POINTER (7));
  app_test_idle (100);
  g_assert_cmpint (n_runs (), ==, 7);
  app_test_act ("play");
  WAIT (has_runs, GINT_TO_POINTER (16));
  g_assert_null (gradus_plot_view_get_figure (gradus_canvas_large_view (canvas ()))->caption);
  gradus_run_pause (app_test_run ());
  WAIT (app_test_still, app_test_run ());
  enter ("data.noise", 0, "0.4");
  WAIT (has_runs, GINT_TO_POINTER (7));
  app_test_act ("play");
  WAIT (has_runs, GINT_TO_POINTER (16));
  for (guint i = 0; i < gradus_run_parts (app_test_run ())->len; i++) {
    const LabSetup *part = lab_experiment_setup (gradus_run_parts (app_test_run ())->pdata[i]);

    g_assert_cmpfloat (lab_setup_value (part, lab_setup_find_knob (part, "data.noise"), 0), ==, 0.4);
    g_assert_cmpint (train_session_status (lab_experiment_session (gradus_run_parts (app_test_run ())->pdata[i])).step, ==, 60);
  }
  gradus_knob_enter (gradus_controls_find (gradus_window_get_controls (app_test_window ()), "batch"), 0, "8");
  WAIT (has_runs, GINT_TO_POINTER (7));
  gradus_run_pause (app_test_run ());
  WAIT (app_test_still, app_test_run ());
}

/* The height of the page that was written, a picture of two pixels for each of its 1280. */
static int
page_height (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "page.png", NULL);
  g_autoptr (GdkTexture) picture = NULL;
  BaseError error = { "" };

  g_assert_true (gradus_canvas_write_page (canvas (), path, &error));
  picture = gdk_texture_new_from_filename (path, NULL);
  g_assert_cmpint (gdk_texture_get_width (picture), ==, 2560);
  g_unlink (path);
  return gdk_texture_get_height (picture);
}

/* All plots on one page in each format; what cannot be written is said. */
static void
saves_all_plots (void)
{
  static const struct {
    const char *name, *begins;
  } formats[] = { { "a.svg", "<?xml" }, { "a.pdf", "%PDF" }, { "a.png", "\x89PNG" } };
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL), *nowhere = g_build_filename (folder, "no", "a.png", NULL);
  BaseError error = { "" };
  int of_one;

  open ("swept");
  WAIT (is_calculated, NULL);
  app_test_idle (100);
  of_one = page_height (folder);
  open ("temperature");
  WAIT (is_shown, NULL);
  g_assert_cmpint (page_height (folder), >, of_one + 500);
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree char *path = g_build_filename (folder, formats[i].name, NULL), *bytes = NULL;
    gsize length;

    __lsan_disable (); /* cairo 1.16 loses an array where it subsets an OpenType font for a PDF */
    g_assert_true (gradus_canvas_write_page (canvas (), path, &error));
    __lsan_enable ();
    g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
    g_assert_true (length > 10000 && g_str_has_prefix (bytes, formats[i].begins));
    g_assert_true (!g_str_has_suffix (path, "svg") || strstr (bytes, "width=\"1280px\""));
    g_unlink (path);
  }
  g_assert_false (gradus_canvas_write_page (canvas (), nowhere, &error));
  g_assert_nonnull (strstr (error.text, nowhere));
  g_rmdir (folder);
}

/* The other language has the same settings and results. */
static void
changes_language (void)
{
  GActionGroup *application = G_ACTION_GROUP (app_test_application ());
  double before;

  open ("temperature");
  enter ("calculator.temperature", 1, "9");
  before = result ("p", 1, 0);
  g_action_group_change_action_state (application, "language", g_variant_new_string ("zh_CN"));
  WAIT (is_calculated, NULL);
  g_assert_cmpstr (gradus_run_lesson (app_test_run ())->language, ==, "zh_CN");
  g_assert_cmpfloat (result ("p", 1, 0), ==, before);
  g_assert_cmpstr (lab_setup_lane_label (gradus_run_setup (app_test_run ()), 1), ==, "高温");
  g_action_group_change_action_state (application, "language", g_variant_new_string ("en"));
  WAIT (is_calculated, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *lessons = NULL;

  app_test_init (&argc, &argv);
  lessons = g_test_build_filename (G_TEST_DIST, "app", "lessons", NULL);
  g_setenv ("GRADUS_LESSONS", lessons, TRUE);
  g_test_add_func ("/calculation/opens-with-results", opens_with_results);
  g_test_add_func ("/calculation/follows-a-control", follows_a_control);
  g_test_add_func ("/calculation/keeps-what-is-on-its-way", keeps_what_is_on_its_way);
  g_test_add_func ("/calculation/resets-settings", resets_settings);
  g_test_add_func ("/calculation/takes-no-time", takes_no_time);
  g_test_add_func ("/calculation/takes-a-new-seed", takes_a_new_seed);
  g_test_add_func ("/calculation/refuses-what-does-not-fit", refuses_what_does_not_fit);
  g_test_add_func ("/calculation/changes-layers-and-calculators", changes_layers_and_calculators);
  g_test_add_func ("/calculation/goes-to-the-lab", goes_to_the_lab);
  g_test_add_func ("/calculation/chooses-experiments", chooses_experiments);
  g_test_add_func ("/calculation/sweeps", sweeps);
  g_test_add_func ("/calculation/trains-a-sweep", trains_a_sweep);
  g_test_add_func ("/calculation/saves-all-plots", saves_all_plots);
  g_test_add_func ("/calculation/changes-language", changes_language);
  return g_test_run ();
}
