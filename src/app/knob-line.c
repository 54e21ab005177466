/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of a knob: what a hand does to it, and what it shows. */
#include "app/knob-private.h"

#include "app/swatch.h"
#include "base/words.h"
#include "lab/shown.h"

#include <math.h>
#include <string.h>

#define LIVE_DELAY 40     /* ms from a slider's move to the change */
#define RESTART_DELAY 350 /* the same where the run starts anew: wait until the slider rests */

static const LabKnob *
row (GradusKnob *self)
{
  return lab_setup_knob (gradus_run_setup (self->run), self->index);
}

static double
value_of (GradusKnob *self, const GradusKnobLine *line)
{
  return lab_setup_value (gradus_run_setup (self->run), self->index, MAX (line->lane, 0));
}

/* ---- changes ---- */

void
gradus_knob_apply (GradusKnob *self, GradusKnobLine *line, double value)
{
  const LabKnob *knob = row (self);
  BaseError error = { "" };
  bool restarted;

  if (value == value_of (self, line) || isnan (value))
    return;
  if (!gradus_run_set (self->run, line->lane, self->index, value, &restarted, &error)) {
    if (error.text[0])
      gradus_run_say (self->run, error.text, false);
    gradus_knob_refresh (self);
  } else if (restarted) {
    g_autofree char *shown = lab_value_text (knob->param, value);
    g_autofree char *text =
      g_strdup_printf (_("Started anew: %s = %s"), _(knob->label ? knob->label : knob->param->label), shown);

    gradus_run_say (self->run, text, true);
  }
}

static gboolean
on_timer (gpointer data)
{
  GradusKnobLine *line = data;

  line->timer = 0;
  gradus_knob_apply (line->knob, line, line->wanted);
  return G_SOURCE_REMOVE;
}

static void
apply_soon (GradusKnobLine *line, double value)
{
  GradusKnob *self = line->knob;

  line->wanted = value;
  if (line->timer && row (self)->live)
    return;
  g_clear_handle_id (&line->timer, g_source_remove);
  line->timer = g_timeout_add (row (self)->live ? LIVE_DELAY : RESTART_DELAY, on_timer, line);
}

/* ---- sliders move in steps that read well ---- */

static double
to_slider (const LabKnob *knob, double value)
{
  return knob->log ? log10 (MAX (value, 1e-300)) : value;
}

static double
from_slider (const LabKnob *knob, double position)
{
  double value = knob->log ? pow (10, position) : position, unit;

  if (knob->param->kind == PARAM_INT)
    return CLAMP (round (value), knob->min, knob->max);
  unit = knob->log ? pow (10, floor (log10 (MAX (fabs (value), 1e-300))) - 1)
                   : pow (10, floor (log10 (MAX (knob->max - knob->min, 1e-300))) - 2);
  return CLAMP (round (value / unit) * unit, knob->min, knob->max);
}

/* As it stands in an entry: a formula without the quotes that the notation needs. */
static char *
entry_text (GradusKnobLine *line, double value)
{
  char text[PARAM_TEXT_MAX];
  gsize length;

  param_format (row (line->knob)->param, value, text, sizeof text);
  length = strlen (text);
  return length > 1 && text[0] == '"' ? g_strndup (text + 1, length - 2) : g_strdup (text);
}

static void
show_text (GradusKnobLine *line, double value)
{
  g_autofree char *text = line->entry ? entry_text (line, value) : NULL;

  if (text)
    gtk_editable_set_text (GTK_EDITABLE (line->entry), text);
}

static void
show_value_text (GradusKnobLine *line, double value)
{
  char text[PARAM_TEXT_MAX];

  if (line->scale)
    gtk_accessible_update_property (GTK_ACCESSIBLE (line->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                    param_format (row (line->knob)->param, value, text, sizeof text), -1);
}

static void
on_slider (GtkAdjustment *adjustment, GradusKnobLine *line)
{
  double value;

  if (line->knob->updating)
    return;
  value = from_slider (row (line->knob), gtk_adjustment_get_value (adjustment));
  show_text (line, value);
  show_value_text (line, value);
  apply_soon (line, value);
}

void
gradus_knob_enter_line (GradusKnobLine *line)
{
  GradusKnob *self = line->knob;
  BaseError error = { "" };
  double value;

  if (param_parse (row (self)->param, gtk_editable_get_text (GTK_EDITABLE (line->entry)), &value, &error)) {
    gradus_knob_apply (self, line, value);
  } else {
    gtk_widget_add_css_class (line->entry, "error");
    gradus_run_say (self->run, error.text, false);
  }
}

/* What was refused is not refused again. */
static void
on_entry_left (GradusKnobLine *line)
{
  g_autofree char *text = entry_text (line, value_of (line->knob, line));

  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (line->entry))) != 0 && !gtk_widget_has_css_class (line->entry, "error"))
    gradus_knob_enter_line (line);
}

static void
on_entry_changed (GradusKnobLine *line)
{
  gtk_widget_remove_css_class (line->entry, "error");
}

/* In the entry, too, the vertical arrows turn the value up and down. */
static gboolean
on_entry_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GradusKnobLine *line)
{
  double by = key == GDK_KEY_Up ? 1 : key == GDK_KEY_Down ? -1 : key == GDK_KEY_Page_Up ? 10 : key == GDK_KEY_Page_Down ? -10 : 0;

  if (by == 0 || !line->adjustment)
    return GDK_EVENT_PROPAGATE;
  gtk_adjustment_set_value (line->adjustment, gtk_adjustment_get_value (line->adjustment) +
                                                by * gtk_adjustment_get_step_increment (line->adjustment));
  return GDK_EVENT_STOP;
}

static void
on_toggle (GtkSwitch *toggle, GParamSpec *pspec, GradusKnobLine *line)
{
  if (!line->knob->updating)
    gradus_knob_apply (line->knob, line, gtk_switch_get_active (toggle));
}

static void
on_selected (GtkDropDown *choice, GParamSpec *pspec, GradusKnobLine *line)
{
  if (!line->knob->updating)
    gradus_knob_apply (line->knob, line, gtk_drop_down_get_selected (choice));
}

/* ---- making a line ---- */

/* The lane's colour and dash with its name: never the colour alone. Names are equally wide, in two lines if need be, so that the
 * sliders stand under each other. */
static GtkWidget *
lane_label (GradusKnob *self, int lane)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *swatch = gradus_swatch_new (1, &lane);
  const char *text = lab_setup_runs_label (gradus_run_setup (self->run), lane);
  GtkWidget *name = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (name), 2);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (name), 10);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 10);
  gtk_widget_set_tooltip_text (name, text);
  gtk_widget_add_css_class (name, "caption");
  gtk_box_append (GTK_BOX (box), swatch);
  gtk_box_append (GTK_BOX (box), name);
  return box;
}

static bool
has_slider (const LabKnob *knob)
{
  return knob->param->kind != PARAM_FORMULA && isfinite (knob->min) && isfinite (knob->max) && knob->max > knob->min &&
         (knob->log ? knob->min > 0 : knob->max - knob->min <= 1e5);
}

static void
name_it (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* A number, with a slider where there is room for one, or a formula, as wide as there is room. */
static void
add_entry (GradusKnob *self, GradusKnobLine *line, GtkWidget *box, const char *name)
{
  const LabKnob *knob = row (self);
  GtkEventController *focus = gtk_event_controller_focus_new (), *keys = gtk_event_controller_key_new ();

  if (has_slider (knob)) {
    double low = to_slider (knob, knob->min), high = to_slider (knob, knob->max), step = (high - low) / 100;

    if (knob->param->kind == PARAM_INT && !knob->log)
      step = 1;
    line->adjustment = gtk_adjustment_new (low, low, high, step, step * 10, 0);
    line->scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, line->adjustment);
    gtk_scale_set_draw_value (GTK_SCALE (line->scale), FALSE);
    gtk_widget_set_hexpand (line->scale, TRUE);
    gtk_widget_set_size_request (line->scale, 72, -1); /* a long name leaves it that */
    name_it (line->scale, name);
    g_signal_connect (line->adjustment, "value-changed", G_CALLBACK (on_slider), line);
    gtk_box_append (GTK_BOX (box), line->scale);
  }
  line->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (line->entry), 7);
  if (knob->param->kind != PARAM_FORMULA) {
    gtk_editable_set_max_width_chars (GTK_EDITABLE (line->entry), 7);
    gtk_widget_set_halign (line->entry, GTK_ALIGN_END);
    gtk_widget_add_css_class (line->entry, "numeric");
  }
  gtk_widget_set_hexpand (line->entry, line->scale == NULL);
  name_it (line->entry, name);
  g_signal_connect_swapped (line->entry, "activate", G_CALLBACK (gradus_knob_enter_line), line);
  g_signal_connect_swapped (line->entry, "changed", G_CALLBACK (on_entry_changed), line);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_entry_left), line);
  gtk_widget_add_controller (line->entry, focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_entry_key), line);
  gtk_widget_add_controller (line->entry, keys);
  gtk_box_append (GTK_BOX (box), line->entry);
}

static void
add_other (GradusKnob *self, GradusKnobLine *line, GtkWidget *box, const char *name)
{
  const Param *param = row (self)->param;

  if (param->kind == PARAM_BOOL) {
    line->toggle = gtk_switch_new ();
    gtk_widget_set_halign (line->toggle, GTK_ALIGN_END);
    gtk_widget_set_hexpand (line->toggle, TRUE);
    name_it (line->toggle, name);
    g_signal_connect (line->toggle, "notify::active", G_CALLBACK (on_toggle), line);
    gtk_box_append (GTK_BOX (box), line->toggle);
  } else {
    g_auto (GStrv) names = g_strsplit (param->choices, "|", -1);

    for (char **at = names; *at; at++) {
      char *label = g_strdup (lab_choice_label (param, *at));

      g_free (*at);
      *at = label;
    }
    line->choice = gtk_drop_down_new_from_strings ((const char *const *) names);
    gtk_widget_set_hexpand (line->choice, TRUE);
    name_it (line->choice, name);
    g_signal_connect (line->choice, "notify::selected", G_CALLBACK (on_selected), line);
    gtk_box_append (GTK_BOX (box), line->choice);
  }
}

void
gradus_knob_add_line (GradusKnob *self, int lane)
{
  const LabKnob *knob = row (self);
  GradusKnobLine *line = &self->lines[self->n_lines++];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *name = NULL;

  *line = (GradusKnobLine){ .lane = lane, .knob = self };
  name = lane < 0 ? g_strdup (gtk_label_get_text (self->label))
                  : g_strdup_printf (_("%s, %s"), gtk_label_get_text (self->label),
                                     lab_setup_runs_label (gradus_run_setup (self->run), lane));
  if (lane >= 0)
    gtk_box_append (GTK_BOX (box), lane_label (self, lane));
  if (knob->param->kind != PARAM_BOOL && knob->param->kind != PARAM_CHOICE)
    add_entry (self, line, box, name);
  else
    add_other (self, line, box, name);
  gtk_box_append (self->lines_box, box);
}

void
gradus_knob_show_line (GradusKnobLine *line)
{
  double value = value_of (line->knob, line);

  if (line->timer)
    return; /* the hand is on it */
  if (line->adjustment)
    gtk_adjustment_set_value (line->adjustment, to_slider (row (line->knob), value));
  show_text (line, value);
  show_value_text (line, value);
  if (line->toggle)
    gtk_switch_set_active (GTK_SWITCH (line->toggle), value != 0);
  if (line->choice)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (line->choice), (guint) value);
}
