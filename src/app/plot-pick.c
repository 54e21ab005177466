/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/plot-pick.h"

typedef struct {
  GradusPlotView *view;
  GradusPlotPicked picked;
  gpointer data;
  double start_x, start_y; /* px; of the pointer's way */
  PlotReadout from;        /* where what the cursor carries was picked up */
} Pick;

/* The cursor goes there. */
static GradusReadout *
go (Pick *pick, double x, double y)
{
  GradusShown shown = gradus_plot_view_shown (pick->view);
  GradusReadout *cursor = gradus_plot_view_cursor (pick->view);

  gradus_readout_read (cursor, &shown, x, y);
  gtk_widget_queue_draw (GTK_WIDGET (pick->view));
  return cursor;
}

static void
pick_up (Pick *pick, double x, double y)
{
  GradusReadout *cursor = go (pick, x, y);

  pick->from = cursor->now;
  cursor->from_x = x;
  cursor->from_y = y;
  cursor->carries = cursor->there && pick->picked (&pick->from, NULL, pick->data);
}

/* Outside the panel: it stays where it was. */
static void
put_down (Pick *pick, double x, double y)
{
  GradusReadout *cursor = go (pick, x, y);
  PlotReadout to = cursor->now;

  if (!cursor->carries)
    return;
  cursor->carries = FALSE;
  if (cursor->there && to.panel == pick->from.panel)
    pick->picked (&pick->from, &to, pick->data);
}

/* ---- pointer and keys ---- */

static void
on_begin (GtkGestureDrag *gesture, double x, double y, Pick *pick)
{
  pick->start_x = x;
  pick->start_y = y;
  pick_up (pick, x, y);
  if (gradus_plot_view_cursor (pick->view)->carries)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_update (GtkGestureDrag *gesture, double dx, double dy, Pick *pick)
{
  go (pick, pick->start_x + dx, pick->start_y + dy);
}

static void
on_end (GtkGestureDrag *gesture, double dx, double dy, Pick *pick)
{
  put_down (pick, pick->start_x + dx, pick->start_y + dy);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, Pick *pick)
{
  GradusReadout *cursor = gradus_plot_view_cursor (pick->view);
  gboolean carried = cursor->carries, enter = key == GDK_KEY_Return || key == GDK_KEY_KP_Enter;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) || !(enter ? cursor->there : key == GDK_KEY_Escape && cursor->carries))
    return GDK_EVENT_PROPAGATE;
  if (!enter)
    cursor->carries = FALSE;
  else
    (cursor->carries ? put_down : pick_up) (pick, cursor->x, cursor->y);
  gtk_widget_queue_draw (GTK_WIDGET (pick->view));
  return carried || cursor->carries ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

void
gradus_plot_pick_add (GradusPlotView *view, GradusPlotPicked picked, gpointer data)
{
  GtkGesture *gesture = gtk_gesture_drag_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  Pick *pick = g_new0 (Pick, 1);

  *pick = (Pick){ .view = view, .picked = picked, .data = data };
  g_signal_connect (gesture, "drag-begin", G_CALLBACK (on_begin), pick);
  g_signal_connect (gesture, "drag-update", G_CALLBACK (on_update), pick);
  g_signal_connect (gesture, "drag-end", G_CALLBACK (on_end), pick);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), pick);
  g_object_set_data_full (G_OBJECT (view), "pick", pick, g_free);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (gesture));
  gtk_widget_add_controller (GTK_WIDGET (view), key);
}
