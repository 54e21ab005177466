/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/controls.h"

#include "app/pin-list.h"
#include "base/param.h"
#include "base/words.h"
#include "lab/shown.h"

#include <adwaita.h>

struct _GradusControls {
  GtkWidget parent;
  GtkWidget *content;
  GradusPinList *pins;
  GtkBox *body;

  GradusRun *run;
  GPtrArray *knobs;     /* of GradusKnob, borrowed from body */
  GPtrArray *expanders; /* of groups, borrowed from body */
  char *made_for;   /* which settings the rows stand for */
};

G_DEFINE_FINAL_TYPE (GradusControls, gradus_controls, GTK_TYPE_WIDGET)

static const struct {
  const char *name, *label;
} groups[] = {
  { "calculator", N_ ("Calculator") }, { "data", N_ ("Data") }, { "network", N_ ("Network") }, { "loss", N_ ("Loss") },
  { "optimizer", N_ ("Optimizer") }, { "schedule", N_ ("Schedule") }, { "regularizer", N_ ("Regularization") },
  { "run", N_ ("Run") },
};

static const char *
group_label (const char *name)
{
  gsize i = 0;

  while (i + 1 < G_N_ELEMENTS (groups) && !g_str_equal (groups[i].name, name))
    i++;
  return _(groups[i].label);
}

/* "seed" has its own place under the plots. */
static bool
belongs (const LabKnob *knob, const char *group)
{
  return knob->control < 0 && g_str_equal (knob->group, group) && !g_str_equal (knob->key, "seed");
}

/* "≠" behind the name of a group in which lanes or pinned runs differ. */
static void
mark_group (GradusControls *self, GtkExpander *expander, const GPtrArray *keys)
{
  const LabSetup *setup = gradus_run_setup (self->run);
  const char *group = gtk_widget_get_name (GTK_WIDGET (expander));
  g_autoptr (GPtrArray) here = g_ptr_array_new ();
  g_autofree char *labels = NULL, *tip = NULL, *name = NULL;

  for (guint i = 0; i < keys->len; i++)
    if (belongs (lab_setup_knob (setup, lab_setup_find_knob (setup, keys->pdata[i])), group))
      g_ptr_array_add (here, keys->pdata[i]);
  labels = lab_setting_labels (setup, here);
  tip = here->len ? g_strdup_printf (_("Differs in: %s"), labels) : NULL;
  name = g_strdup_printf (here->len ? "%s  ≠" : "%s", group_label (group));
  gtk_expander_set_label (expander, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (expander), tip);
}

static void
mark_groups (GradusControls *self)
{
  g_autoptr (GArray) shown = lab_shown (gradus_run_experiment (self->run), NULL);
  g_autoptr (GPtrArray) keys = lab_shown_differences (shown);

  for (guint i = 0; i < self->expanders->len; i++)
    mark_group (self, self->expanders->pdata[i], keys);
}

static void
refresh (GradusControls *self)
{
  if (!gradus_run_experiment (self->run))
    return;
  mark_groups (self);
  for (guint i = 0; i < self->knobs->len; i++)
    gradus_knob_refresh (self->knobs->pdata[i]);
}

static void
add_knob (GradusControls *self, GtkBox *box, int index)
{
  GtkWidget *knob = gradus_knob_new (self->run, index);

  g_ptr_array_add (self->knobs, knob);
  gtk_box_append (box, knob);
}

static GtkWidget *
heading (const char *text)
{
  GtkWidget *label =
    g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "label", text, "xalign", 0.0f, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, 2, -1);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

/* The lesson's own, in the lesson's order. */
static void
add_lesson_knobs (GradusControls *self, const LabSetup *setup)
{
  int n = lab_setup_n_knobs (setup);

  for (int place = 0; place < n; place++)
    for (int i = 0; i < n; i++)
      if (lab_setup_knob (setup, i)->control == place) {
        if (place == 0)
          gtk_box_append (self->body, heading (_("This experiment")));
        add_knob (self, self->body, i);
      }
}

static gboolean
has_group (const LabSetup *setup, const char *group)
{
  for (int i = 0; i < lab_setup_n_knobs (setup); i++)
    if (belongs (lab_setup_knob (setup, i), group))
      return TRUE;
  return FALSE;
}

/* A group gets its rows when it is opened for the first time: there are many, and most are never seen. */
static void
fill_group (GtkExpander *expander, GParamSpec *property, GradusControls *self)
{
  const LabSetup *setup = gradus_run_setup (self->run);
  const char *group = gtk_widget_get_name (GTK_WIDGET (expander));
  GtkWidget *box;

  if (gtk_expander_get_child (expander) || !setup)
    return;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (box, "group");
  for (int i = 0; i < lab_setup_n_knobs (setup); i++)
    if (belongs (lab_setup_knob (setup, i), group))
      add_knob (self, GTK_BOX (box), i);
  gtk_expander_set_child (expander, box);
}

static void
fill_groups (GradusControls *self)
{
  for (guint i = 0; i < self->expanders->len; i++)
    fill_group (self->expanders->pdata[i], NULL, self);
}

static void
add_group (GradusControls *self, const char *group, const char *label)
{
  GtkWidget *expander = gtk_expander_new (label);

  gtk_widget_set_name (expander, group);
  gtk_widget_add_css_class (expander, "knob-group");
  g_signal_connect (expander, "notify::expanded", G_CALLBACK (fill_group), self);
  g_ptr_array_add (self->expanders, expander);
  gtk_box_append (self->body, expander);
}

/* Rows are kept while the settings are of the same kind, so that a slider is not torn from under the hand. */
static char *
signature (const LabSetup *setup, const Lesson *lesson)
{
  GString *text = g_string_new (lesson->language);

  g_string_append_printf (text, "/%s/%d", lesson->id, lab_setup_n_lanes (setup));
  for (int i = 0; i < lab_setup_n_knobs (setup); i++)
    g_string_append_printf (text, "/%s", lab_setup_knob (setup, i)->key);
  return g_string_free (text, FALSE);
}

static void
on_opened (GradusControls *self)
{
  const LabSetup *setup = gradus_run_setup (self->run);
  g_autofree char *text = signature (setup, gradus_run_lesson (self->run));
  GtkWidget *child;

  if (g_strcmp0 (text, self->made_for) == 0) {
    refresh (self);
    return;
  }
  g_free (self->made_for);
  self->made_for = g_steal_pointer (&text);
  g_ptr_array_set_size (self->knobs, 0);
  g_ptr_array_set_size (self->expanders, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->body))))
    gtk_box_remove (self->body, child);
  add_lesson_knobs (self, setup);
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (has_group (setup, groups[i].name))
      add_group (self, groups[i].name, _(groups[i].label));
  mark_groups (self);
}

static void
gradus_controls_dispose (GObject *object)
{
  GradusControls *self = GRADUS_CONTROLS (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->knobs, g_ptr_array_unref);
  g_clear_pointer (&self->expanders, g_ptr_array_unref);
  g_clear_object (&self->run);
  g_clear_pointer (&self->made_for, g_free);
  G_OBJECT_CLASS (gradus_controls_parent_class)->dispose (object);
}

static void
gradus_controls_class_init (GradusControlsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_controls_dispose;
  g_type_ensure (GRADUS_TYPE_PIN_LIST);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "controls");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/controls.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusControls, content);
  gtk_widget_class_bind_template_child (widget_class, GradusControls, pins);
  gtk_widget_class_bind_template_child (widget_class, GradusControls, body);
}

static void
gradus_controls_init (GradusControls *self)
{
  self->knobs = g_ptr_array_new ();
  self->expanders = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
gradus_controls_set_run (GradusControls *self, GradusRun *run)
{
  g_return_if_fail (!self->run);
  self->run = g_object_ref (run);
  gradus_pin_list_set_run (self->pins, run);
  g_signal_connect_object (run, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "values", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "pins", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}

gboolean
gradus_controls_focus (GradusControls *self)
{
  return gtk_widget_get_mapped (GTK_WIDGET (self)) && self->knobs->len > 0 &&
         gradus_knob_focus (self->knobs->pdata[0]);
}

GradusKnob *
gradus_controls_find (GradusControls *self, const char *key)
{
  fill_groups (self);
  for (guint i = 0; i < self->knobs->len; i++)
    if (g_strcmp0 (gradus_knob_get_key (self->knobs->pdata[i]), key) == 0)
      return self->knobs->pdata[i];
  return NULL;
}
