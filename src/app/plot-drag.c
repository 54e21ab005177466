/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/plot-drag.h"

#include <math.h>

typedef struct {
  GradusPlotView *view;
  GradusPlotDragged dragged;
  gpointer data;
  char *key; /* of what is being dragged; NULL: nothing */
  int panel;
  double value;
} Drag;

static void
on_begin (GtkGestureDrag *gesture, double x, double y, Drag *drag)
{
  GradusShown shown = gradus_plot_view_shown (drag->view);
  PlotReadout readout;

  g_clear_pointer (&drag->key, g_free);
  drag->key = shown.figure ? g_strdup (plot_figure_grip (shown.figure, &shown.box, &shown.theme, x, y)) : NULL;
  if (drag->key && plot_figure_hit (shown.figure, &shown.box, &shown.theme, x, y, &readout)) {
    drag->panel = readout.panel;
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  }
  drag->value = NAN;
}

/* Beside the panel the value stays what it was. */
static void
on_update (GtkGestureDrag *gesture, double dx, double dy, Drag *drag)
{
  GradusShown shown = gradus_plot_view_shown (drag->view);
  PlotReadout readout;
  double x, y;

  if (!drag->key || !shown.figure || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  if (!plot_figure_hit (shown.figure, &shown.box, &shown.theme, x + dx, y, &readout) || readout.panel != drag->panel)
    return;
  drag->value = readout.x;
  drag->dragged (drag->key, drag->value, FALSE, drag->data);
}

static void
on_end (GtkGestureDrag *gesture, double dx, double dy, Drag *drag)
{
  if (drag->key && !isnan (drag->value))
    drag->dragged (drag->key, drag->value, TRUE, drag->data);
  g_clear_pointer (&drag->key, g_free);
}

static void
drag_free (gpointer data, GClosure *closure)
{
  Drag *drag = data;

  g_free (drag->key);
  g_free (drag);
}

void
gradus_plot_drag_add (GradusPlotView *view, GradusPlotDragged dragged, gpointer data)
{
  GtkGesture *gesture = gtk_gesture_drag_new ();
  Drag *drag = g_new0 (Drag, 1);

  *drag = (Drag){ view, dragged, data, NULL, -1, NAN };
  g_signal_connect_data (gesture, "drag-begin", G_CALLBACK (on_begin), drag, drag_free, 0);
  g_signal_connect (gesture, "drag-update", G_CALLBACK (on_update), drag);
  g_signal_connect (gesture, "drag-end", G_CALLBACK (on_end), drag);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (gesture));
}
