/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"

#include "lab/viewer.h"

#include <math.h>
#include <string.h>

/* The arithmetic of a place in the large plot: by pointer and by keys, and as the step moves. */

static GradusCanvas *
canvas (void)
{
  return gradus_window_get_canvas (app_test_window ());
}

static GradusPlotView *
plot (void)
{
  return gradus_canvas_large_view (canvas ());
}

static GradusArithmetic *
arithmetic (void)
{
  return gradus_canvas_get_arithmetic (canvas ());
}

static bool
is_shown (gpointer unused)
{
  return gtk_widget_get_visible (GTK_WIDGET (arithmetic ()));
}

static bool
is_gone (gpointer unused)
{
  return !is_shown (NULL);
}

static bool
says (gpointer part)
{
  g_autofree char *text = gradus_arithmetic_get_text (arithmetic ());

  return text && strstr (text, part);
}

/* The place of the first thing of that kind, or (@kind −1) of none. */
static gboolean
find (int kind, double *x, double *y)
{
  GradusShown shown = gradus_plot_view_shown (plot ());
  PlotReadout place;

  for (*y = 2; *y < shown.box.height; *y += 7)
    for (*x = 2; *x < shown.box.width; *x += 7) {
      LabSubject subject = { .kind = LAB_UNIT };
      gboolean there = shown.figure && plot_figure_hit (shown.figure, &shown.box, &shown.theme, *x, *y, &place) && place.text[0] &&
                       lab_viewer_subject (gradus_canvas_large (canvas ()), shown.figure, &place, gradus_run_snapshot (app_test_run ()), &subject);

      if (kind < 0 ? !there : there && subject.kind == (LabSubjectKind)kind && (kind != LAB_UNIT || subject.node != 0))
        return TRUE;
    }
  return FALSE;
}

static bool
has_large (gpointer name)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (plot ());

  return app_test_open (app_test_run ()) && figure && figure->n_panels > 0 &&
         g_str_equal (lab_viewer_view (gradus_canvas_large (canvas ()))->entry.name, name);
}

static bool
has_units (gpointer unused)
{
  return has_large ((gpointer) "network");
}

static void
open_text (const char *views)
{
  g_autofree char *text = g_strconcat ("data = moons n=80 test=20\nnetwork = dense 5 tanh | dense 1\nloss = bce\n"
                                       "optimizer = adam lr=0.05\nbatch = 16\nsteps = 500\nrecord = every 5\n", views, NULL);

  gradus_window_open_lab (app_test_window ());
  WAIT (app_test_open, app_test_run ());
  gradus_lab_page_set_text (gradus_window_get_lab (app_test_window ()), text, NULL);
}

static void
open_network (void)
{
  open_text ("view network\nview curve metric=train_loss\n");
  WAIT (has_units, NULL);
}

/* The view of gates, three updates on. */
static void
open_gates (void)
{
  gradus_window_open_lab (app_test_window ());
  WAIT (app_test_open, app_test_run ());
  gradus_lab_page_set_text (gradus_window_get_lab (app_test_window ()),
                            "data = seq-latch n=40 test=10 length=8\nnetwork = lstm 4 | dense 1\nloss = bce\noptimizer = adam lr=0.05\n"
                            "batch = 8\nsteps = 50\nrecord = every 5\nview gates\nview curve metric=train_loss\n", NULL);
  WAIT (has_large, (gpointer) "gates");
  gradus_run_step (app_test_run (), 3);
  WAIT (app_test_still, app_test_run ());
}

static GtkEventController *
controller (GType type, const char *signal, guint last)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (GTK_WIDGET (plot ()));

  for (guint i = 0, n = 0; i < g_list_model_get_n_items (all); i++) {
    GtkEventController *one = g_list_model_get_item (all, i);

    g_object_unref (one); /* the widget keeps it */
    if (G_TYPE_CHECK_INSTANCE_TYPE (one, type) && g_signal_has_handler_pending (one, g_signal_lookup (signal, type), 0, FALSE) && n++ == last)
      return one;
  }
  return NULL;
}

static void
click (double x, double y)
{
  GtkEventController *gesture = controller (GTK_TYPE_GESTURE_CLICK, "released", 0);

  g_signal_emit_by_name (gesture, "pressed", 1, x, y);
  g_signal_emit_by_name (gesture, "released", 1, x, y);
}

static gboolean
press (guint key)
{
  gboolean handled = FALSE;
  GtkEventController *keys;

  for (guint i = 0; !handled && (keys = controller (GTK_TYPE_EVENT_CONTROLLER_KEY, "key-pressed", i)); i++)
    g_signal_emit_by_name (keys, "key-pressed", key, 0, 0, &handled);
  return handled;
}

static void
pointer_opens_and_closes (void)
{
  double x, y;

  open_network ();
  g_assert_true (is_gone (NULL));
  g_assert_true (find (LAB_UNIT, &x, &y));
  click (x, y);
  WAIT (says, (gpointer) "z_");
  g_assert_true (says ((gpointer) "Backward"));
  g_assert_true (says ((gpointer) "Adam"));
  g_assert_true (find (LAB_WEIGHT, &x, &y));
  click (x, y);
  WAIT (says, (gpointer) "∂L/∂w");
  g_assert_false (says ((gpointer) "Backward"));
  g_assert_true (find (-1, &x, &y));
  click (x, y);
  WAIT (is_gone, NULL);
  g_assert_false (says ((gpointer) ""));
}

/* Before the first row the readout tells the axes' values and no mark. */
static bool
find_bare (double *x, double *y)
{
  GradusShown shown = gradus_plot_view_shown (plot ());
  PlotReadout place;

  for (*y = 2; *y < shown.box.height; *y += 7)
    for (*x = 2; *x < shown.box.width; *x += 7)
      if (plot_figure_hit (shown.figure, &shown.box, &shown.theme, *x, *y, &place) && place.text[0] && place.mark < 0)
        return true;
  return false;
}

static bool
is_bare (gpointer unused)
{
  double x, y;

  return app_test_open (app_test_run ()) && gradus_plot_view_get_figure (plot ()) && find_bare (&x, &y);
}

static void
bare_ground_opens_nothing (void)
{
  double x, y;

  open_text ("view update-ratio\n");
  WAIT (is_bare, NULL);
  find_bare (&x, &y);
  click (x, y);
  g_assert_true (is_gone (NULL));
}

static void
follows_the_step (void)
{
  g_autofree char *before = NULL, *after = NULL;
  double x, y;

  open_network ();
  g_assert_true (find (LAB_UNIT, &x, &y));
  click (x, y);
  WAIT (says, (gpointer) "z_");
  before = gradus_arithmetic_get_text (arithmetic ());
  gradus_run_step (app_test_run (), 3);
  for (int i = 0; i < 500 && (!after || g_str_equal (before, after)); i++) {
    app_test_idle (10);
    g_free (after);
    after = gradus_arithmetic_get_text (arithmetic ());
  }
  g_assert_cmpstr (before, !=, after);
  gradus_run_seek (app_test_run (), 0); /* the same bits again */
  for (int i = 0; i < 500 && g_strcmp0 (before, after) != 0; i++) {
    app_test_idle (10);
    g_free (after);
    after = gradus_arithmetic_get_text (arithmetic ());
  }
  g_assert_cmpstr (before, ==, after);
  gradus_arithmetic_close (arithmetic ());
}

static void
keys_open_and_close (void)
{
  GradusShown shown;
  double x, y;

  open_network ();
  gtk_widget_grab_focus (GTK_WIDGET (plot ()));
  g_assert_false (press (GDK_KEY_Escape));
  g_assert_true (find (LAB_UNIT, &x, &y));
  shown = gradus_plot_view_shown (plot ());
  gradus_readout_read (gradus_plot_view_cursor (plot ()), &shown, x, y);
  g_assert_true (press (GDK_KEY_Return));
  WAIT (says, (gpointer) "z_");
  g_assert_false (gtk_widget_is_focus (GTK_WIDGET (plot ())));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (app_test_window ())), GTK_WIDGET (arithmetic ())));
  g_assert_true (press (GDK_KEY_Escape));
  WAIT (is_gone, NULL);
  g_assert_true (gtk_widget_is_focus (GTK_WIDGET (plot ())));
}

/* A gate at a time step, by pointer and by keys, and after the next update. */
static void
gates_open (void)
{
  GradusShown shown;
  double x, y;

  open_gates ();
  g_assert_true (find (LAB_TRACE, &x, &y));
  click (x, y);
  WAIT (says, (gpointer) "Input gate of unit");
  g_assert_true (says ((gpointer) "a^i_"));
  g_assert_true (says ((gpointer) "Backward"));
  g_assert_true (says ((gpointer) "Σ_t"));
  g_autofree char *before = gradus_arithmetic_get_text (arithmetic ());
  gradus_run_step (app_test_run (), 1);
  for (int i = 0; i < 500 && says (before); i++)
    app_test_idle (10);
  g_assert_false (says (before));
  gradus_arithmetic_close (arithmetic ());
  WAIT (is_gone, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (plot ()));
  shown = gradus_plot_view_shown (plot ());
  gradus_readout_read (gradus_plot_view_cursor (plot ()), &shown, x, y);
  g_assert_true (press (GDK_KEY_Return));
  WAIT (says, (gpointer) "Input gate of unit");
  gradus_arithmetic_close (arithmetic ());
  WAIT (is_gone, NULL);
}

/* A metric, and the ways in which it goes by itself. */
static void
goes_with_its_plot (void)
{
  double x, y;

  open_network ();
  gradus_run_step (app_test_run (), 20);
  WAIT (app_test_still, app_test_run ());
  gradus_canvas_swap (canvas (), 0);
  app_test_idle (50);
  g_assert_true (find (LAB_METRIC, &x, &y));
  GradusShown shown = gradus_plot_view_shown (plot ());
  gradus_readout_read (gradus_plot_view_cursor (plot ()), &shown, x, y);
  gtk_widget_grab_focus (GTK_WIDGET (plot ()));
  g_assert_true (press (GDK_KEY_Return));
  WAIT (says, (gpointer) "recorded at step 20");
  gradus_canvas_swap (canvas (), 0);
  WAIT (is_gone, NULL);
  WAIT (has_units, NULL);
  g_assert_true (find (LAB_UNIT, &x, &y));
  click (x, y);
  g_assert_true (is_shown (NULL));
  g_action_group_activate_action (G_ACTION_GROUP (app_test_window ()), "new-seed", NULL);
  WAIT (is_gone, NULL);
  WAIT (has_units, NULL);
}

/* As notation, not as it is drawn. */
static void
copies (void)
{
  GtkWidget *button = NULL;
  double x, y;

  open_network ();
  g_assert_true (find (LAB_UNIT, &x, &y));
  click (x, y);
  WAIT (says, (gpointer) "z_");
  for (GtkWidget *at = gtk_widget_get_first_child (gtk_widget_get_first_child (gtk_popover_get_child (GTK_POPOVER (arithmetic ())))); at;
       at = gtk_widget_get_next_sibling (at))
    if (g_strcmp0 (gtk_widget_get_tooltip_text (at), "Copy the arithmetic") == 0)
      button = at;
  g_signal_emit_by_name (button, "clicked");
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (plot ())));
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *text = gradus_arithmetic_get_text (arithmetic ());

  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, text);
  g_assert_nonnull (strstr (text, "z_{"));
  gradus_arithmetic_close (arithmetic ());
}

/* ---- a point of a sweep opens its run ---- */

static bool
has_all_runs (gpointer unused)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (plot ());

  return app_test_still (app_test_run ()) && gradus_run_status (app_test_run ()).step == 60 && gradus_run_parts (app_test_run ())->len == 1 &&
         figure && figure->n_panels == 1 && figure->panels[0].n_marks == 10 && !figure->caption;
}

static bool
is_alone (gpointer unused)
{
  return app_test_open (app_test_run ()) && !gradus_run_is_opening (app_test_run ()) &&
         lab_setup_n_lanes (gradus_run_setup (app_test_run ())) == 1 && gradus_run_status (app_test_run ()).step == 60;
}

static bool
is_sweep (gpointer unused)
{
  return app_test_open (app_test_run ()) && !gradus_run_is_opening (app_test_run ()) &&
         lab_setup_n_lanes (gradus_run_setup (app_test_run ())) == 7 && gradus_run_status (app_test_run ()).step == 60;
}

static bool
is_paused_sweep (gpointer unused)
{
  return app_test_open (app_test_run ()) && !gradus_run_is_opening (app_test_run ()) && app_test_still (app_test_run ()) &&
         lab_setup_n_elsewhere (gradus_run_setup (app_test_run ())) == 2;
}

static void
open_sweep (void)
{
  gradus_window_open_lab (app_test_window ());
  WAIT (app_test_open, app_test_run ());
  gradus_lab_page_set_text (gradus_window_get_lab (app_test_window ()),
                            "data = moons n=80 test=20\nnetwork = dense 5 tanh | dense 1\nloss = bce\noptimizer = sgd\n"
                            "batch = 16\nsteps = 60\nrecord = every 5\nsweep optimizer.lr = 1e-4 .. 1 log 9\nview sweep\n"
                            "view curve metric=train_loss\n", NULL);
  WAIT (is_paused_sweep, NULL);
  if (!g_str_equal (lab_viewer_view (gradus_canvas_large (canvas ()))->entry.name, "sweep"))
    gradus_canvas_swap (canvas (), 0);
  gradus_run_set_speed (app_test_run (), 0);
  app_test_act ("play");
  WAIT (has_all_runs, NULL);
}

/* The place of the run of that rate. */
static gboolean
find_rate (double rate, double *x, double *y)
{
  GradusShown shown = gradus_plot_view_shown (plot ());
  PlotReadout place;

  for (*y = 4; *y < shown.box.height; *y += 9)
    for (*x = 4; *x < shown.box.width; *x += 9)
      if (plot_figure_hit (shown.figure, &shown.box, &shown.theme, *x, *y, &place) && place.mark >= 0 &&
          shown.figure->panels[0].marks[place.mark].about > 0 &&
          fabs (shown.figure->panels[0].marks[place.mark].x[0] - rate) < 1e-3 * rate)
        return TRUE;
  return FALSE;
}

static double
rate_now (void)
{
  LabSetup *setup = gradus_run_setup (app_test_run ());

  return lab_setup_value (setup, lab_setup_find_knob (setup, "optimizer.lr"), 0);
}

/* The loss that the last picture of the sweep has at the cursor is that of the run which it opens. */
static void
check_alone (double rate, double loss)
{
  const TrainSnapshot *snapshot;
  g_autofree char *text = NULL, *undo = NULL;

  WAIT (is_alone, NULL);
  WAIT (app_test_still, app_test_run ());
  snapshot = gradus_run_snapshot (app_test_run ());
  g_assert_cmpfloat (rate_now (), ==, rate);
  g_assert_cmpfloat (lab_metric_at (snapshot, 0, "train_loss", 0, 60), ==, loss);
  g_assert_cmpstr (lab_viewer_view (gradus_canvas_large (canvas ()))->entry.name, ==, "curve");
  undo = gradus_run_undo_text (app_test_run (), false);
  g_assert_true (g_str_has_suffix (undo, " alone"));
  text = gradus_lab_page_get_text (gradus_window_get_lab (app_test_window ()));
  g_assert_null (strstr (text, "sweep optimizer.lr"));
  g_assert_nonnull (strstr (text, "optimizer.lr = "));
}

static void
points_open_their_runs (void)
{
  GradusShown shown;
  GradusReadout *cursor = gradus_plot_view_cursor (plot ());
  double x, y, loss;

  open_sweep ();
  g_assert_true (find_rate (0.3162, &x, &y)); /* of the other part */
  gradus_readout_read (cursor, (shown = gradus_plot_view_shown (plot ()), &shown), x, y);
  loss = cursor->now.value;
  click (cursor->now.point_x, cursor->now.point_y);
  check_alone (0.3162, loss);
  g_assert_true (is_gone (NULL)); /* no arithmetic */
  gradus_run_undo (app_test_run ());
  WAIT (is_sweep, NULL);
  gradus_run_redo (app_test_run ());
  check_alone (0.3162, loss);
  gradus_run_undo (app_test_run ());
  WAIT (is_sweep, NULL);

  open_sweep ();
  g_assert_true (find_rate (0.01, &x, &y)); /* of a lane */
  gtk_widget_grab_focus (GTK_WIDGET (plot ()));
  gradus_readout_read (cursor, (shown = gradus_plot_view_shown (plot ()), &shown), x, y);
  loss = cursor->now.value;
  g_assert_true (press (GDK_KEY_Return));
  check_alone (0.01, loss);
}

int
main (int argc, char *argv[])
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/arithmetic/pointer", pointer_opens_and_closes);
  g_test_add_func ("/arithmetic/bare", bare_ground_opens_nothing);
  g_test_add_func ("/arithmetic/follows", follows_the_step);
  g_test_add_func ("/arithmetic/keys", keys_open_and_close);
  g_test_add_func ("/arithmetic/gates", gates_open);
  g_test_add_func ("/arithmetic/goes", goes_with_its_plot);
  g_test_add_func ("/arithmetic/copies", copies);
  g_test_add_func ("/arithmetic/runs", points_open_their_runs);
  return g_test_run ();
}
