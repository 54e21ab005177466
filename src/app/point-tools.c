/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/point-tools.h"

#include "app/plot-pick.h"
#include "lab/i18n.h"

#include <math.h>

#define REACH 8 /* px: what a hand hits */

typedef enum { READ, ADD, MOVE, REMOVE } Tool;

/* Places are in axis units, because samples change their numbers from one edit to the next. */
typedef struct {
  Tool tool;
  int label; /* of an added sample */
  PlotReadout from, to;
} Edit;

struct _GradusPointTools {
  GtkBox parent;
  GtkDropDown *choice;
  GtkStringList *names; /* of what there is to choose */
  GradusRun *run;
  GradusPlotView *view;
  GQueue waiting; /* of Edit: made while the samples of the one before are being put in */
};

G_DEFINE_FINAL_TYPE (GradusPointTools, gradus_point_tools, GTK_TYPE_BOX)

static guint edited;

/* ---- samples: inputs, then the target; the first two are the place in the plot ---- */

static void
read_sample (const DataSet *set, int i, float *sample)
{
  int n = data_set_n_inputs (set);

  for (int k = 0; k < n; k++)
    sample[k] = set->inputs[i * n + k];
  sample[n] = set->targets[i];
}

/* The nearest within reach; −1: none. */
static int
find_sample (const DataSet *set, const PlotReadout *at)
{
  double best = REACH;
  int found = -1;

  for (int i = 0; i < set->n; i++) {
    float sample[3];
    double distance;

    read_sample (set, i, sample);
    distance = hypot ((sample[0] - at->x) / at->pixel_x, (sample[1] - at->y) / at->pixel_y);
    if (distance < best) {
      best = distance;
      found = i;
    }
  }
  return found;
}

/* To a power of ten within a pixel: no digits that no hand has meant. */
static float
round_place (double value, double pixel)
{
  double step = pow (10, floor (log10 (pixel)));

  return (float) (nearbyint (value / step) * step);
}

static void
place_sample (float *sample, const PlotReadout *at)
{
  sample[0] = round_place (at->x, at->pixel_x);
  sample[1] = round_place (at->y, at->pixel_y);
}

/* With as few digits as give the same number again. */
static void
append_number (GString *text, float number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  for (int n = 6; n <= 9; n++) {
    char format[] = { '%', '.', (char) ('0' + n), 'g', '\0' };

    if ((float) g_ascii_strtod (g_ascii_formatd (digits, sizeof digits, format, number), NULL) == number)
      break;
  }
  g_string_append_printf (text, " %s", digits);
}

static void
append_sample (GString *text, const DataSet *set, const float *sample)
{
  int n = data_set_n_inputs (set);

  g_string_append (text, "point");
  for (int k = 0; k <= n; k++) {
    if (k == n)
      g_string_append (text, " :");
    append_number (text, sample[k]);
  }
  g_string_append_c (text, '\n');
}

/* ---- edits ---- */

static const DataSet *
samples (GradusPointTools *self)
{
  return lab_experiment_train_set (gradus_run_experiment (self->run), 0);
}

/* A new sample comes first, because plots show the first ones where there are many. */
static void
write_samples (GString *lines, const DataSet *set, const Edit *edit, int touched)
{
  float sample[3];

  if (edit->tool == ADD) {
    sample[2] = (float) edit->label;
    place_sample (sample, &edit->from);
    append_sample (lines, set, sample);
  }
  for (int i = 0; i < set->n; i++) {
    read_sample (set, i, sample);
    if (i == touched && edit->tool == MOVE)
      place_sample (sample, &edit->to);
    if (i != touched || edit->tool != REMOVE)
      append_sample (lines, set, sample);
  }
}

static void
do_edit (GradusPointTools *self, const Edit *edit)
{
  const DataSet *set = samples (self);
  int touched = edit->tool == ADD ? -1 : find_sample (set, &edit->from);
  g_autoptr (GString) lines = g_string_new (NULL);

  if (edit->tool != ADD && touched < 0)
    return;
  if (edit->tool == REMOVE && set->n == 1) {
    gradus_run_say (self->run, _("One sample has to stay"), false);
    return;
  }
  if (edit->tool == ADD && set->n >= LESSON_MAX_POINTS) {
    gradus_run_say (self->run, _("There are as many samples as a text can hold"), false);
    return;
  }
  write_samples (lines, set, edit, touched);
  g_signal_emit (self, edited, 0, lines->str);
}

/* One after the other: each changes the samples that the next one is about, as soon as these are shown. */
static void
do_waiting (GradusPointTools *self)
{
  while (self->waiting.length > 0 && !gradus_run_is_opening (self->run) && gtk_widget_get_visible (GTK_WIDGET (self))) {
    g_autofree Edit *edit = g_queue_pop_head (&self->waiting);

    do_edit (self, edit);
  }
}

static void
forget_waiting (GradusPointTools *self)
{
  g_queue_clear_full (&self->waiting, g_free);
}

/* ---- what there is to choose: READ, ADD for each class, MOVE, REMOVE ---- */

static Tool
chosen_tool (GradusPointTools *self, int *label)
{
  int chosen = (int) gtk_drop_down_get_selected (self->choice), n = (int) g_list_model_get_n_items (G_LIST_MODEL (self->names));

  *label = chosen - 1;
  return chosen == 0 ? READ : chosen == n - 2 ? MOVE : chosen == n - 1 ? REMOVE : ADD;
}

static gboolean
on_picked (const PlotReadout *from, const PlotReadout *to, gpointer data)
{
  GradusPointTools *self = data;
  Edit edit = { .from = *from };

  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || (edit.tool = chosen_tool (self, &edit.label)) == READ)
    return FALSE;
  if (edit.tool == MOVE && !to)
    return find_sample (samples (self), from) >= 0;
  if (to) {
    edit.tool = MOVE; /* whatever was chosen on the way */
    edit.to = *to;
  } else if (edit.tool == ADD && samples (self)->n_classes == 0)
    edit.label = 0;
  g_queue_push_tail (&self->waiting, g_memdup2 (&edit, sizeof edit));
  do_waiting (self);
  return FALSE;
}

/* In the place of those before, unless they are the same: an edit keeps the choice. */
static void
name_tools (GradusPointTools *self, const DataSet *set)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->names));
  bool same;

  g_strv_builder_add (names, _("Reads it off"));
  if (set->n_classes == 0)
    g_strv_builder_add (names, _("Adds a point"));
  for (int k = 0; k < set->n_classes; k++) {
    g_autofree char *class = set->class_names ? g_strdup (set->class_names[k]) : g_strdup_printf (_("class %d"), k);
    g_autofree char *name = g_strdup_printf (_("Adds %s"), class);

    g_strv_builder_add (names, name);
  }
  g_strv_builder_add (names, _("Moves a point"));
  g_strv_builder_add (names, _("Removes a point"));
  all = g_strv_builder_end (names);
  same = n == g_strv_length (all);
  for (guint i = 0; same && i < n; i++)
    same = g_str_equal (all[i], gtk_string_list_get_string (self->names, i));
  if (!same)
    gtk_string_list_splice (self->names, 0, n, (const char *const *) all);
}

/* Whether @set can be written as points, and @viewer shows them where they are. */
static bool
can_edit (const LabViewer *viewer, const DataSet *set)
{
  const char *view = viewer ? lab_viewer_view (viewer)->entry.name : "";
  bool boundary = g_str_equal (view, "boundary"), fit = g_str_equal (view, "fit");

  if (!set || !(boundary || fit) || set->n > LESSON_MAX_POINTS || set->steps > 0 || set->n_targets != 1 ||
      data_set_n_inputs (set) != (boundary ? 2 : 1))
    return false;
  for (int i = 0; boundary && i < set->n; i++)
    if (set->targets[i] < 0) /* a class that nobody knows */
      return false;
  return true;
}

static void
show_choice (GradusPointTools *self)
{
  int label;
  bool edits = gtk_widget_get_visible (GTK_WIDGET (self)) && chosen_tool (self, &label) != READ;

  if (self->view)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self->view), edits ? "crosshair" : NULL);
}

static gboolean
on_shown (gpointer tools)
{
  do_waiting (tools);
  return G_SOURCE_REMOVE;
}

void
gradus_point_tools_set_viewer (GradusPointTools *self, LabViewer *viewer)
{
  const DataSet *set = viewer ? samples (self) : NULL;
  bool can = can_edit (viewer, set);

  if (can)
    name_tools (self, set);
  if (viewer && !can)
    forget_waiting (self);
  gtk_widget_set_visible (GTK_WIDGET (self), can);
  show_choice (self);
  if (self->waiting.length > 0)
    g_idle_add_full (G_PRIORITY_DEFAULT, on_shown, g_object_ref (self), g_object_unref);
}

void
gradus_point_tools_attach (GradusPointTools *self, GradusRun *run, GradusPlotView *view)
{
  self->run = run;
  self->view = view;
  g_signal_connect_object (run, "status", G_CALLBACK (do_waiting), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "failed", G_CALLBACK (forget_waiting), self, G_CONNECT_SWAPPED);
  gradus_plot_pick_add (view, on_picked, self);
}

/* ---- life ---- */

static void
gradus_point_tools_finalize (GObject *object)
{
  forget_waiting (GRADUS_POINT_TOOLS (object));
  G_OBJECT_CLASS (gradus_point_tools_parent_class)->finalize (object);
}

static void
gradus_point_tools_class_init (GradusPointToolsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_point_tools_finalize;
  edited = g_signal_new ("edited", GRADUS_TYPE_POINT_TOOLS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
gradus_point_tools_init (GradusPointTools *self)
{
  static const char *const none[] = { "", "", "", NULL };
  GtkWidget *label = gtk_label_new_with_mnemonic (_("A click in the _plot")), *choice;

  self->names = gtk_string_list_new (none);
  choice = gtk_drop_down_new (G_LIST_MODEL (self->names), NULL);
  self->choice = GTK_DROP_DOWN (choice);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), choice);
  gtk_widget_set_hexpand (choice, TRUE);
  gtk_widget_set_tooltip_text (choice, _("In the plot arrow keys move the cursor, and Return does the same; Escape lets go"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What a click in the plot does"), -1);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (show_choice), self);
  gtk_box_append (GTK_BOX (self), label);
  gtk_box_append (GTK_BOX (self), choice);
}
