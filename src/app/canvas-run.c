/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canvas follows its run: pictures while it goes, other views with another experiment. */
#include "app/canvas-private.h"

#include <string.h>

/* ---- pictures ---- */

/* What probes may take of a processor while lanes train; the rest is for those. */
static double
share_of (GradusCanvas *self, GradusPlotView *view)
{
  return !gradus_run_status (self->run).running ? 1 : view == self->large ? 0.12 : 0.02;
}

bool
gradus_canvas_draw_slot (GradusCanvas *self, int slot, GradusPlotView *view, bool again)
{
  LabViewer *viewer = self->slots[slot];
  const TrainSnapshot *snapshot = gradus_run_snapshot (self->run);
  guint serial;

  if (!viewer || !snapshot)
    return false;
  lab_viewer_request (viewer, snapshot, share_of (self, view));
  serial = lab_viewer_serial (viewer);
  if (!again && serial == self->serials[slot])
    return false;
  self->serials[slot] = serial;
  gradus_plot_view_set_figure (view, lab_viewer_figure (viewer, snapshot));
  return true;
}

static bool
draw_large (GradusCanvas *self)
{
  return self->slot >= 0 && gradus_canvas_draw_slot (self, self->slot, self->large, false);
}

/* The small plots take turns. */
static bool
draw_one_small (GradusCanvas *self)
{
  bool drawn = false;

  for (int i = 0; i < self->n_small && !drawn; i++) {
    self->next_small = (self->next_small + 1) % self->n_small;
    drawn = gradus_canvas_draw_slot (self, self->strip_slots[self->next_small], self->small[self->next_small], false);
  }
  return drawn;
}

/* While it runs a frame is kept short, for lanes want the processors: one plot in each, twice the large one and then a small
 * one. Who has no news leaves its turn to the others. */
static void
draw_one (GradusCanvas *self)
{
  if (gradus_run_turn (self->run) == 0 && draw_one_small (self))
    return;
  if (!draw_large (self))
    draw_one_small (self);
}

static void
on_frame (GradusCanvas *self)
{
  if (gradus_run_status (self->run).running) {
    draw_one (self);
    return;
  }
  draw_large (self);
  for (int i = 0; i < self->n_small; i++)
    gradus_canvas_draw_slot (self, self->strip_slots[i], self->small[i], false);
  gradus_plot_view_describe (self->large);
}

void
gradus_canvas_refresh (GradusCanvas *self)
{
  if (self->slot >= 0)
    gradus_canvas_draw_slot (self, self->slot, self->large, true);
  for (int i = 0; i < self->n_small; i++)
    gradus_canvas_draw_slot (self, self->strip_slots[i], self->small[i], true);
}

/* ---- experiments come and go ---- */

void
gradus_canvas_forget (GradusCanvas *self)
{
  if (self->settings)
    gradus_view_settings_set_viewer (self->settings, NULL);
  for (int i = 0; i < N_SLOTS; i++)
    g_clear_pointer (&self->slots[i], lab_viewer_free);
  memset (self->serials, 0xff, sizeof self->serials); /* none that the next viewer could have, too */
  self->slot = -1;
}

static void
on_failed (GradusCanvas *self, const char *message)
{
  if (gradus_run_experiment (self->run)) {
    gradus_run_say (self->run, message, false);
    if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "opening"))
      gradus_canvas_show_slot (self, self->slot);
    return;
  }
  adw_status_page_set_description (self->failed, message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

/* Views that cannot be made are left out; what is wrong with them is said once. */
static void
make_views (GradusCanvas *self)
{
  const LessonExperiment *notation =
    gradus_run_lesson (self->run)->experiments->pdata[gradus_run_index (self->run)];
  BaseError error = { "" };

  self->n_views = 0;
  for (guint i = 0; i < notation->views->len && self->n_views < MAX_VIEWS; i++) {
    LabViewer *viewer = lab_viewer_new (gradus_run_experiment (self->run), notation->views->pdata[i], &error);

    if (viewer)
      self->slots[self->n_views++] = viewer;
  }
  if (self->n_views == 0)
    self->slots[0] = lab_viewer_new_named (gradus_run_experiment (self->run), "curve", &error);
  self->n_views = MAX (self->n_views, self->slots[0] != NULL);
  for (int i = 0; i < self->n_views; i++)
    gradus_canvas_meet (self, i);
  if (error.text[0])
    gradus_run_say (self->run, error.text, false);
}

/* The lesson's first; but before the first step a curve is one point, while a view with a probe (a boundary, samples, a map)
 * has all to show. */
static int
first_view (GradusCanvas *self)
{
  for (int i = 0; i < self->n_views && lab_viewer_view (self->slots[0])->over_steps; i++)
    if (lab_viewer_view (self->slots[i])->probe)
      return i;
  return 0;
}

static void
on_opened (GradusCanvas *self)
{
  const Lesson *lesson = gradus_run_lesson (self->run);
  int lens = self->lens;
  bool other_lesson = g_strcmp0 (lesson->path, self->lesson) != 0;

  if (other_lesson || gradus_run_index (self->run) != self->experiment)
    memset (self->kept, 0, sizeof self->kept);
  make_views (self);
  gradus_canvas_show_experiments (self, other_lesson);
  if (other_lesson || gradus_run_index (self->run) != self->experiment || self->home >= self->n_views) {
    self->home = first_view (self);
    lens = -1;
    gtk_menu_button_popdown (GTK_MENU_BUTTON (self->settings_button)); /* it would keep the keyboard */
  }
  g_free (self->lesson);
  self->lesson = g_strdup (lesson->path);
  self->experiment = gradus_run_index (self->run);
  if (self->n_views == 0) {
    gtk_stack_set_visible_child_name (self->stack, "empty");
    return;
  }
  gradus_canvas_mark_lens (self, -1);
  gradus_canvas_show_slot (self, self->home);
  if (lens >= 0)
    gradus_canvas_set_lens (self, lens);
}

void
gradus_canvas_give_parts (GradusCanvas *self, int slot)
{
  GPtrArray *parts = gradus_run_parts (self->run);
  const LabView *view = self->slots[slot] ? lab_viewer_view (self->slots[slot]) : NULL;

  if (!view || !view->across)
    return;
  lab_viewer_clear_parts (self->slots[slot]);
  for (guint i = 0; i < parts->len && (view->rates || !gradus_run_tries_rates (self->run)); i++)
    lab_viewer_add_part (self->slots[slot], parts->pdata[i]);
}

static void
on_parts (GradusCanvas *self)
{
  for (int slot = 0; slot < N_SLOTS; slot++)
    gradus_canvas_give_parts (self, slot);
}

static void
on_status (GradusCanvas *self)
{
  if (gradus_run_experiment (self->run) && !gradus_run_opens_slowly (self->run))
    return;
  if (gradus_run_is_opening (self->run))
    gtk_stack_set_visible_child_name (self->stack, "opening");
  else if (!g_str_equal (gtk_stack_get_visible_child_name (self->stack), "failed"))
    gtk_stack_set_visible_child_name (self->stack, "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->strip), FALSE);
  gtk_widget_set_visible (self->caption_row, FALSE);
}

void
gradus_canvas_set_run (GradusCanvas *self, GradusRun *run)
{
  g_return_if_fail (!self->run);
  self->run = g_object_ref (run);
  gradus_run_attach (run, GTK_WIDGET (self));
  g_signal_connect_object (run, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "closing", G_CALLBACK (gradus_canvas_forget), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "parts", G_CALLBACK (on_parts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "status", G_CALLBACK (on_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "pins", G_CALLBACK (gradus_canvas_ask_lens), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "values", G_CALLBACK (gradus_canvas_ask_lens), self, G_CONNECT_SWAPPED);
  gradus_canvas_make_arithmetic (self);
}
