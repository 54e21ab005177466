/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/view-settings.h"

#include "base/words.h"
#include "lab/setup.h"
#include "lab/viewer.h"

struct _GradusViewSettings {
  GtkWidget parent;
  GtkWidget *body, *help, *grid;
  LabViewer *viewer;
  int n;
};

G_DEFINE_FINAL_TYPE (GradusViewSettings, gradus_view_settings, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

gboolean
gradus_view_settings_change (GradusViewSettings *self, int index, double value)
{
  const Param *param;
  char text[128];

  if (!self->viewer || index < 0 || index >= self->n)
    return FALSE;
  param = &lab_viewer_params (self->viewer)[index];
  if (!lab_viewer_set (self->viewer, param->name, param_format (param, value, text, sizeof text), NULL))
    return FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

static int
index_of (GObject *widget)
{
  return GPOINTER_TO_INT (g_object_get_data (widget, "index"));
}

static void
on_spin (GtkSpinButton *spin, GradusViewSettings *self)
{
  gradus_view_settings_change (self, index_of (G_OBJECT (spin)), gtk_spin_button_get_value (spin));
}

static void
on_choice (GtkDropDown *choice, GParamSpec *pspec, GradusViewSettings *self)
{
  gradus_view_settings_change (self, index_of (G_OBJECT (choice)), gtk_drop_down_get_selected (choice));
}

static void
on_switch (GtkSwitch *toggle, GParamSpec *pspec, GradusViewSettings *self)
{
  gradus_view_settings_change (self, index_of (G_OBJECT (toggle)), gtk_switch_get_active (toggle));
}

/* Shows the value before it listens. */
static GtkWidget *
editor (GradusViewSettings *self, const Param *param, double value)
{
  GtkWidget *widget;

  if (param->kind == PARAM_CHOICE) {
    g_auto (GStrv) names = g_strsplit (param->choices, "|", -1);

    for (char **at = names; *at; at++) {
      char *label = g_strdup (lab_choice_label (param, *at));

      g_free (*at);
      *at = label;
    }
    widget = gtk_drop_down_new_from_strings ((const char *const *) names);
    gtk_drop_down_set_selected (GTK_DROP_DOWN (widget), (guint) value);
    g_signal_connect (widget, "notify::selected", G_CALLBACK (on_choice), self);
  } else if (param->kind == PARAM_BOOL) {
    widget = gtk_switch_new ();
    gtk_widget_set_halign (widget, GTK_ALIGN_END);
    gtk_switch_set_active (GTK_SWITCH (widget), value != 0);
    g_signal_connect (widget, "notify::active", G_CALLBACK (on_switch), self);
  } else {
    double step = param->kind == PARAM_INT ? 1 : (param->max - param->min) / 100;

    widget = gtk_spin_button_new_with_range (param->min, param->max, step);
    gtk_spin_button_set_digits (GTK_SPIN_BUTTON (widget), param->kind == PARAM_INT ? 0 : 3);
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (widget), value);
    g_signal_connect (widget, "value-changed", G_CALLBACK (on_spin), self);
  }
  return widget;
}

static void
add_row (GradusViewSettings *self, int index, const Param *param, double value)
{
  g_autofree char *name =
    param->unit ? g_strdup_printf ("%s (%s)", _(param->label), _(param->unit)) : g_strdup (_(param->label));
  GtkWidget *label = gtk_label_new (name), *widget = editor (self, param, value);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  g_object_set_data (G_OBJECT (widget), "index", GINT_TO_POINTER (index));
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_grid_attach (GTK_GRID (self->grid), label, 0, index, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), widget, 1, index, 1, 1);
}

void
gradus_view_settings_set_viewer (GradusViewSettings *self, LabViewer *viewer)
{
  const Param *params = viewer ? lab_viewer_params (viewer) : NULL;
  GtkWidget *child;

  if (viewer && viewer == self->viewer)
    return;
  self->viewer = NULL;
  while ((child = gtk_widget_get_first_child (self->grid)))
    gtk_grid_remove (GTK_GRID (self->grid), child);
  gtk_label_set_text (GTK_LABEL (self->help), viewer ? _(lab_viewer_view (viewer)->help) : "");
  self->n = params_count (params);
  for (int i = 0; i < self->n; i++)
    if (params[i].kind != PARAM_CHOICE || params[i].max > 0) /* there is something to choose */
      add_row (self, i, &params[i], viewer->values[i]);
  self->viewer = viewer;
}

static void
gradus_view_settings_dispose (GObject *object)
{
  g_clear_pointer (&GRADUS_VIEW_SETTINGS (object)->body, gtk_widget_unparent);
  G_OBJECT_CLASS (gradus_view_settings_parent_class)->dispose (object);
}

static void
gradus_view_settings_class_init (GradusViewSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_view_settings_dispose;
  signals[CHANGED] =
    g_signal_new ("changed", GRADUS_TYPE_VIEW_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
gradus_view_settings_init (GradusViewSettings *self)
{
  self->help = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->help), TRUE);
  gtk_widget_set_size_request (self->help, 400, -1); /* of one width, so that its height is known */
  gtk_label_set_max_width_chars (GTK_LABEL (self->help), 20);
  gtk_label_set_xalign (GTK_LABEL (self->help), 0);
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 18);
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  gtk_box_append (GTK_BOX (self->body), self->help);
  gtk_box_append (GTK_BOX (self->body), self->grid);
  gtk_widget_set_parent (self->body, GTK_WIDGET (self));
}
