/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/canvas-private.h"

#include "base/param.h"
#include "base/words.h"

/* Five ways of looking that every lesson offers. */

/* Short: five of them share the width of the plot. */
static const char *const lens_names[LAB_N_LENSES] = {
  N_ ("Activations"), N_ ("Gradients"), N_ ("Saturation"), N_ ("Learning rate"), N_ ("Occlusion"),
};

void
gradus_canvas_mark_lens (GradusCanvas *self, int lens)
{
  self->lens = lens;
  self->updating = TRUE;
  for (int i = 0; i < LAB_N_LENSES; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->lens_buttons[i]), i == lens);
  self->updating = FALSE;
}

/* Where a lens applies that asks for nothing but training. */
#define TRAINING "learning-rate-extremes"

static void
refuse (GradusCanvas *self, const LabView *view, const char *why)
{
  adw_status_page_set_title (self->refusal, _(view->entry.label));
  adw_status_page_set_description (self->refusal, why);
  self->refusal_lesson = view->lesson ? view->lesson : TRAINING;
  gtk_widget_set_visible (self->caption_row, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "refusal");
}

/* A lens that one of the lesson's own views already shows is that view. */
static int
lens_slot (GradusCanvas *self, int lens, const LabView *view, BaseError *error)
{
  int slot = LENS_SLOT + lens;

  for (int i = 0; i < self->n_views; i++)
    if (lab_viewer_view (self->slots[i]) == view)
      return i;
  if (!self->slots[slot]) {
    self->slots[slot] = lab_viewer_new_named (gradus_run_experiment (self->run), view->entry.name, error);
    gradus_canvas_meet (self, slot);
  }
  gradus_canvas_give_parts (self, slot);
  return self->slots[slot] ? slot : -1;
}

void
gradus_canvas_set_lens (GradusCanvas *self, int lens)
{
  LabExperiment *experiment = self->run ? gradus_run_experiment (self->run) : NULL;
  const LabView *view;
  const char *why;
  BaseError error = { "" };
  int slot;

  if (!experiment || self->n_views == 0)
    return;
  if (lens < 0 || lens == self->lens) {
    gradus_canvas_mark_lens (self, -1);
    gradus_canvas_show_slot (self, self->home);
    return;
  }
  gradus_canvas_mark_lens (self, lens);
  view = lab_lens_view (lens, experiment);
  why = lab_view_refuses (view, experiment);
  if (!why && view->rates && !gradus_run_try_rates (self->run))
    why = _("Here are too many samples to train at other learning rates beside this one.");
  slot = why ? -1 : lens_slot (self, lens, view, &error);
  if (slot < 0)
    refuse (self, view, why ? why : error.text);
  else
    gradus_canvas_show_slot (self, slot);
}

void
gradus_canvas_ask_lens (GradusCanvas *self)
{
  int lens = self->lens;

  if (lens < 0 || !g_str_equal (gradus_canvas_get_page (self), "refusal"))
    return;
  gradus_canvas_mark_lens (self, -1);
  gradus_canvas_set_lens (self, lens);
}

static void
on_lens (GtkToggleButton *button, GradusCanvas *self)
{
  if (self->updating)
    return;
  for (int i = 0; i < LAB_N_LENSES; i++)
    if (self->lens_buttons[i] == GTK_WIDGET (button))
      gradus_canvas_set_lens (self, gtk_toggle_button_get_active (button) ? i : -1);
}

void
gradus_canvas_make_lenses (GradusCanvas *self)
{
  for (int i = 0; i < LAB_N_LENSES; i++) {
    const LabView *view = (const LabView *) base_registry_find (&lab_views, lab_lenses[i]);
    const char *name = _(lens_names[i]);
    GtkWidget *button = gtk_toggle_button_new (), *label = gtk_label_new (name);
    g_autofree char *tip = g_strdup_printf ("%s (%d)", _(view->entry.summary), i + 1);

    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_button_set_child (GTK_BUTTON (button), label);
    gtk_widget_set_tooltip_text (button, tip);
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    gtk_widget_set_hexpand (button, TRUE);
    g_signal_connect (button, "toggled", G_CALLBACK (on_lens), self);
    self->lens_buttons[i] = button;
    gtk_box_append (self->lenses, button);
  }
}

int
gradus_canvas_get_lens (GradusCanvas *self)
{
  return self->lens;
}
