/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A click into the large plot, or Return at its cursor, opens the arithmetic of what stands there, or a run. */
#include "app/canvas-private.h"

#include <math.h>

#define REACH 30 /* px from a line: farther off a click only takes the focus */
#define STILL 6  /* px that a pointer may move in a click */

/* What the cursor of the large plot stands at. */
static gboolean
find_subject (GradusCanvas *self, LabSubject *subject)
{
  const GradusReadout *cursor = gradus_plot_view_cursor (self->large);
  const PlotFigure *figure = gradus_plot_view_get_figure (self->large);
  const TrainSnapshot *snapshot = self->run ? gradus_run_snapshot (self->run) : NULL;

  return cursor->there && figure && snapshot && self->slot >= 0 &&
         lab_viewer_subject (self->slots[self->slot], figure, &cursor->now, snapshot, subject);
}

/* Whether it stands at one of several runs. */
static gboolean
find_run (GradusCanvas *self, LabExperiment **experiment, int *lane)
{
  const GradusReadout *cursor = gradus_plot_view_cursor (self->large);
  const PlotFigure *figure = gradus_plot_view_get_figure (self->large);

  return cursor->there && figure && self->slot >= 0 && lab_viewer_run (self->slots[self->slot], figure, &cursor->now, experiment, lane);
}

/* A view that compares runs has nothing to say of one: another takes its place. */
static gboolean
open_run (GradusCanvas *self)
{
  LabExperiment *experiment;
  int lane;

  if (!find_run (self, &experiment, &lane))
    return FALSE;
  gradus_run_single_out (self->run, lab_experiment_setup (experiment), lane);
  for (int slot = 0; slot < self->n_views; slot++)
    if (!lab_viewer_view (self->slots[slot])->across) {
      self->home = slot;
      gradus_canvas_mark_lens (self, -1);
      gradus_canvas_show_slot (self, slot);
      break;
    }
  return TRUE;
}

/* The readout may be of an axis, where no mark is. */
static gboolean
is_near (const PlotFigure *figure, const GradusReadout *cursor)
{
  const PlotMark *mark = cursor->now.mark >= 0 ? &figure->panels[cursor->now.panel].marks[cursor->now.mark] : NULL;

  return mark && (mark->cells || mark->width > 0 || hypot (cursor->now.point_x - cursor->x, cursor->now.point_y - cursor->y) <= REACH);
}

/* A hand where a click opens something. */
static void
on_motion (GtkEventControllerMotion *controller, double x, double y, GradusCanvas *self)
{
  const GradusReadout *cursor = gradus_plot_view_cursor (self->large);
  LabSubject subject;
  LabExperiment *experiment;
  int lane;
  gboolean there = cursor->there && is_near (gradus_plot_view_get_figure (self->large), cursor) &&
                   (find_subject (self, &subject) || find_run (self, &experiment, &lane));

  if (there != self->points) {
    self->points = there;
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self->large), there ? "pointer" : NULL);
  }
}

static void
on_pressed (GtkGestureClick *gesture, int n, double x, double y, GradusCanvas *self)
{
  self->press_x = x;
  self->press_y = y;
}

static void
on_released (GtkGestureClick *gesture, int n, double x, double y, GradusCanvas *self)
{
  GradusShown shown = gradus_plot_view_shown (self->large);
  GradusReadout *cursor = gradus_plot_view_cursor (self->large);
  LabSubject subject;
  gboolean clicked;

  gradus_readout_read (cursor, &shown, x, y);
  clicked = hypot (x - self->press_x, y - self->press_y) <= STILL && cursor->there && is_near (shown.figure, cursor);
  if (clicked && open_run (self))
    return;
  if (clicked && find_subject (self, &subject))
    gradus_arithmetic_show (self->arithmetic, &subject, x, y, FALSE);
  else
    gradus_arithmetic_close (self->arithmetic);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GradusCanvas *self)
{
  const GradusReadout *cursor = gradus_plot_view_cursor (self->large);
  LabSubject subject;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Escape && gtk_widget_get_visible (GTK_WIDGET (self->arithmetic))) {
    gtk_widget_grab_focus (GTK_WIDGET (self->large));
    gradus_arithmetic_close (self->arithmetic);
    return GDK_EVENT_STOP;
  }
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || !gtk_widget_is_focus (GTK_WIDGET (self->large)))
    return GDK_EVENT_PROPAGATE;
  if (open_run (self))
    return GDK_EVENT_STOP;
  if (!find_subject (self, &subject))
    return GDK_EVENT_PROPAGATE;
  gradus_arithmetic_show (self->arithmetic, &subject, cursor->now.point_x, cursor->now.point_y, TRUE);
  return GDK_EVENT_STOP;
}

void
gradus_canvas_make_arithmetic (GradusCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *key = gtk_event_controller_key_new (), *motion = gtk_event_controller_motion_new ();

  self->arithmetic = gradus_arithmetic_new (GTK_WIDGET (self->large), self->run);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self->large), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self->large), motion);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE); /* before the cursor and a popover take the key */
  gtk_widget_add_controller (GTK_WIDGET (self->large), key);
  g_signal_connect_object (self, "shown", G_CALLBACK (gradus_arithmetic_close), self->arithmetic, G_CONNECT_SWAPPED);
}

GradusArithmetic *
gradus_canvas_get_arithmetic (GradusCanvas *self)
{
  return self->arithmetic;
}
