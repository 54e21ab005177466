/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"

#include "app/cover.h"
#include "app/knob-private.h"
#include "app/predict.h"
#include "app/view-settings.h"

#include <glib/gstdio.h>
#include <math.h>

/* The whole window over the lessons that ship. One window for all tests: each opens what it needs, and leaves it paused. */

static long
step (void)
{
  return gradus_run_status (app_test_run ()).step;
}

static bool
moved (gpointer from)
{
  return step () > GPOINTER_TO_INT (from);
}

static bool
drawn (gpointer canvas)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (gradus_canvas_large_view (canvas));

  return figure && figure->n_panels > 0;
}

static void
rest (void)
{
  gradus_run_pause (app_test_run ());
  WAIT (app_test_still, app_test_run ());
}

static void
open (const char *id)
{
  gradus_window_open (app_test_window (), id);
  WAIT (app_test_open, app_test_run ());
  g_assert_cmpstr (gradus_run_lesson (app_test_run ())->id, ==, id);
}

static void
opens_with_a_picture (void)
{
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());
  const PlotFigure *figure;

  open ("learning-rate-extremes");
  WAIT (drawn, canvas);
  figure = gradus_plot_view_get_figure (gradus_canvas_large_view (canvas));
  g_assert_cmpint (figure->n_panels, >, 0);
  g_assert_cmpint (step (), ==, 0);
  g_assert_false (gradus_run_status (app_test_run ()).running);
  g_assert_cmpstr (gradus_canvas_get_page (canvas), ==, "plot");
  g_assert_cmpint (gradus_canvas_n_small (canvas), >, 0);
}

/* Pictures of the large plot and of the small ones so far. */
typedef struct {
  guint large, small;
} Drawn;

static Drawn
drawn_so_far (void)
{
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());
  guint large = gradus_plot_view_n_drawn (gradus_canvas_large_view (canvas));

  return (Drawn){ large, gradus_canvas_n_drawn (canvas) - large };
}

static bool
all_follow (const Drawn *before)
{
  Drawn now = drawn_so_far ();

  return now.large > before->large + 2 &&
         now.small > before->small + (guint) gradus_canvas_n_small (gradus_window_get_canvas (app_test_window ()));
}

/* And the plots follow while it plays: the large one, and each small one in its turn. */
static void
plays_and_pauses (void)
{
  Drawn before = drawn_so_far ();
  long at;

  app_test_act ("play");
  WAIT (moved, GINT_TO_POINTER (3));
  WAIT (all_follow, &before);
  g_assert_true (gradus_run_status (app_test_run ()).running);
  app_test_act ("play");
  WAIT (app_test_still, app_test_run ());
  at = step ();
  app_test_idle (150);
  g_assert_cmpint (step (), ==, at);
}

static void
steps_both_ways (void)
{
  long at = step ();

  app_test_act ("step");
  WAIT (app_test_still, app_test_run ());
  g_assert_cmpint (step (), ==, at + 1);
  app_test_act ("step-back");
  WAIT (app_test_still, app_test_run ());
  g_assert_cmpint (step (), ==, at);
}

static GtkWidget *
find (GtkWidget *from, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (from, type))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type);

    if (found)
      return found;
  }
  return NULL;
}

static void
scrubs (void)
{
  GtkWidget *transport = GTK_WIDGET (gradus_window_get_transport (app_test_window ()));
  GtkWidget *timeline = find (transport, g_type_from_name ("GradusTimeline")); /* known since there is a window */

  g_signal_emit_by_name (timeline, "seek", (glong) 2);
  WAIT (app_test_still, app_test_run ());
  g_assert_cmpint (step (), ==, 2);
  g_assert_cmpint (gradus_run_snapshot (app_test_run ())->step, ==, 2);
  gtk_test_accessible_assert_role (timeline, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
resets (void)
{
  long at;

  gradus_run_step (app_test_run (), 2);
  WAIT (app_test_still, app_test_run ());
  at = step ();
  g_assert_cmpint (at, >=, 2);
  app_test_act ("reset");
  WAIT (app_test_still, app_test_run ());
  g_assert_cmpint (step (), ==, 0);
  app_test_act ("undo");
  WAIT (app_test_still, app_test_run ());
  g_assert_cmpint (step (), ==, at);
}

static bool
seed_is_new (gpointer old)
{
  return app_test_open (app_test_run ()) && gradus_run_seed (app_test_run ()) != GPOINTER_TO_UINT (old);
}

static void
takes_a_new_seed (void)
{
  guint old = (guint) gradus_run_seed (app_test_run ());

  app_test_act ("new-seed");
  WAIT (seed_is_new, GUINT_TO_POINTER (old));
  g_assert_cmpint (step (), ==, 0);
}

/* A slider's setting changes under the running lanes; the toast of one that starts anew offers to take it back. */
static void
changes_a_control_during_training (void)
{
  GradusControls *controls = gradus_window_get_controls (app_test_window ());
  GradusKnob *rate, *noise;
  int knob;
  long at;

  open ("learning-rate-extremes");
  rate = gradus_controls_find (controls, "optimizer.lr");
  knob = lab_setup_find_knob (gradus_run_setup (app_test_run ()), "optimizer.lr");
  g_assert_nonnull (rate);
  app_test_act ("play");
  WAIT (moved, GINT_TO_POINTER (3));
  gradus_knob_enter (rate, 0, "0.02");
  g_assert_true (gradus_knob_is_changed (rate));
  g_assert_cmpfloat (lab_setup_value (gradus_run_setup (app_test_run ()), knob, 0), ==, 0.02);
  at = step ();
  WAIT (moved, GINT_TO_POINTER ((int) at + 3));
  g_assert_true (gradus_run_status (app_test_run ()).running);
  rest ();
  app_test_act ("undo");
  WAIT (app_test_still, app_test_run ());
  app_test_idle (200);
  g_assert_false (gradus_knob_is_changed (rate));
  noise = gradus_controls_find (controls, "data.noise");
  gradus_knob_enter (noise, 0, "0.31");
  g_assert_nonnull (strstr (gradus_window_get_toast (app_test_window ()), "0.31"));
  WAIT (app_test_still, app_test_run ());
  app_test_act ("undo"); /* the offer to undo it has had its time */
  g_assert_null (gradus_window_get_toast (app_test_window ()));
  WAIT (app_test_still, app_test_run ());
}

/* ---- every change can be undone ---- */

static LabPin *
pin (void)
{
  return gradus_run_pins (app_test_run ())->pins->pdata[0];
}

static void
enter (const char *key, const char *text)
{
  gradus_knob_enter (gradus_controls_find (gradus_window_get_controls (app_test_window ()), key), 0, text);
}

static double
value_in (const char *key, int lane)
{
  return lab_setup_value (gradus_run_setup (app_test_run ()), lab_setup_find_knob (gradus_run_setup (app_test_run ()), key), lane);
}

static double
value (const char *key)
{
  return value_in (key, 0);
}

static void
change_rate (void)
{
  enter ("optimizer.lr", "0.02");
}

static double
rate (void)
{
  return value ("optimizer.lr");
}

static void
change_batch (void)
{
  enter ("batch", "64");
}

static double
batch (void)
{
  return value ("batch");
}

static void
change_noise (void)
{
  enter ("data.noise", "0.31");
}

static double
noise (void)
{
  return value ("data.noise");
}

static void
change_seed (void)
{
  gradus_run_set_seed (app_test_run (), 4711, NULL);
}

static double
seed (void)
{
  return (double) gradus_run_seed (app_test_run ());
}

static void
reset (void)
{
  app_test_act ("reset");
}

static double
where (void)
{
  return (double) step ();
}

static void
pin_it (void)
{
  app_test_act ("pin");
}

static double
n_pins (void)
{
  return gradus_run_pins (app_test_run ())->pins->len;
}

static void
name_it (void)
{
  gradus_run_rename_pin (app_test_run (), 0, "mine");
}

static double
is_mine (void)
{
  return g_str_equal (pin ()->name, "mine");
}

static void
hide_it (void)
{
  gradus_run_hide_pin (app_test_run (), 0, true);
}

static double
is_hidden (void)
{
  return pin ()->hidden;
}

static void
unpin_it (void)
{
  gradus_run_unpin (app_test_run (), 0);
}


static void
change_scale (void)
{
  GtkWidget *settings = find (GTK_WIDGET (gradus_window_get_canvas (app_test_window ())), g_type_from_name ("GradusViewSettings"));

  gradus_view_settings_change ((gpointer) settings, 1, 0);
}

static double
scale (void)
{
  return lab_viewer_value (gradus_canvas_large (gradus_window_get_canvas (app_test_window ())), "scale");
}

static void
settle (void)
{
  WAIT (app_test_still, app_test_run ());
  app_test_idle (100); /* settings follow the session */
}

static void
undoes_each_change (void)
{
  static const struct {
    const char *name;
    void (*change) (void);
    double (*state) (void);
  } changes[] = { { "rate", change_rate, rate },      { "batch", change_batch, batch }, { "noise", change_noise, noise },
                  { "seed", change_seed, seed },      { "reset", reset, where },        { "pin", pin_it, n_pins },
                  { "name", name_it, is_mine },       { "hide", hide_it, is_hidden },   { "view", change_scale, scale },
                  { "remove", unpin_it, n_pins } };

  open ("learning-rate-extremes");
  while (!g_str_equal (lab_viewer_view (gradus_canvas_large (gradus_window_get_canvas (app_test_window ())))->entry.name, "curve"))
    gradus_canvas_rotate (gradus_window_get_canvas (app_test_window ()), 1);
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
    double before, after;
    g_autofree char *undo = NULL, *redo = NULL;

    g_test_message ("%s", changes[i].name);
    gradus_run_step (app_test_run (), 5);
    settle ();
    before = changes[i].state ();
    changes[i].change ();
    settle ();
    after = changes[i].state ();
    g_assert_cmpfloat (after, !=, before);
    undo = gradus_run_undo_text (app_test_run (), false);
    g_assert_nonnull (undo);
    app_test_act ("undo");
    settle ();
    g_assert_cmpfloat (changes[i].state (), ==, before);
    redo = gradus_run_undo_text (app_test_run (), true);
    g_assert_cmpstr (redo, ==, undo);
    app_test_act ("redo");
    settle ();
    g_assert_cmpfloat (changes[i].state (), ==, after);
  }
  open ("learning-rate-extremes");
}

static GObject *
part (const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (app_test_window ()), GRADUS_TYPE_WINDOW, name);
}

static char *
menu_label (GMenuModel *section, int item)
{
  char *label = NULL;

  g_assert_true (g_menu_model_get_item_attribute (section, item, G_MENU_ATTRIBUTE_LABEL, "s", &label));
  return label;
}

static void
says_in_the_menu_what_it_undoes (void)
{
  GMenuModel *section = G_MENU_MODEL (part ("undo_section"));
  g_autofree char *text = NULL, *undo = NULL, *redo = NULL;

  open ("learning-rate-extremes");
  change_batch ();
  settle ();
  text = gradus_run_undo_text (app_test_run (), false);
  gtk_menu_button_popup (GTK_MENU_BUTTON (part ("menu")));
  undo = menu_label (section, 0);
  redo = menu_label (section, 1);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (part ("menu")));
  g_assert_true (g_str_has_suffix (undo, text));
  g_assert_null (strchr (redo, ':'));
  open ("learning-rate-extremes");
}

static void
refuses_a_value_in_words (void)
{
  GradusKnob *rate = gradus_controls_find (gradus_window_get_controls (app_test_window ()), "optimizer.lr");

  WAIT (app_test_open, app_test_run ());
  gradus_knob_enter (rate, 0, "fast");
  g_assert_nonnull (strstr (gradus_window_get_toast (app_test_window ()), "fast"));
  g_assert_false (gradus_knob_is_changed (rate));
}

/* Five lenses on every lesson: a picture, or why not and where. */
static void
lenses (void)
{
  GradusLibrary *library = gradus_window_get_library (app_test_window ());
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());

  for (int i = 0; i < gradus_library_n_lessons (library); i++) {
    const Lesson *lesson = gradus_library_lesson (library, i);

    if (lesson->broken || lesson->experiments->len == 0)
      continue;
    open (lesson->id);
    for (int lens = 0; lens < LAB_N_LENSES; lens++) {
      gradus_canvas_set_lens (canvas, lens);
      g_assert_cmpint (gradus_canvas_get_lens (canvas), ==, lens);
      if (g_str_equal (gradus_canvas_get_page (canvas), "refusal"))
        g_test_message ("%s refuses %s", lesson->id, lab_lenses[lens]);
      else
        WAIT (drawn, canvas);
    }
    gradus_canvas_set_lens (canvas, LAB_N_LENSES - 1); /* the same again: back */
    g_assert_cmpint (gradus_canvas_get_lens (canvas), ==, -1);
  }
  open ("learning-rate-extremes");
  gradus_canvas_set_lens (canvas, 4);
  WAIT (drawn, canvas);
  g_assert_cmpstr (lab_viewer_view (gradus_canvas_large (canvas))->entry.name, ==, "covered-inputs"); /* it has no images */
  gradus_canvas_set_lens (canvas, -1);
}

static bool
has_tried_rates (gpointer rate)
{
  GPtrArray *parts = gradus_run_parts (app_test_run ());
  const LabSetup *setup = parts->len > 0 ? lab_experiment_setup (parts->pdata[0]) : NULL;

  return parts->len == LAB_N_RATES && lab_setup_value (setup, lab_setup_find_knob (setup, "optimizer.lr"), 0) == *(double *) rate;
}

/* Where there is one rate, its lens tries others on the spot; anew with what is changed; a point opens its run. */
static void
tries_rates (void)
{
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());
  const double rates[] = { 0.05, 0.04 };
  LabSetup *other;

  open ("exploding-gradient");
  g_assert_cmpfloat (rate (), ==, rates[0]);
  gradus_canvas_set_lens (canvas, 3);
  WAIT (has_tried_rates, (gpointer) &rates[0]);
  gradus_run_step (app_test_run (), 3);
  WAIT (app_test_still, app_test_run ());
  enter ("optimizer.lr", "0.04");
  WAIT (has_tried_rates, (gpointer) &rates[1]);
  other = lab_setup_copy (lab_experiment_setup (gradus_run_parts (app_test_run ())->pdata[2]));
  gradus_run_single_out (app_test_run (), other, 1);
  lab_setup_free (other);
  WAIT (app_test_still, app_test_run ());
  g_assert_cmpint (lab_setup_n_lanes (gradus_run_setup (app_test_run ())), ==, 1);
  g_assert_cmpfloat_with_epsilon (rate (), 0.4, 1e-9);
  app_test_act ("undo");
  WAIT (app_test_still, app_test_run ());
  g_assert_cmpint (lab_setup_n_lanes (gradus_run_setup (app_test_run ())), ==, 2);
  gradus_canvas_set_lens (canvas, -1);
  open ("learning-rate-extremes");
  g_assert_cmpuint (gradus_run_parts (app_test_run ())->len, ==, 0);
}

static void
swaps_plots (void)
{
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());
  LabViewer *before = gradus_canvas_large (canvas);

  gradus_canvas_swap (canvas, 0);
  g_assert_true (gradus_canvas_large (canvas) != before);
  gradus_canvas_swap (canvas, 0);
}

/* The label that is seen with this text, or NULL. */
static GtkWidget *
find_text (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_text (child, text);
  return found;
}

static GtkWidget *
find_help (GradusCanvas *canvas)
{
  return find_text (GTK_WIDGET (canvas), lab_viewer_view (gradus_canvas_large (canvas))->help);
}

static bool
shows_help (gpointer canvas)
{
  return find_help (canvas) != NULL;
}

/* From the plot's menu, and it follows when another plot is large. */
static void
helps_with_plots (void)
{
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());

  g_assert_false (shows_help (canvas));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (gradus_canvas_large_view (canvas)), "canvas.help", NULL));
  WAIT (shows_help, canvas);
  gradus_canvas_swap (canvas, 0);
  g_assert_true (shows_help (canvas));
  gradus_canvas_swap (canvas, 0);
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (find_help (canvas), GTK_TYPE_POPOVER)));
  gtk_widget_grab_focus (GTK_WIDGET (gradus_canvas_large_view (canvas)));
}

/* ---- what is taken away from here ---- */

static char *
write_plot (const char *folder, const char *name, bool numbers)
{
  GradusPlotView *plot = gradus_canvas_large_view (gradus_window_get_canvas (app_test_window ()));
  g_autofree char *path = g_build_filename (folder, name, NULL);
  BaseError error = { "" };
  char *bytes;

  g_assert_true (gradus_plot_view_write (plot, path, numbers, &error));
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  if (g_str_has_suffix (name, ".png")) {
    g_autoptr (GdkTexture) picture = gdk_texture_new_from_filename (path, NULL);

    g_assert_true (gdk_texture_get_width (picture) == 1920 && gdk_texture_get_height (picture) == 1200);
  }
  g_unlink (path);
  return bytes;
}

/* The rows of one mark, read back, are the points of its line. */
static void
check_numbers (const char *text, char comma, const PlotMark *line)
{
  g_auto (GStrv) rows = g_strsplit (text, "\n", -1);
  g_autofree char *head = g_strdup_printf ("panel%cmark%cx%cy%cvalue", comma, comma, comma, comma);
  int n = 0;

  g_assert_cmpstr (rows[0], ==, head);
  for (char **row = rows + 1; *row && **row; row++) {
    g_auto (GStrv) fields = g_strsplit (*row, (char[]){ comma, 0 }, -1);

    g_assert_cmpuint (g_strv_length (fields), ==, 5);
    if (!g_str_equal (fields[1], line->label))
      continue;
    g_assert_cmpint (n, <, line->n);
    g_assert_cmpfloat_with_epsilon (g_ascii_strtod (fields[2], NULL), line->x[n], 1e-6 * (1e-6 + fabs (line->x[n])));
    g_assert_cmpfloat_with_epsilon (g_ascii_strtod (fields[3], NULL), line->y[n], 1e-6 * (1e-6 + fabs (line->y[n])));
    n++;
  }
  g_assert_cmpint (n, ==, line->n);
}

/* A plot in all formats, each read back: pictures of the right size, numbers that are those of the run, the picture on the clipboard. */
static void
exports_and_reads_back (void)
{
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());
  GradusPlotView *plot = gradus_canvas_large_view (canvas);
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL), *nowhere = g_build_filename (folder, "no", "a.png", NULL);
  BaseError error = { "" };
  const PlotFigure *figure;
  GValue copied = G_VALUE_INIT;

  open ("learning-rate-extremes");
  while (!g_str_equal (lab_viewer_view (gradus_canvas_large (canvas))->entry.name, "curve"))
    gradus_canvas_rotate (canvas, 1);
  gradus_run_step (app_test_run (), 40);
  settle ();
  figure = gradus_plot_view_get_figure (plot);
  g_assert_cmpfloat (figure->panels[0].cursor, ==, 40);
  __lsan_disable (); /* cairo 1.16 loses an array where it subsets an OpenType font for a PDF */
  for (int format = 0; format < 3; format++) {
    static const char *const names[] = { "a.png", "a.svg", "a.pdf" }, *const begins[] = { "\x89PNG", "<?xml", "%PDF" };
    g_autofree char *bytes = write_plot (folder, names[format], false);

    g_assert_true (g_str_has_prefix (bytes, begins[format]));
    g_assert_true (format != 1 || strstr (bytes, "width=\"960px\""));
  }
  __lsan_enable ();
  for (int tsv = 0; tsv < 2; tsv++) {
    g_autofree char *text = write_plot (folder, tsv ? "a.tsv" : "a.csv", true);

    check_numbers (text, tsv ? '\t' : ',', &figure->panels[0].marks[0]);
  }
  g_assert_false (gradus_plot_view_write (plot, nowhere, false, &error));
  g_assert_nonnull (strstr (error.text, nowhere));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (plot), "plot.copy", NULL));
  g_value_init (&copied, GDK_TYPE_TEXTURE);
  g_assert_true (gdk_content_provider_get_value (gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (plot))), &copied, NULL));
  g_assert_cmpint (gdk_texture_get_width (g_value_get_object (&copied)), ==, 2 * gtk_widget_get_width (GTK_WIDGET (plot)));
  g_value_unset (&copied);
  g_rmdir (folder);
}

static void
gates_the_answer_softly (void)
{
  GradusLessonPage *page = gradus_window_get_page (app_test_window ());

  open ("learning-rate-extremes");
  g_assert_true (gradus_lesson_page_show_section (page, LESSON_ANSWER));
  g_assert_cmpint (gradus_lesson_page_get_choice (page), ==, -1);
  gradus_lesson_page_show_section (page, LESSON_PREDICT);
  gradus_lesson_page_set_choice (page, 1);
  g_signal_emit_by_name (page, "run");
  WAIT (moved, GINT_TO_POINTER (0));
  rest ();
}

static bool
has_topics (gpointer unused)
{
  return gradus_topic_list_n_shown (gradus_window_get_topics (app_test_window ())) ==
         gradus_library_n_lessons (gradus_window_get_library (app_test_window ()));
}

static void
searches_topics (void)
{
  GradusTopicList *topics = gradus_window_get_topics (app_test_window ());
  int all = gradus_library_n_lessons (gradus_window_get_library (app_test_window ()));

  app_test_act ("search");
  WAIT (has_topics, NULL);
  gradus_topic_list_set_search (topics, "occlusion");
  g_assert_cmpint (gradus_topic_list_n_shown (topics), >=, 1);
  g_assert_cmpint (gradus_topic_list_n_shown (topics), <, all);
  gradus_topic_list_set_search (topics, "学习率");
  g_assert_cmpint (gradus_topic_list_n_shown (topics), >=, 1);
  gradus_topic_list_set_search (topics, "no such thing");
  g_assert_cmpint (gradus_topic_list_n_shown (topics), ==, 0);
  gradus_topic_list_set_search (topics, "");
  app_test_act ("topics");
}

static void
goes_back_and_forward (void)
{
  open ("learning-rate-extremes");
  open ("occlusion-map");
  app_test_act ("back");
  g_assert_cmpstr (gradus_lesson_page_get_lesson (gradus_window_get_page (app_test_window ()))->id, ==, "learning-rate-extremes");
  app_test_act ("forward");
  g_assert_cmpstr (gradus_lesson_page_get_lesson (gradus_window_get_page (app_test_window ()))->id, ==, "occlusion-map");
  g_action_group_activate_action (G_ACTION_GROUP (app_test_window ()), "open-link",
                                  g_variant_new_string ("lesson:learning-rate-extremes"));
  g_assert_cmpstr (gradus_lesson_page_get_lesson (gradus_window_get_page (app_test_window ()))->id, ==, "learning-rate-extremes");
  WAIT (app_test_open, app_test_run ());
}

static void
turns_dark (void)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GradusPlotView *plot = gradus_canvas_large_view (gradus_window_get_canvas (app_test_window ()));

  g_action_group_change_action_state (G_ACTION_GROUP (app_test_application ()), "style", g_variant_new_string ("dark"));
  g_assert_true (adw_style_manager_get_dark (style));
  g_assert_cmpint (gradus_plot_view_theme (plot).scheme, ==, PLOT_DARK);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (app_test_window ()));
  g_action_group_change_action_state (G_ACTION_GROUP (app_test_application ()), "style", g_variant_new_string ("light"));
  g_assert_cmpint (gradus_plot_view_theme (plot).scheme, ==, PLOT_LIGHT);
}

static bool
is_narrow (gpointer unused)
{
  return gtk_widget_get_width (GTK_WIDGET (app_test_window ())) <= 1024 + 60; /* with the shadow it draws itself */
}

static void
fits_a_small_screen (void)
{
  int minimum, natural;

  gtk_window_set_default_size (GTK_WINDOW (app_test_window ()), 1024, 600);
  WAIT (is_narrow, NULL);
  gtk_widget_measure (GTK_WIDGET (app_test_window ()), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, <=, 1024);
  gtk_widget_measure (GTK_WIDGET (app_test_window ()), GTK_ORIENTATION_VERTICAL, 1024, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, <=, 600);
}

/* By keyboard alone: the step with the prediction puts the focus on its first option. */
static void
focus_goes_to_the_prediction (void)
{
  GtkWidget *focus;

  gradus_lesson_page_show_section (gradus_window_get_page (app_test_window ()), LESSON_QUESTION);
  app_test_act ("next");
  focus = gtk_window_get_focus (GTK_WINDOW (app_test_window ()));
  g_assert_nonnull (focus);
  g_assert_nonnull (gtk_widget_get_ancestor (focus, GRADUS_TYPE_PREDICT));
  g_assert_true (GTK_IS_CHECK_BUTTON (focus));
  app_test_act ("next"); /* what had the focus is gone: it stays in the text, which the keyboard can scroll */
  focus = gtk_window_get_focus (GTK_WINDOW (app_test_window ()));
  g_assert_nonnull (focus);
  g_assert_true (GTK_IS_SCROLLED_WINDOW (focus));
  g_assert_nonnull (gtk_widget_get_ancestor (focus, GRADUS_TYPE_LESSON_PAGE));
}

/* Whether something that listens to the keys of @widget before what is in it takes @key. */
static bool
takes_key (GtkWidget *widget, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller) && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
      g_signal_emit_by_name (controller, "key-pressed", key, 0u, (GdkModifierType) 0, &taken);
  }
  return taken;
}

static bool
is_long (gpointer at)
{
  return gtk_adjustment_get_upper (at) > gtk_adjustment_get_page_size (at);
}

/* With an answer under the keyboard, too, the page keys go to another step; a text that goes on is scrolled first. */
static void
page_keys_turn_and_scroll (void)
{
  GradusLessonPage *page = gradus_window_get_page (app_test_window ());
  GtkWidget *text = find (GTK_WIDGET (page), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (text));
  int n_scrolls = 0;

  gtk_window_set_default_size (GTK_WINDOW (app_test_window ()), 1024, 600);
  gradus_lesson_page_show_section (page, LESSON_QUESTION);
  app_test_act ("next");
  app_test_idle (500);
  g_assert_true (GTK_IS_CHECK_BUTTON (gtk_window_get_focus (GTK_WINDOW (app_test_window ()))));
  g_assert_true (takes_key (text, GDK_KEY_Page_Up));
  g_assert_cmpint (gradus_lesson_page_get_section (page), ==, LESSON_QUESTION);
  app_test_act ("next");
  app_test_idle (500);
  g_assert_true (takes_key (text, GDK_KEY_Page_Down));
  g_assert_cmpint (gradus_lesson_page_get_section (page), ==, LESSON_EXPERIMENTS);

  gradus_lesson_page_show_section (page, LESSON_ANSWER);
  WAIT (is_long, at);
  for (; gradus_lesson_page_get_section (page) == LESSON_ANSWER && n_scrolls < 20; n_scrolls++) {
    g_assert_true (takes_key (text, GDK_KEY_Page_Down));
    app_test_idle (400); /* it glides */
  }
  g_assert_cmpint (n_scrolls, >, 1);
  g_assert_cmpint (gradus_lesson_page_get_section (page), ==, LESSON_KEY_POINTS);
  g_assert_false (takes_key (text, GDK_KEY_Down));
}

static bool
is_at (GtkWidget *focus, const char *name)
{
  return focus && g_str_equal (G_OBJECT_TYPE_NAME (focus), name);
}

/* Tab goes round the whole window at every step of a lesson: from one thing to another, past the plot and the timeline,
 * back to where it began. */
static void
tab_goes_round (void)
{
  GtkWindow *here = GTK_WINDOW (app_test_window ());
  GradusLessonPage *page = gradus_window_get_page (app_test_window ());

  for (int step = 0; step < gradus_lesson_page_n_steps (page); step++) {
    GtkWidget *first = NULL, *before = NULL;
    bool plot = false, timeline = false;
    int n = 0;

    gradus_lesson_page_set_step (page, step);
    app_test_idle (100);
    gtk_window_set_focus (here, NULL);
    for (; n < 100; n++) {
      gtk_widget_child_focus (GTK_WIDGET (here), GTK_DIR_TAB_FORWARD);
      if (!gtk_window_get_focus (here))
        break;
      g_assert_true (gtk_window_get_focus (here) != before);
      before = gtk_window_get_focus (here);
      plot |= is_at (before, "GradusPlotView");
      timeline |= is_at (before, "GradusTimeline");
      if (before == first)
        break;
      first = first ? first : before;
    }
    g_assert_cmpint (n, <, 100);
    g_assert_true (plot && timeline);
  }
}

/* What the window looks like, in one number. */
static guint
look (void)
{
  GtkWidget *here = GTK_WIDGET (app_test_window ());
  int width = gtk_widget_get_width (here), height = gtk_widget_get_height (here);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (here);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GBytes) pixels = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  guint hash;

  while (!node) { /* on a busy machine the window may not have been drawn yet */
    GtkSnapshot *snapshot = gtk_snapshot_new ();

    gdk_paintable_snapshot (paintable, snapshot, width, height);
    node = gtk_snapshot_free_to_node (snapshot);
    if (!node)
      app_test_idle (50);
  }
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) (cairo_image_surface_get_stride (surface) * height));
  hash = g_bytes_hash (pixels);
  cairo_surface_destroy (surface);
  return hash;
}

/* Wherever Tab goes, it is seen where the keyboard is. */
static void
tab_is_seen (void)
{
  GtkWindow *here = GTK_WINDOW (app_test_window ());
  guint without;
  int n = 0;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL); /* else what had it a moment ago still fades */
  gtk_window_set_focus (here, NULL);
  app_test_idle (500);
  without = look ();
  for (; n < 100; n++) {
    gtk_widget_child_focus (GTK_WIDGET (here), GTK_DIR_TAB_FORWARD);
    if (!gtk_window_get_focus (here))
      break;
    gtk_window_set_focus_visible (here, TRUE); /* for three seconds, as after a key */
    app_test_idle (30);
    for (int i = 0; i < 30 && look () == without; i++) /* a busy machine draws late */
      app_test_idle (50);
    if (look () == without) {
      g_test_message ("nothing shows that the keyboard is at %s", G_OBJECT_TYPE_NAME (gtk_window_get_focus (here)));
      g_test_fail ();
    }
  }
  g_assert_cmpint (n, >, 20);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
}

/* Where Tab goes from the start of the window until @type: how many are on the way; −1: it is never reached. */
static int
tabs_to (GtkWidget *wanted)
{
  GtkWindow *here = GTK_WINDOW (app_test_window ());

  gtk_window_set_focus (here, NULL);
  for (int n = 1; n < 100; n++) {
    gtk_widget_child_focus (GTK_WIDGET (here), GTK_DIR_TAB_FORWARD);
    if (gtk_window_get_focus (here) == wanted)
      return n;
    if (!gtk_window_get_focus (here))
      return -1;
  }
  return -1;
}

/* Also when the keyboard was at the button with help, or its popover was open, while another lesson was opened. */
static void
tab_finds_the_lenses (void)
{
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());
  GtkWidget *lenses = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (canvas), GRADUS_TYPE_CANVAS, "lenses"));
  GtkWidget *help = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (canvas), GRADUS_TYPE_CANVAS, "settings_button"));
  static const char *const ids[] = { "occlusion-map", "learning-rate-extremes" };

  for (int popover = 0; popover < 2; popover++) {
    gtk_widget_child_focus (help, GTK_DIR_TAB_FORWARD);
    g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (app_test_window ())), help));
    if (popover) {
      gtk_widget_activate_action (GTK_WIDGET (gradus_canvas_large_view (canvas)), "canvas.help", NULL);
      WAIT (shows_help, canvas);
    }
    open (ids[popover]);
    app_test_idle (200);
    for (GtkWidget *lens = gtk_widget_get_first_child (lenses); lens; lens = gtk_widget_get_next_sibling (lens))
      g_assert_cmpint (tabs_to (lens), >, 0);
  }
}

/* On a small screen, too, question, options and the button that runs are seen at once. */
static void
prediction_fits (void)
{
  GradusLibrary *library = gradus_window_get_library (app_test_window ());
  GradusLessonPage *page = gradus_window_get_page (app_test_window ());

  gtk_window_set_default_size (GTK_WINDOW (app_test_window ()), 1024, 600);
  for (int i = 0; i < gradus_library_n_lessons (library); i++) {
    const char *id = gradus_library_lesson (library, i)->id;
    GtkAdjustment *adjustment;
    double excess;

    open (id);
    gradus_lesson_page_show_section (page, LESSON_PREDICT);
    app_test_idle (200);
    adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (find (GTK_WIDGET (page), GTK_TYPE_SCROLLED_WINDOW)));
    g_assert_cmpfloat (gtk_adjustment_get_page_size (adjustment), >, 300);
    excess = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
    if (excess > 0) {
      g_test_message ("%s: the prediction is %g pixels too high", id, excess);
      g_test_fail ();
    }
  }
}

static void
presents (void)
{
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());
  LabViewer *first;
  GtkWidget *focus;

  gradus_lesson_page_show_section (gradus_window_get_page (app_test_window ()), LESSON_QUESTION);
  app_test_act ("present");
  app_test_idle (200);
  g_assert_false (gtk_widget_is_visible (GTK_WIDGET (gradus_window_get_page (app_test_window ()))));
  for (int i = 0; i < 2; i++) { /* a narrow window folds both sides: they must not unfold over the plots */
    static const char *const flaps[] = { "topics_flap", "controls_flap" };
    GObject *flap = gtk_widget_get_template_child (GTK_WIDGET (app_test_window ()), GRADUS_TYPE_WINDOW, flaps[i]);

    g_assert_false (adw_flap_get_reveal_flap (ADW_FLAP (flap)));
  }
  g_assert_true (gradus_canvas_is_covered (canvas));
  focus = gtk_window_get_focus (GTK_WINDOW (app_test_window ()));
  g_assert_nonnull (focus);
  g_assert_nonnull (gtk_widget_get_ancestor (focus, GRADUS_TYPE_COVER)); /* by keyboard, the vote comes first */
  g_assert_true (gradus_canvas_vote (canvas, 1));
  g_assert_cmpint (gradus_cover_votes (GRADUS_COVER (gtk_widget_get_ancestor (focus, GRADUS_TYPE_COVER)), 1), ==, 1);
  g_assert_true (takes_key (GTK_WIDGET (app_test_window ()), GDK_KEY_Page_Down)); /* also while the list of votes has the keyboard */
  g_assert_false (gradus_canvas_is_covered (canvas));
  g_assert_false (gradus_canvas_vote (canvas, 1));
  first = gradus_canvas_large (canvas);
  g_assert_true (takes_key (GTK_WIDGET (app_test_window ()), GDK_KEY_Page_Down));
  g_assert_true (gradus_canvas_large (canvas) != first);
  g_assert_true (takes_key (GTK_WIDGET (app_test_window ()), GDK_KEY_Page_Up));
  g_assert_true (gradus_canvas_large (canvas) == first);
  app_test_act ("present");
  g_assert_true (gtk_widget_is_visible (GTK_WIDGET (gradus_window_get_page (app_test_window ()))));
}

/* The Lab has no prediction to hide: neither when it is presented nor when it takes the place of what is. */
static void
presents_lab (void)
{
  GradusCanvas *canvas = gradus_window_get_canvas (app_test_window ());

  gradus_lesson_page_show_section (gradus_window_get_page (app_test_window ()), LESSON_QUESTION);
  app_test_act ("present");
  g_assert_true (gradus_canvas_is_covered (canvas));
  app_test_act ("lab");
  g_assert_false (gradus_canvas_is_covered (canvas));
  app_test_act ("present");
  app_test_act ("present");
  g_assert_false (gradus_canvas_is_covered (canvas));
  app_test_act ("present");
  open (gradus_lesson_page_get_lesson (gradus_window_get_page (app_test_window ()))->id);
}

static void
has_shortcuts (void)
{
  GtkApplication *application = GTK_APPLICATION (app_test_application ());
  static const char *const actions[] = { "win.controls", "win.present", "win.search", "win.undo", "win.next",
                                         "win.show-help-overlay", "app.quit" };

  app_test_act ("show-help-overlay");
  g_assert_true (gtk_widget_get_visible (
    GTK_WIDGET (gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (app_test_window ())))));
  gtk_window_close (GTK_WINDOW (gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (app_test_window ()))));
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++) {
    g_auto (GStrv) keys = gtk_application_get_accels_for_action (application, actions[i]);

    g_assert_nonnull (keys[0]);
    g_assert_true (g_str_has_prefix (actions[i], "app.")
                     ? g_action_group_has_action (G_ACTION_GROUP (application), actions[i] + 4)
                     : g_action_group_has_action (G_ACTION_GROUP (app_test_window ()), actions[i] + 4));
  }
}

/* A widget's text below it, as on a button; NULL: none. */
static const char *
text_below (GtkWidget *widget)
{
  GtkWidget *label = find (widget, GTK_TYPE_LABEL);

  return label && *gtk_label_get_text (GTK_LABEL (label)) ? gtk_label_get_text (GTK_LABEL (label)) : NULL;
}

/* The toolkit's own parts (window buttons, the inside of menus, lists and spin buttons) have names of their own. */
static bool
is_ours (GtkWidget *widget)
{
  for (GtkWidget *above = gtk_widget_get_parent (widget); above; above = gtk_widget_get_parent (above))
    if (GTK_IS_WINDOW_CONTROLS (above) || GTK_IS_MENU_BUTTON (above) || GTK_IS_DROP_DOWN (above) ||
        GTK_IS_POPOVER (above) || GTK_IS_SEARCH_ENTRY (above) || GTK_IS_SPIN_BUTTON (above) ||
        g_str_equal (G_OBJECT_TYPE_NAME (above), "AdwToastWidget"))
      return false;
  return true;
}

/* Every button, slider, entry, list and plot says what it is: by its text or by a name. */
static void
all_have_names (GtkWidget *widget)
{
  bool speaks = GTK_IS_BUTTON (widget) || GTK_IS_SCALE (widget) || GTK_IS_ENTRY (widget) || GTK_IS_SWITCH (widget) ||
                GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget) || GRADUS_IS_PLOT_VIEW (widget);

  if (!gtk_widget_get_visible (widget))
    return;
  if (speaks && is_ours (widget) && !(GTK_IS_BUTTON (widget) && text_below (widget)) &&
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    g_error ("a %s below a %s has no name", G_OBJECT_TYPE_NAME (widget),
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    all_have_names (child);
}

static void
names (void)
{
  GradusPlotView *plot = gradus_canvas_large_view (gradus_window_get_canvas (app_test_window ()));

  all_have_names (GTK_WIDGET (app_test_window ()));
  gtk_test_accessible_assert_role (plot, GTK_ACCESSIBLE_ROLE_IMG);
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (plot), GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (plot), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

/* In a sweep a lane of the lesson has one line, which is that of all its runs, and one change to undo. */
static void
changes_all_runs_of_a_lane (void)
{
  GradusKnob *optimizer;

  open ("lr-log-search");
  optimizer = gradus_controls_find (gradus_window_get_controls (app_test_window ()), "optimizer");
  g_assert_cmpint (optimizer->n_lines, ==, 3);
  g_assert_cmpint (gradus_controls_find (gradus_window_get_controls (app_test_window ()), "optimizer.lr")->n_lines, ==, 0);
  enter ("optimizer.beta1", "0.8");
  WAIT (app_test_still, app_test_run ());
  for (int lane = 0; lane < 7; lane += 3)
    g_assert_cmpfloat (value_in ("optimizer.beta1", lane), ==, 0.8);
  app_test_act ("undo");
  WAIT (app_test_still, app_test_run ());
  for (int lane = 0; lane < 7; lane += 3)
    g_assert_cmpfloat (value_in ("optimizer.beta1", lane), ==, 0.9);
}

/* Last: another window takes the place of the first, at the same step with the same settings. */
static void
changes_language (void)
{
  GApplication *application = G_APPLICATION (app_test_application ());
  const double rates[] = { 0.001, 0.07, 30 };
  int knob;

  open ("learning-rate-extremes");
  gradus_lesson_page_show_section (gradus_window_get_page (app_test_window ()), LESSON_PREDICT);
  gradus_lesson_page_set_choice (gradus_window_get_page (app_test_window ()), 2);
  gradus_knob_enter (gradus_controls_find (gradus_window_get_controls (app_test_window ()), "optimizer.lr"), 1, "0.07");
  gradus_run_step (app_test_run (), 7);
  WAIT (app_test_still, app_test_run ());
  g_action_group_change_action_state (G_ACTION_GROUP (application), "language", g_variant_new_string ("zh_CN"));
  WAIT (app_test_still, app_test_run ());
  g_assert_cmpstr (gradus_library_language (gradus_window_get_library (app_test_window ())), ==, "zh_CN");
  g_assert_cmpstr (gradus_run_lesson (app_test_run ())->language, ==, "zh_CN");
  knob = lab_setup_find_knob (gradus_run_setup (app_test_run ()), "optimizer.lr");
  for (int lane = 0; lane < 3; lane++)
    g_assert_cmpfloat (lab_setup_value (gradus_run_setup (app_test_run ()), knob, lane), ==, rates[lane]);
  g_assert_true (lab_setup_knob (gradus_run_setup (app_test_run ()), knob)->per_lane);
  g_assert_cmpint (step (), ==, 7);
  g_assert_cmpint (gradus_lesson_page_get_choice (gradus_window_get_page (app_test_window ())), ==, 2);
  g_assert_cmpint (gradus_lesson_page_get_section (gradus_window_get_page (app_test_window ())), ==, LESSON_PREDICT);
  g_action_group_change_action_state (G_ACTION_GROUP (application), "language", g_variant_new_string ("en"));
  WAIT (app_test_still, app_test_run ());
  g_assert_cmpstr (gradus_run_lesson (app_test_run ())->language, ==, "en");
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/window/opens-with-a-picture", opens_with_a_picture);
  g_test_add_func ("/window/plays-and-pauses", plays_and_pauses);
  g_test_add_func ("/window/steps-both-ways", steps_both_ways);
  g_test_add_func ("/window/scrubs", scrubs);
  g_test_add_func ("/window/resets", resets);
  g_test_add_func ("/window/takes-a-new-seed", takes_a_new_seed);
  g_test_add_func ("/window/changes-a-control-during-training", changes_a_control_during_training);
  g_test_add_func ("/window/undoes-each-change", undoes_each_change);
  g_test_add_func ("/window/says-in-the-menu-what-it-undoes", says_in_the_menu_what_it_undoes);
  g_test_add_func ("/window/refuses-a-value-in-words", refuses_a_value_in_words);
  g_test_add_func ("/window/lenses", lenses);
  g_test_add_func ("/window/tries-rates", tries_rates);
  g_test_add_func ("/window/swaps-plots", swaps_plots);
  g_test_add_func ("/window/helps-with-plots", helps_with_plots);
  g_test_add_func ("/window/exports-and-reads-back", exports_and_reads_back);
  g_test_add_func ("/window/gates-the-answer-softly", gates_the_answer_softly);
  g_test_add_func ("/window/searches-topics", searches_topics);
  g_test_add_func ("/window/goes-back-and-forward", goes_back_and_forward);
  g_test_add_func ("/window/turns-dark", turns_dark);
  g_test_add_func ("/window/fits-a-small-screen", fits_a_small_screen);
  g_test_add_func ("/window/focus-goes-to-the-prediction", focus_goes_to_the_prediction);
  g_test_add_func ("/window/page-keys-turn-and-scroll", page_keys_turn_and_scroll);
  g_test_add_func ("/window/tab-goes-round", tab_goes_round);
  g_test_add_func ("/window/tab-is-seen", tab_is_seen);
  g_test_add_func ("/window/tab-finds-the-lenses", tab_finds_the_lenses);
  g_test_add_func ("/window/prediction-fits", prediction_fits);
  g_test_add_func ("/window/presents", presents);
  g_test_add_func ("/window/presents-lab", presents_lab);
  g_test_add_func ("/window/has-shortcuts", has_shortcuts);
  g_test_add_func ("/window/names", names);
  g_test_add_func ("/window/changes-all-runs-of-a-lane", changes_all_runs_of_a_lane);
  g_test_add_func ("/window/changes-language", changes_language);
  return g_test_run ();
}
