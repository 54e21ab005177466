/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/knob-private.h"

#include "base/words.h"
#include "lab/shown.h"

#include <math.h>

G_DEFINE_FINAL_TYPE (GradusKnob, gradus_knob, GTK_TYPE_WIDGET)

/* ---- showing ---- */

/* What is swept has a value of its own in each run: it is told once. */
static void
add_swept (GradusKnob *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (self->lines_box, label);
}

gboolean
gradus_knob_is_changed (GradusKnob *self)
{
  const LabSetup *setup = gradus_run_setup (self->run);

  for (int lane = 0; lane < lab_setup_n_lanes (setup); lane++)
    if (lab_setup_differs (setup, self->index, lane))
      return TRUE;
  return FALSE;
}

/* Where lanes, or pinned runs, have other values. */
static void
show_differences (GradusKnob *self, bool changed)
{
  g_autoptr (GArray) shown = lab_shown (gradus_run_experiment (self->run), NULL);
  bool differs = lab_shown_differs (shown, self->key);
  g_autofree char *values = differs ? lab_shown_values (shown, self->key, false) : NULL;
  g_autofree char *pinned = differs ? lab_shown_values (shown, self->key, true) : g_strdup ("");
  g_autofree char *tip = g_strdup_printf (_("Differs here:\n%s"), values);

  gtk_widget_set_visible (GTK_WIDGET (self->differs), differs);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->differs), tip);
  gtk_label_set_text (self->pinned, pinned);
  gtk_widget_set_visible (GTK_WIDGET (self->pinned), differs && *pinned);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  differs ? tip : changed ? _("Changed") : "", -1);
}

void
gradus_knob_refresh (GradusKnob *self)
{
  gboolean changed;

  if (!gradus_run_setup (self->run))
    return;
  changed = gradus_knob_is_changed (self);
  self->updating = TRUE;
  for (int i = 0; i < self->n_lines; i++)
    gradus_knob_show_line (&self->lines[i]);
  self->updating = FALSE;
  gtk_widget_set_visible (self->dot, changed);
  gtk_widget_set_visible (self->restore, changed);
  show_differences (self, changed);
}

void
gradus_knob_enter (GradusKnob *self, int line, const char *text)
{
  g_return_if_fail (line < self->n_lines && self->lines[line].entry);
  gtk_editable_set_text (GTK_EDITABLE (self->lines[line].entry), text);
  gradus_knob_enter_line (&self->lines[line]);
}

void
gradus_knob_restore (GradusKnob *self)
{
  LabSetup *setup = gradus_run_setup (self->run);

  for (int i = 0; setup && i < self->n_lines; i++)
    gradus_knob_apply (self, &self->lines[i], lab_setup_lesson_value (setup, self->index, MAX (self->lines[i].lane, 0)));
}

gboolean
gradus_knob_focus (GradusKnob *self)
{
  const GradusKnobLine *line = &self->lines[0]; /* none where the setting is swept */
  GtkWidget *widget = line->scale ? line->scale : line->entry ? line->entry : line->toggle ? line->toggle : line->choice;

  return widget && gtk_widget_grab_focus (widget);
}

const char *
gradus_knob_get_key (GradusKnob *self)
{
  return self->key;
}

/* ---- life ---- */

static void
gradus_knob_dispose (GObject *object)
{
  GradusKnob *self = GRADUS_KNOB (object);

  for (int i = 0; i < self->n_lines; i++)
    g_clear_handle_id (&self->lines[i].timer, g_source_remove);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->run);
  g_clear_pointer (&self->key, g_free);
  G_OBJECT_CLASS (gradus_knob_parent_class)->dispose (object);
}

static void
gradus_knob_class_init (GradusKnobClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_knob_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "knob");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/knob.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusKnob, content);
  gtk_widget_class_bind_template_child (widget_class, GradusKnob, label);
  gtk_widget_class_bind_template_child (widget_class, GradusKnob, lines_box);
  gtk_widget_class_bind_template_child (widget_class, GradusKnob, differs);
  gtk_widget_class_bind_template_child (widget_class, GradusKnob, pinned);
  gtk_widget_class_bind_template_child (widget_class, GradusKnob, dot);
  gtk_widget_class_bind_template_child (widget_class, GradusKnob, restore);
  gtk_widget_class_bind_template_child (widget_class, GradusKnob, restarts);
  gtk_widget_class_bind_template_callback (widget_class, gradus_knob_restore);
}

static void
gradus_knob_init (GradusKnob *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gradus_knob_new (GradusRun *run, int index)
{
  GradusKnob *self = g_object_new (GRADUS_TYPE_KNOB, NULL);
  const LabKnob *knob = lab_setup_knob (gradus_run_setup (run), index);
  g_autofree char *name = NULL, *swept = NULL;

  self->run = g_object_ref (run);
  self->index = index;
  self->key = g_strdup (knob->key);
  name = knob->param->unit ? g_strdup_printf ("%s (%s)", _(knob->label ? knob->label : knob->param->label), _(knob->param->unit))
                           : g_strdup (_(knob->label ? knob->label : knob->param->label));
  gtk_label_set_text (self->label, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), knob->key);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  swept = lab_swept_text (gradus_run_setup (run), knob->key);
  gtk_widget_set_visible (self->restarts, !knob->live && !swept);
  if (swept)
    add_swept (self, swept);
  for (int lane = 0; !swept && knob->per_lane && lane < lab_setup_n_lanes (gradus_run_setup (run)); lane++)
    if (lab_setup_first_run (gradus_run_setup (run), lane) == lane && /* which has what all its runs have, */
        !isnan (lab_setup_value (gradus_run_setup (run), index, lane))) /* such a setting */
      gradus_knob_add_line (self, lane);
  if (!swept && !knob->per_lane)
    gradus_knob_add_line (self, -1);
  gradus_knob_refresh (self);
  return GTK_WIDGET (self);
}
