/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window-private.h"

/* Keys without Ctrl or Alt cannot be accelerators, or nobody could type: Space is taken before the focused widget unless
 * that needs it itself, Escape leaves a presentation and the page keys lead through it; the others only when no widget wanted
 * them. */

#define MODIFIERS (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)

static void
activate (GradusWindow *self, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), name, NULL);
}

/* Text is typed; options and switches are chosen with Space; menus live in popovers. One that stays is read while the run goes on. */
static bool
needs_space (GtkWidget *focus)
{
  GtkWidget *popover = focus ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL;

  return focus && (GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus) || GTK_IS_EDITABLE (focus) ||
                   GTK_IS_CHECK_BUTTON (focus) || GTK_IS_SWITCH (focus) || GTK_IS_EXPANDER (focus) ||
                   (popover && gtk_popover_get_autohide (GTK_POPOVER (popover))));
}

/* A page of the lesson; in front of a class the plot, and first of all what covers it. */
static void
turn (GradusWindow *self, int by)
{
  if (!self->present)
    gradus_lesson_page_go (self->page, by);
  else if (!gradus_canvas_is_covered (self->canvas))
    gradus_canvas_rotate (self->canvas, by);
  else if (by > 0)
    activate (self, "uncover");
}

static int
page_key (guint key)
{
  return key == GDK_KEY_Page_Down || key == GDK_KEY_KP_Page_Down ? 1 : key == GDK_KEY_Page_Up || key == GDK_KEY_KP_Page_Up ? -1 : 0;
}

static gboolean
on_capture (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GradusWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  bool stage = self->present && !(focus && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER));

  if (key == GDK_KEY_Escape && stage) {
    activate (self, "present"); /* before a toast takes it */
    return GDK_EVENT_STOP;
  }
  if (page_key (key) && stage && !(state & MODIFIERS)) { /* a presenter's two keys, before the list of votes takes them */
    turn (self, page_key (key));
    return GDK_EVENT_STOP;
  }
  if ((key != GDK_KEY_space && key != GDK_KEY_KP_Space) || (state & (MODIFIERS | GDK_SHIFT_MASK)) ||
      needs_space (focus) || gradus_run_is_calculation (self->run) ||
      (self->present && gradus_canvas_is_covered (self->canvas)))
    return GDK_EVENT_PROPAGATE;
  activate (self, "play");
  return GDK_EVENT_STOP;
}

static int
digit (guint key)
{
  if (key >= GDK_KEY_1 && key < GDK_KEY_1 + LAB_N_LENSES)
    return (int) (key - GDK_KEY_1);
  if (key >= GDK_KEY_KP_1 && key < GDK_KEY_KP_1 + LAB_N_LENSES)
    return (int) (key - GDK_KEY_KP_1);
  return -1;
}

static gboolean
on_bubble (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GradusWindow *self)
{
  if (state & MODIFIERS)
    return GDK_EVENT_PROPAGATE;
  if (digit (key) >= 0) {
    if (!gradus_canvas_vote (self->canvas, digit (key)))
      gradus_canvas_set_lens (self->canvas, digit (key));
    return GDK_EVENT_STOP;
  }
  if (page_key (key)) {
    turn (self, page_key (key));
    return GDK_EVENT_STOP;
  }
  switch (key) {
  case GDK_KEY_comma:
    activate (self, "step-back");
    return GDK_EVENT_STOP;
  case GDK_KEY_period:
    activate (self, "step");
    return GDK_EVENT_STOP;
  case GDK_KEY_Home:
    activate (self, "reset");
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

/* Over the plots and the buttons of time the arrows step; on the large plot they move the readout. */
static gboolean
on_stage (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GradusWindow *self)
{
  if (state & (MODIFIERS | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Right) {
    activate (self, key == GDK_KEY_Left ? "step-back" : "step");
    return GDK_EVENT_STOP;
  }
  return GDK_EVENT_PROPAGATE;
}

static void
add (GtkWidget *widget, GtkPropagationPhase phase, GCallback callback, GradusWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, phase);
  g_signal_connect (keys, "key-pressed", callback, self);
  gtk_widget_add_controller (widget, keys);
}

void
gradus_window_add_keys (GradusWindow *self)
{
  add (GTK_WIDGET (self), GTK_PHASE_CAPTURE, G_CALLBACK (on_capture), self);
  add (GTK_WIDGET (self), GTK_PHASE_BUBBLE, G_CALLBACK (on_bubble), self);
  add (self->stage, GTK_PHASE_BUBBLE, G_CALLBACK (on_stage), self);
}
