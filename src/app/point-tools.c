/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/point-tools.h"

#include "app/plot-pick.h"
#include "base/words.h"

#include <math.h>
#include <string.h>

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
  GArray *coming; /* of Sample: as the last edit left them, which the next one changes while they are being opened */
};

G_DEFINE_FINAL_TYPE (GradusPointTools, gradus_point_tools, GTK_TYPE_BOX)

static guint edited;

/* ---- samples: inputs, then the target; the first two are the place in the plot ---- */

typedef struct {
  float at[3];
} Sample;

static const DataSet *
train_set (GradusPointTools *self)
{
  return lab_experiment_train_set (gradus_run_experiment (self->run), 0);
}

/* The newest samples; the caller frees them. */
static GArray *
samples (GradusPointTools *self)
{
  const DataSet *set = train_set (self);
  int n = data_set_n_inputs (set);
  GArray *all;

  if (self->coming && gradus_run_is_opening (self->run))
    return g_array_copy (self->coming);
  all = g_array_new (FALSE, TRUE, sizeof (Sample));
  g_array_set_size (all, (guint) set->n);
  for (int i = 0; i < set->n; i++) {
    float *at = g_array_index (all, Sample, i).at;

    memcpy (at, set->inputs + i * n, (gsize) n * sizeof *at);
    at[n] = set->targets[i];
  }
  return all;
}

/* The nearest within reach; −1: none. */
static int
find_sample (const GArray *all, const PlotReadout *place)
{
  double best = REACH;
  int found = -1;

  for (guint i = 0; i < all->len; i++) {
    const float *at = g_array_index (all, Sample, i).at;
    double distance = hypot ((at[0] - place->x) / place->pixel_x, (at[1] - place->y) / place->pixel_y);

    if (distance < best) {
      best = distance;
      found = (int) i;
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
place_sample (Sample *sample, const PlotReadout *place)
{
  sample->at[0] = round_place (place->x, place->pixel_x);
  sample->at[1] = round_place (place->y, place->pixel_y);
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

/* As lines of a text, @n inputs each. */
static char *
write_samples (const GArray *all, int n)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < all->len; i++) {
    g_string_append (lines, "point");
    for (int k = 0; k <= n; k++) {
      g_string_append (lines, k == n ? " :" : "");
      append_number (lines, g_array_index (all, Sample, i).at[k]);
    }
    g_string_append_c (lines, '\n');
  }
  return g_string_free (lines, FALSE);
}

/* ---- edits ---- */

/* A new sample comes first, because plots show the first ones where there are many. NULL: done; else what forbids it. */
static const char *
change (GArray *all, const Edit *edit, int touched)
{
  Sample added = { .at = { [2] = (float) edit->label } };

  if (edit->tool == ADD) {
    place_sample (&added, &edit->from);
    g_array_prepend_val (all, added);
    return all->len > LESSON_MAX_POINTS ? _("There are as many samples as a text can hold") : NULL;
  }
  if (edit->tool == MOVE)
    place_sample (&g_array_index (all, Sample, touched), &edit->to);
  else
    g_array_remove_index (all, (guint) touched);
  return all->len == 0 ? _("One sample has to stay") : NULL;
}

static void
do_edit (GradusPointTools *self, const Edit *edit)
{
  g_autoptr (GArray) all = samples (self);
  int touched = edit->tool == ADD ? -1 : find_sample (all, &edit->from);
  const char *problem;
  g_autofree char *lines = NULL;

  if (edit->tool != ADD && touched < 0)
    return;
  problem = change (all, edit, touched);
  if (problem) {
    gradus_run_say (self->run, problem, false);
    return;
  }
  lines = write_samples (all, data_set_n_inputs (train_set (self)));
  g_clear_pointer (&self->coming, g_array_unref);
  self->coming = g_steal_pointer (&all);
  g_signal_emit (self, edited, 0, lines);
}

/* Whether there is a sample to take hold of. */
static gboolean
hits (GradusPointTools *self, const PlotReadout *place)
{
  g_autoptr (GArray) all = samples (self);

  return find_sample (all, place) >= 0;
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
    return hits (self, from);
  if (to) {
    edit.tool = MOVE; /* whatever was chosen on the way */
    edit.to = *to;
  }
  do_edit (self, &edit);
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

void
gradus_point_tools_set_viewer (GradusPointTools *self, LabViewer *viewer)
{
  const DataSet *set = viewer ? train_set (self) : NULL;
  bool can = can_edit (viewer, set);

  if (can)
    name_tools (self, set);
  gtk_widget_set_visible (GTK_WIDGET (self), can);
  show_choice (self);
}

void
gradus_point_tools_attach (GradusPointTools *self, GradusRun *run, GradusPlotView *view)
{
  self->run = run;
  self->view = view;
  gradus_plot_pick_add (view, on_picked, self);
}

/* ---- life ---- */

static void
gradus_point_tools_finalize (GObject *object)
{
  g_clear_pointer (&GRADUS_POINT_TOOLS (object)->coming, g_array_unref);
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
