/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/prose-reader.h"

#include "app/formula-view.h"
#include "app/prose.h"

/* A walk over all labels below @widget that can be selected. */
static void
each_text (GtkWidget *widget, void (*visit) (GtkLabel *label, gpointer data), gpointer data)
{
  if (GTK_IS_LABEL (widget) && gtk_label_get_selectable (GTK_LABEL (widget)))
    visit (GTK_LABEL (widget), data);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    each_text (child, visit, data);
}

static void
unselect (GtkLabel *label, gpointer data)
{
  gtk_label_select_region (label, 0, 0);
}

static void
append_selected (GtkLabel *label, gpointer text)
{
  g_autofree char *part = NULL;
  int from, to;

  if (!gtk_label_get_selection_bounds (label, &from, &to))
    return;
  part = gradus_prose_text (label, from, to);
  g_string_append (text, part);
}

static void
append_all (GtkWidget *widget, GString *text)
{
  if (GTK_IS_LABEL (widget) && gtk_label_get_selectable (GTK_LABEL (widget))) {
    g_autofree char *part = gradus_prose_text (GTK_LABEL (widget), 0, G_MAXINT);

    g_string_append_printf (text, "%s\n\n", part);
  } else if (GRADUS_IS_FORMULA_VIEW (widget)) {
    g_string_append_printf (text, "$$%s$$\n\n", gradus_formula_view_get_tex (GRADUS_FORMULA_VIEW (widget)));
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    append_all (child, text);
}

char *
gradus_prose_copy (GtkWidget *box)
{
  GString *text = g_string_new (NULL);

  each_text (box, append_selected, text);
  if (text->len == 0)
    append_all (box, text);
  return g_string_free (text, FALSE);
}

/* ---- the pointer ---- */

static void
on_press (GtkGestureClick *gesture, int n, double x, double y, GtkWidget *focus)
{
  GtkWidget *box = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  each_text (box, unselect, NULL);
  gtk_widget_grab_focus (focus);
}

static void
on_secondary (GtkGestureClick *gesture, int n, double x, double y, GtkPopover *menu)
{
  GtkWidget *box = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_translate_coordinates (box, gtk_widget_get_parent (GTK_WIDGET (menu)), x, y, &x, &y);
  gtk_popover_set_pointing_to (menu, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (menu);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED); /* a label's own menu would copy a hole for a formula */
}

static void
add_click (GtkWidget *box, guint button, GCallback callback, gpointer data)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), button);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect (gesture, "pressed", callback, data);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (gesture));
}

/* ---- the keyboard ---- */

/* The arrows scroll the text when it has the keyboard, not what is in it. */
static void
add_scroll_key (GtkScrolledWindow *scroller, guint key, GtkScrollType by)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (key, 0), gtk_signal_action_new ("scroll-child"), "(ib)", by, FALSE));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_TARGET);
  gtk_widget_add_controller (GTK_WIDGET (scroller), keys);
}

void
gradus_prose_make_readable (GtkWidget *box, GtkScrolledWindow *scroller, GtkPopover *menu)
{
  add_click (box, GDK_BUTTON_PRIMARY, G_CALLBACK (on_press), scroller);
  add_click (box, GDK_BUTTON_SECONDARY, G_CALLBACK (on_secondary), menu);
  add_scroll_key (scroller, GDK_KEY_Up, GTK_SCROLL_STEP_UP);
  add_scroll_key (scroller, GDK_KEY_Down, GTK_SCROLL_STEP_DOWN);
}
