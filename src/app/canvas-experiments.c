/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/canvas-private.h"

#include "base/words.h"

/* The experiments of a lesson that has several, above its plots: one is chosen. */

static void
on_toggled (GtkToggleButton *button, GradusCanvas *self)
{
  if (gtk_toggle_button_get_active (button) && !self->updating)
    gradus_run_choose (self->run, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "index")));
}

static GtkWidget *
add_button (GradusCanvas *self, int index, const LessonExperiment *experiment)
{
  GtkWidget *button = gtk_toggle_button_new (), *label = gtk_label_new (NULL);
  g_autofree char *name = experiment->label ? g_strdup (experiment->label) : g_strdup_printf (_("Experiment %d"), index + 1);

  gtk_label_set_text (GTK_LABEL (label), name);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_tooltip_text (button, name);
  g_object_set_data (G_OBJECT (button), "index", GINT_TO_POINTER (index));
  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), self);
  gtk_box_append (self->experiments, button);
  return button;
}

static void
make_buttons (GradusCanvas *self, const GPtrArray *experiments)
{
  GtkWidget *child, *first = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->experiments))))
    gtk_box_remove (self->experiments, child);
  for (guint i = 0; experiments->len > 1 && i < experiments->len; i++) {
    GtkWidget *button = add_button (self, (int) i, experiments->pdata[i]);

    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
    first = first ? first : button;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->experiments), experiments->len > 1);
}

/* The buttons stay while the lesson does: the keyboard may be at one of them. */
void
gradus_canvas_show_experiments (GradusCanvas *self, gboolean other_lesson)
{
  int index = gradus_run_index (self->run);

  self->updating = TRUE;
  if (other_lesson)
    make_buttons (self, gradus_run_lesson (self->run)->experiments);
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->experiments)); button;
       button = gtk_widget_get_next_sibling (button))
    if (index-- == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  self->updating = FALSE;
}
