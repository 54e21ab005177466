/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"

#include "app/pad.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* The Lab, driven as a person would: by actions, the text, files. */

static GradusLabPage *
lab (void)
{
  return gradus_window_get_lab (app_test_window ());
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
  LabSetup *setup = gradus_run_setup (app_test_run ());

  return lab_setup_value (setup, lab_setup_find_knob (setup, key), 0);
}

static bool
opened (gpointer data)
{
  const char *name = data;

  return app_test_open (app_test_run ()) && !gradus_run_is_opening (app_test_run ()) &&
         base_registry_find (&data_sources, name) == data_sources.entries[(int) value ("data")];
}

static void
opens_an_example (void)
{
  app_test_act ("lab");
  WAIT (opened, (gpointer) "spirals");
  g_assert_true (says ((gpointer) "data = spirals"));
  g_assert_cmpstr (gradus_lab_page_get_title (lab ()), ==, "Lab");
  for (int i = 6; i > 0; i--) {
    gradus_lab_page_open_preset (lab (), i);
    WAIT (app_test_open, app_test_run ());
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
  g_assert_true (gradus_run_set (app_test_run (), -1, lab_setup_find_knob (gradus_run_setup (app_test_run ()), "optimizer.lr"), 0.02, &restarted, &error));
  g_assert_false (restarted);
  g_assert_true (says ((gpointer) "optimizer.lr = 0.02"));
  g_assert_true (gradus_run_set (app_test_run (), -1, lab_setup_find_knob (gradus_run_setup (app_test_run ()), "data.n"), 100, &restarted, &error));
  g_assert_true (restarted);
  WAIT (says, (gpointer) "data.n = 100");
  app_test_act ("undo");
  WAIT (app_test_still, app_test_run ());
  for (int i = 0; i < 200 && says ((gpointer) "data.n"); i++)
    app_test_idle (10);
  g_assert_false (says ((gpointer) "data.n"));
}

static void
open_xor (void)
{
  gradus_lab_page_set_text (lab (), "data = xor n=80\nnetwork = dense 4 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.1\n"
                                    "steps = 50\nview boundary\n", NULL);
  WAIT (opened, (gpointer) "xor");
}

/* Another text is a change like any other. */
static void
another_text_can_be_undone (void)
{
  gradus_lab_page_open_preset (lab (), 0);
  WAIT (opened, (gpointer) "spirals");
  open_xor ();
  g_assert_true (gradus_run_can_undo (app_test_run ()));
  app_test_act ("undo");
  WAIT (opened, (gpointer) "spirals");
  WAIT (says, (gpointer) "spirals");
  app_test_act ("redo");
  WAIT (opened, (gpointer) "xor");
}

/* A mistake is said with its line, and the experiment that was there goes on. */
static void
mistakes_lose_nothing (void)
{
  app_test_act ("lab");
  open_xor ();
  gradus_lab_page_set_text (lab (), "data = xor n=80\nnetwork = dense 4 tanh |\nloss = bce\n", NULL);
  g_assert_true (has_problem (NULL));
  g_assert_true (g_str_has_prefix (gradus_lab_page_get_problem (lab ()), "Line 2: "));
  gradus_lab_page_set_text (lab (), "data = xor n=80\nnetwork = denso 4 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.1\n", NULL);
  WAIT (has_problem, NULL);
  g_assert_true (g_str_has_prefix (gradus_lab_page_get_problem (lab ()), "Line 2: \"denso\" is not among the layers"));
  g_assert_true (says ((gpointer) "denso")); /* what was written stays */
  g_assert_true (opened ((gpointer) "xor"));
}

static GradusKnob *
formula_knob (void)
{
  return gradus_controls_find (gradus_window_get_controls (app_test_window ()), "layer1.f");
}

/* The first of @type whose name is @name, where one is wanted. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *name)
{
  bool is_it = g_type_is_a (G_OBJECT_TYPE (widget), type) && (!name || g_str_equal (gtk_widget_get_name (widget), name));
  GtkWidget *found = is_it ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find (child, type, name);
  return found;
}

static const char *
formula_entered (void)
{
  return gtk_editable_get_text (GTK_EDITABLE (find (GTK_WIDGET (formula_knob ()), GTK_TYPE_ENTRY, NULL)));
}

static double
loss_at (int step)
{
  WAIT (app_test_open, app_test_run ());
  gradus_run_step (app_test_run (), step);
  WAIT (app_test_still, app_test_run ());
  g_assert_cmpint (gradus_run_snapshot (app_test_run ())->step, ==, step);
  return gradus_run_snapshot (app_test_run ())->lanes[0].loss;
}

static void
on_notice (GradusRun *run, const char *text, gboolean undo, int *n_said)
{
  (*n_said)++;
}

/* A formula in the controls: the run starts anew with it, and the text of the Lab says it. A wrong one is refused once, in words,
 * and the run goes on with the one before; it stays where it was typed, to be mended. */
static void
formula_in_the_controls (void)
{
  GtkWindow *here = GTK_WINDOW (app_test_window ());
  int n_said = 0;
  double swish, tanh_of_two;
  GtkWidget *entry;

  gradus_lab_page_set_text (lab (), "data = xor n=80\nnetwork = dense 4 custom f=\"x * sigmoid(x)\" df=\"1\" | dense 1\nloss = bce\noptimizer = sgd lr=0.1\n"
                                    "steps = 50\nview saturation\n", NULL);
  WAIT (opened, (gpointer) "xor");
  g_assert_cmpstr (formula_entered (), ==, "x * sigmoid(x)");
  swish = loss_at (10);
  gradus_knob_enter (formula_knob (), 0, "tanh(2 * x)");
  WAIT (says, (gpointer) "f = \"tanh(2 * x)\"");
  g_assert_nonnull (strstr (gradus_window_get_toast (app_test_window ()), "tanh(2 * x)"));
  tanh_of_two = loss_at (10);
  g_assert_cmpfloat (tanh_of_two, !=, swish);

  g_signal_connect (app_test_run (), "notice", G_CALLBACK (on_notice), &n_said);
  gtk_window_set_default_size (here, 1366, 768); /* the settings are seen */
  gtk_expander_set_expanded (GTK_EXPANDER (find (GTK_WIDGET (gradus_window_get_controls (app_test_window ())), GTK_TYPE_EXPANDER, "network")), TRUE);
  app_test_idle (300);
  entry = find (GTK_WIDGET (formula_knob ()), GTK_TYPE_ENTRY, NULL);
  g_assert_true (gtk_widget_grab_focus (entry) && gtk_widget_is_ancestor (gtk_window_get_focus (here), entry));
  gradus_knob_enter (formula_knob (), 0, "tanh(2 * x");
  gtk_window_set_focus (here, NULL); /* leaving it says nothing more */
  app_test_idle (50);
  g_assert_cmpint (n_said, ==, 1);
  g_assert_nonnull (strstr (gradus_window_get_toast (app_test_window ()), "f = tanh(2 * x: "));
  g_assert_cmpstr (formula_entered (), ==, "tanh(2 * x");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_true (says ((gpointer) "f = \"tanh(2 * x)\""));
  g_assert_cmpint (gradus_run_snapshot (app_test_run ())->step, ==, 10);
  g_signal_handlers_disconnect_by_func (app_test_run (), on_notice, &n_said);

  gradus_knob_enter (formula_knob (), 0, "x * sigmoid(x)");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  for (int i = 0; i < 500 && (!app_test_open (app_test_run ()) || gradus_run_snapshot (app_test_run ())->step != 0); i++)
    app_test_idle (10);
  g_assert_cmpfloat (loss_at (10), ==, swish);
}

static bool
is_saved (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* A file that falls on @widget; false: it takes none. */
static bool
drop (GtkWidget *widget, const char *path)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, G_TYPE_FILE);
  g_value_set_object (&value, file);
  for (guint i = 0; !taken && i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DROP_TARGET (controller) && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
      g_signal_emit_by_name (controller, "drop", &value, 5.0, 5.0, &taken);
  }
  return taken;
}

/* Files that fall on the text or on the plots: data take the place of the data there are, a damaged one is said. */
static void
takes_drops (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL), *csv = g_build_filename (folder, "a.csv", NULL);
  g_autofree char *other = g_build_filename (folder, "b.csv", NULL), *broken = g_build_filename (folder, "c.png", NULL);

  g_assert_true (g_file_set_contents (csv, "u,v,class\n1,2,0\n2,1,1\n3,2,0\n4,1,1\n5,5,0\n", -1, NULL));
  g_assert_true (g_file_set_contents (other, "u,v,class\n1,2,0\n2,1,1\n3,2,0\n4,1,1\n5,5,0\n", -1, NULL));
  g_assert_true (g_file_set_contents (broken, "no picture", -1, NULL));
  app_test_act ("lab");
  open_xor ();
  g_assert_true (drop (GTK_WIDGET (lab ()), csv));
  WAIT (says, (gpointer) "a.csv");
  g_assert_true (drop (GTK_WIDGET (gradus_window_get_canvas (app_test_window ())), other));
  WAIT (says, (gpointer) "b.csv");
  g_assert_true (drop (GTK_WIDGET (gradus_window_get_canvas (app_test_window ())), broken));
  WAIT (has_problem, NULL);
  open_xor ();
  g_remove (csv);
  g_remove (other);
  g_remove (broken);
  g_rmdir (folder);
}

/* A text that cannot be run is saved as it is written, not what runs in its stead. */
static void
check_unfinished (const char *folder)
{
  static const char text[] = "data = xor n=80\nnetwork = dens 4\n";
  g_autofree char *path = g_build_filename (folder, "unfinished.gradus", NULL), *saved = NULL;

  gradus_lab_page_set_text (lab (), text, NULL);
  WAIT (has_problem, NULL);
  gradus_lab_page_save_file (lab (), path);
  WAIT (is_saved, path);
  g_assert_true (g_file_get_contents (path, &saved, NULL, NULL));
  g_assert_cmpstr (saved, ==, text);
  g_remove (path);
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
  gradus_run_step (app_test_run (), 20);
  WAIT (app_test_still, app_test_run ());
  gradus_run_set (app_test_run (), -1, lab_setup_find_knob (gradus_run_setup (app_test_run ()), "optimizer.lr"), 0.5, &restarted, &error);
  gradus_run_step (app_test_run (), 20);
  WAIT (app_test_still, app_test_run ());
  loss = gradus_run_snapshot (app_test_run ())->lanes[0].loss;
  gradus_lab_page_save_file (lab (), path);
  WAIT (is_saved, path);
  g_assert_cmpstr (gradus_lab_page_get_title (lab ()), ==, "own.gradus");
  check_unfinished (folder);
  app_test_act ("lab");
  gradus_lab_page_open_preset (lab (), 0);
  WAIT (opened, (gpointer) "spirals");
  gradus_lab_page_open_file (lab (), path);
  WAIT (opened, (gpointer) "xor");
  gradus_run_step (app_test_run (), 40);
  WAIT (app_test_still, app_test_run ());
  g_assert_true (gradus_run_snapshot (app_test_run ())->step == 40 && gradus_run_snapshot (app_test_run ())->lanes[0].loss == loss);

  g_assert_true (g_file_set_contents (csv, "u,v,class\n1,2,0\n2,1,1\n3,2,0\n4,1,1\n5,5,0\n", -1, NULL));
  gradus_lab_page_open_file (lab (), csv);
  WAIT (says, (gpointer) "own%20data.csv");
  for (int i = 0; i < 500 && lab_experiment_train_set (gradus_run_experiment (app_test_run ()), 0)->n == 80; i++)
    app_test_idle (10);
  g_assert_cmpint (lab_experiment_train_set (gradus_run_experiment (app_test_run ()), 0)->n, ==, 4);
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
  const PlotFigure *figure = gradus_plot_view_get_figure (gradus_canvas_large_view (gradus_window_get_canvas (app_test_window ())));

  return figure && figure->n_panels > 0 && figure->panels[0].title && g_str_has_prefix (figure->panels[0].title, "your drawing, read as ");
}

static bool
says_image (gpointer unused)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (gradus_canvas_large_view (gradus_window_get_canvas (app_test_window ())));

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
  gradus_run_step (app_test_run (), 3);
  WAIT (app_test_still, app_test_run ());
  WAIT (says_drawing, NULL);
  gradus_pad_clear (pad);
  g_assert_null (gradus_pad_get_pixels (pad));
  WAIT (says_image, NULL);
}

/* ---- samples put in by hand ---- */

#define FOUR "data = moons n=40 test=20\nnetwork = dense 4 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.1\nsteps = 100000\n" \
             "view boundary\npoint -1 0.6 : 0\npoint 0.123456789 0.9 : 0\npoint -0.2 -0.7 : 1\npoint 1 -0.8 : 1\n"

static GradusPlotView *
plot (void)
{
  return gradus_canvas_large_view (gradus_window_get_canvas (app_test_window ()));
}

static const DataSet *
samples (void)
{
  return lab_experiment_train_set (gradus_run_experiment (app_test_run ()), 0);
}

static GtkWidget *
point_tools (void)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (lab ()), GRADUS_TYPE_LAB_PAGE, "points"));
}

static void
choose_tool (guint index)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (gtk_widget_get_last_child (point_tools ())), index);
}

/* Where a place in axis units stands. */
static void
find_pixel (double x, double y, double *px, double *py)
{
  GradusShown shown = gradus_plot_view_shown (plot ());
  PlotReadout middle;

  *px = shown.box.width / 2;
  *py = shown.box.height / 2;
  g_assert_true (plot_figure_hit (shown.figure, &shown.box, &shown.theme, *px, *py, &middle));
  *px += (x - middle.x) / middle.pixel_x;
  *py -= (y - middle.y) / middle.pixel_y;
}

/* Gives an event to what listens to the plot. */
static void
send (GType type, const char *signal, double x, double y)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (plot ()));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
    gboolean handled = FALSE;

    if (!g_type_is_a (G_OBJECT_TYPE (controller), type))
      continue;
    if (type == GTK_TYPE_EVENT_CONTROLLER_KEY)
      g_signal_emit_by_name (controller, signal, (guint) x, 0u, (GdkModifierType) 0, &handled);
    else
      g_signal_emit_by_name (controller, signal, x, y);
    if (handled)
      break;
  }
}

static void
press (guint key)
{
  send (GTK_TYPE_EVENT_CONTROLLER_KEY, "key-pressed", key, 0);
}

static void
point_at (double x, double y)
{
  double px, py;

  find_pixel (x, y, &px, &py);
  send (GTK_TYPE_EVENT_CONTROLLER_MOTION, "motion", px, py);
}

static void
drag (double x0, double y0, double x1, double y1)
{
  double px0, py0, px1, py1;

  find_pixel (x0, y0, &px0, &py0);
  find_pixel (x1, y1, &px1, &py1);
  send (GTK_TYPE_GESTURE_DRAG, "drag-begin", px0, py0);
  send (GTK_TYPE_GESTURE_DRAG, "drag-update", px1 - px0, py1 - py0);
  send (GTK_TYPE_GESTURE_DRAG, "drag-end", px1 - px0, py1 - py0);
}

/* The samples are there, and the plot shows them. */
static bool
has_samples (gpointer n)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (plot ());

  return app_test_open (app_test_run ()) && samples ()->n == GPOINTER_TO_INT (n) && figure && figure->n_panels > 0 &&
         g_str_has_prefix (figure->title, samples ()->n_classes ? "Decision boundary" : "Fit");
}

/* Beside the text, or for what is no text in a note. */
static bool
has_said (gpointer unused)
{
  const char *toast = gradus_window_get_toast (app_test_window ());

  return has_problem (NULL) || (toast && *toast);
}

/* Each kind of file, cut off or never one: it is said in words, and the experiment that was there goes on. */
static void
damaged_files_lose_nothing (void)
{
  static const struct {
    const char *name, *bytes;
    gsize length;
  } files[] = {
    { "empty.gradus", "", 0 },
    { "cut.gradus", "data = xor n=80\nnetwork = dense 4 ta", 36 },
    { "no-text.gradus", "data = xor\xff\xfe\n", 13 },
    { "other.gradus", "\x89PNG\r\n\x1a\n\0\0", 10 },
    { "rows.csv", "u,v,class\n1,2\n", 14 },
    { "words.csv", "u,v,class\none,two,three\n", 25 },
    { "empty.csv", "", 0 },
    { "cut-idx3-ubyte", "\0\0\x08\x03\0\0\0\x02\0\0\0\x1c\0\0\0\x1c\1\2\3", 19 },
    { "cut-idx3-ubyte.gz", "\x1f\x8b\x08\0\0\0\0\0\0\3\1", 11 },
    { "cut.png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x1c", 20 },
  };
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL), *missing = g_build_filename (folder, "missing.gradus", NULL);
  double loss;

  gradus_lab_page_set_text (lab (), FOUR, NULL);
  WAIT (has_samples, GINT_TO_POINTER (4));
  loss = loss_at (10);
  for (gsize i = 0; i <= G_N_ELEMENTS (files); i++) {
    bool there = i < G_N_ELEMENTS (files);
    g_autofree char *path = there ? g_build_filename (folder, files[i].name, NULL) : g_strdup (missing);

    g_test_message ("%s", path);
    gradus_lab_page_set_text (lab (), FOUR, NULL);
    WAIT (has_samples, GINT_TO_POINTER (4));
    g_assert_false (has_problem (NULL));
    gtk_widget_activate_action (GTK_WIDGET (lab ()), "win.toast", "s", "");
    g_assert_true (!there || g_file_set_contents (path, files[i].bytes, (gssize) files[i].length, NULL));
    gradus_lab_page_open_file (lab (), path);
    WAIT (has_said, NULL);
    WAIT (has_samples, GINT_TO_POINTER (4));
    g_assert_cmpfloat (loss_at (10), ==, loss);
    g_remove (path);
  }
  g_rmdir (folder);
}

static bool
first_moved (gpointer unused)
{
  return has_samples (GINT_TO_POINTER (5)) && fabs ((double) samples ()->inputs[0] - 0.7) < 0.02;
}

static void
edits_points (void)
{
  gradus_lab_page_set_text (lab (), FOUR, NULL);
  WAIT (has_samples, GINT_TO_POINTER (4));
  g_assert_true (gtk_widget_get_visible (point_tools ()));
  choose_tool (0);
  drag (0.2, 0.1, 0.2, 0.1); /* read off: nothing happens */
  app_test_idle (50);
  g_assert_cmpint (samples ()->n, ==, 4);

  choose_tool (2);
  drag (0.2, 0.1, 0.2, 0.1);
  WAIT (has_samples, GINT_TO_POINTER (5));
  g_assert_true (samples ()->targets[0] == 1 && fabs ((double) samples ()->inputs[0] - 0.2) < 0.02);
  g_assert_true (samples ()->inputs[4] == 0.123456789f && says ((gpointer) "point 1 -0.8 : 1\n"));
  choose_tool (3);
  drag (0.2, 0.1, 0.7, 0.3);
  WAIT (first_moved, NULL);
  g_assert_true (samples ()->targets[0] == 1);
  choose_tool (4);
  drag (-1, 0.6, -1, 0.6);
  WAIT (has_samples, GINT_TO_POINTER (4));
  g_assert_false (says ((gpointer) "point -1 0.6"));

  app_test_act ("undo");
  WAIT (first_moved, NULL);
  g_assert_true (says ((gpointer) "point -1 0.6"));
  app_test_act ("undo");
  WAIT (has_samples, GINT_TO_POINTER (5));
  while (samples ()->inputs[0] > 0.5f)
    app_test_idle (10);
  app_test_act ("undo");
  WAIT (has_samples, GINT_TO_POINTER (4));
  g_assert_true (samples ()->inputs[0] == -1 && samples ()->inputs[2] == 0.123456789f);
}

/* The same at the cursor, while it trains. */
static void
edits_with_keys (void)
{
  double x, speed = 200;

  gradus_lab_page_set_text (lab (), FOUR, NULL);
  WAIT (has_samples, GINT_TO_POINTER (4));
  gradus_run_set_speed (app_test_run (), speed);
  gradus_run_play (app_test_run ());
  choose_tool (1);
  point_at (0.4, 0.2);
  for (int i = 0; i < 4; i++)
    press (GDK_KEY_Right);
  x = gradus_plot_view_cursor (plot ())->now.x;
  g_assert_cmpfloat (x, >, 0.4);
  press (GDK_KEY_Return);
  press (GDK_KEY_Left); /* and another one before the first is there */
  press (GDK_KEY_Return);
  WAIT (has_samples, GINT_TO_POINTER (6));
  g_assert_true (samples ()->targets[0] == 0 && samples ()->targets[1] == 0 && fabs ((double) samples ()->inputs[2] - x) < 0.02);
  g_assert_true (gradus_run_status (app_test_run ()).running && gradus_run_get_speed (app_test_run ()) == speed);

  choose_tool (3);
  point_at (-1, 0.6);
  press (GDK_KEY_Return);
  g_assert_true (gradus_plot_view_cursor (plot ())->carries);
  press (GDK_KEY_Escape); /* let go */
  g_assert_false (gradus_plot_view_cursor (plot ())->carries);
  press (GDK_KEY_Return);
  point_at (-0.5, 0.3);
  press (GDK_KEY_Return);
  for (int i = 0; i < 500 && samples ()->inputs[4] == -1; i++)
    app_test_idle (10);
  g_assert_cmpfloat (fabs ((double) samples ()->inputs[4] + 0.5), <, 0.02);
  gradus_run_pause (app_test_run ());
}

/* One input: the other axis is the target. Images have no place in a plane. */
static void
edits_where_it_can (void)
{
  gradus_lab_page_set_text (lab (), "data = sine n=30\nnetwork = dense 4 tanh | dense 1\nloss = mse\noptimizer = sgd lr=0.1\nsteps = 50\n"
                                    "view fit\nview curve\n", NULL);
  WAIT (opened, (gpointer) "sine");
  WAIT (has_samples, GINT_TO_POINTER (30));
  choose_tool (1);
  drag (0.25, 0.5, 0.25, 0.5);
  WAIT (has_samples, GINT_TO_POINTER (31));
  g_assert_true (fabs ((double) samples ()->inputs[0] - 0.25) < 0.05 && fabs ((double) samples ()->targets[0] - 0.5) < 0.05);
  gradus_canvas_rotate (gradus_window_get_canvas (app_test_window ()), 1);
  g_assert_false (gtk_widget_get_visible (point_tools ()));
}

static bool
draws_occlusion (gpointer unused)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (plot ());

  return app_test_open (app_test_run ()) && figure && figure->n_panels > 1 && strstr (figure->title, "patch");
}

static bool
has_steps (gpointer n)
{
  return app_test_open (app_test_run ()) && gradus_run_status (app_test_run ()).steps == GPOINTER_TO_INT (n);
}

/* A lens that cannot apply to what stands in the Lab says why, and leads to a lesson in which it can. */
static void
lens_leads_on (void)
{
  static const char *const surfaces[] = { "saddle", "monkey" };
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());
  AdwStatusPage *refusal = ADW_STATUS_PAGE (gtk_widget_get_template_child (GTK_WIDGET (canvas), GRADUS_TYPE_CANVAS, "refusal"));
  GObject *link = gtk_widget_get_template_child (GTK_WIDGET (canvas), GRADUS_TYPE_CANVAS, "refusal_link");

  for (gsize i = 0; i < G_N_ELEMENTS (surfaces); i++) {
    g_autofree char *text = g_strdup_printf ("objective = surface-%s x=1 y=1\noptimizer = sgd lr=0.1\nsteps = 47\n", surfaces[i]);

    app_test_act ("lab");
    gradus_lab_page_set_text (lab (), text, NULL);
    WAIT (has_steps, GINT_TO_POINTER (47));
    gradus_canvas_set_lens (canvas, 4);
    g_assert_cmpstr (gradus_canvas_get_page (canvas), ==, "refusal");
    g_assert_true (g_str_has_prefix (adw_status_page_get_description (refusal), "An occlusion map covers patches of an image"));
    g_signal_emit_by_name (link, "clicked");
    WAIT (app_test_open, app_test_run ());
    g_assert_cmpstr (gradus_run_lesson (app_test_run ())->id, ==, "occlusion-map");
    gradus_canvas_set_lens (canvas, 4);
    WAIT (draws_occlusion, NULL);
    gradus_canvas_set_lens (canvas, -1);
  }
}

/* A lesson's experiment as it stands becomes a text; the way back leads to the lesson. */
static void
takes_a_lesson_along (void)
{
  gradus_window_open (app_test_window (), "learning-rate-extremes");
  WAIT (app_test_open, app_test_run ());
  app_test_act ("take-to-lab");
  WAIT (says, (gpointer) "lane too-low");
  WAIT (app_test_open, app_test_run ());
  g_assert_true (gradus_lab_page_is_open (lab ()));
  app_test_act ("back");
  WAIT (app_test_open, app_test_run ());
  g_assert_cmpstr (gradus_run_lesson (app_test_run ())->id, ==, "learning-rate-extremes");
  g_assert_false (gradus_lab_page_is_open (lab ()));
  app_test_act ("lab");
  WAIT (app_test_open, app_test_run ());
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
  g_test_add_func ("/app/lab/formula", formula_in_the_controls);
  g_test_add_func ("/app/lab/files", saves_and_opens);
  g_test_add_func ("/app/lab/drops", takes_drops);
  g_test_add_func ("/app/lab/damaged-files", damaged_files_lose_nothing);
  g_test_add_func ("/app/lab/drawing", reads_a_drawing);
  g_test_add_func ("/app/lab/points", edits_points);
  g_test_add_func ("/app/lab/points-with-keys", edits_with_keys);
  g_test_add_func ("/app/lab/points-of-a-fit", edits_where_it_can);
  g_test_add_func ("/app/lab/lens", lens_leads_on);
  g_test_add_func ("/app/lab/lesson", takes_a_lesson_along);
  return g_test_run ();
}
