/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/arithmetic.h"

#include "base/words.h"

struct _GradusArithmetic {
  GtkPopover parent;
  GtkLabel *step, *text;
  GtkWidget *scroll;
  GradusRun *run;
  LabViewer *viewer;    /* NULL: closed */
  const GArray *lines;  /* the viewer's */
  gint64 time;          /* µs: when numbers were last asked for */
};

G_DEFINE_FINAL_TYPE (GradusArithmetic, gradus_arithmetic, GTK_TYPE_POPOVER)

#define WIDTH 48     /* characters; of one width, so that the height is known */
#define PACE 200000 /* µs: numbers that change faster cannot be read */

/* What was selected by hand stays as it is until it is copied. */
static gboolean
has_selection (GradusArithmetic *self)
{
  int from, to;

  return gtk_label_get_selection_bounds (self->text, &from, &to) &&
         to - from < g_utf8_strlen (gtk_label_get_text (self->text), -1);
}

static void
say (GradusArithmetic *self, const GArray *lines, long step)
{
  g_autofree char *markup = lab_arithmetic_markup (lines), *label = g_strdup_printf (_("Step %ld"), step);

  self->lines = lines;
  gtk_label_set_markup (self->text, markup);
  gtk_label_set_text (self->step, label);
}

/* With each new snapshot or result. */
static void
follow (GradusArithmetic *self)
{
  const TrainSnapshot *snapshot = gradus_run_snapshot (self->run);
  bool running = gradus_run_status (self->run).running;
  gint64 now = g_get_monotonic_time ();
  const GArray *lines;
  long step;

  if (!self->viewer || !snapshot || has_selection (self))
    return;
  if (!running || now - self->time >= PACE) {
    self->time = now;
    lab_viewer_request (self->viewer, snapshot, running ? 0.05 : 1);
  }
  lines = lab_arithmetic_lines (self->viewer, snapshot, &step);
  if (lines && lines != self->lines)
    say (self, lines, step);
}

void
gradus_arithmetic_show (GradusArithmetic *self, const LabSubject *subject, double x, double y, gboolean focus)
{
  gradus_arithmetic_close (self);
  self->viewer = lab_arithmetic_new (gradus_run_experiment (self->run), subject);
  self->time = 0;
  gtk_label_set_text (self->text, _("Computing …"));
  gtk_label_set_text (self->step, "");
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroll)), 0);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroll),
                                              gtk_widget_get_height (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)))) * 3 / 5);
  gtk_popover_set_position (GTK_POPOVER (self), x * 2 > gtk_widget_get_width (gtk_widget_get_parent (GTK_WIDGET (self))) ? GTK_POS_RIGHT : GTK_POS_LEFT);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self));
  if (focus) {
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
    gtk_label_select_region (self->text, 0, 0);
  }
  follow (self);
}

/* The viewer must go before its experiment. */
static void
forget (GradusArithmetic *self)
{
  self->lines = NULL;
  g_clear_pointer (&self->viewer, lab_viewer_free);
}

void
gradus_arithmetic_close (GradusArithmetic *self)
{
  forget (self);
  gtk_popover_popdown (GTK_POPOVER (self));
}

char *
gradus_arithmetic_get_text (GradusArithmetic *self)
{
  return self->lines ? lab_arithmetic_text (self->lines) : NULL;
}

static void
on_copy (GradusArithmetic *self)
{
  g_autofree char *text = gradus_arithmetic_get_text (self);

  if (text)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

/* ---- life ---- */

static GtkWidget *
add_button (GradusArithmetic *self, GtkWidget *row, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (row), button);
  return button;
}

static GtkWidget *
make_text (GradusArithmetic *self)
{
  GtkWidget *text = gtk_label_new (NULL);

  self->text = GTK_LABEL (text);
  gtk_label_set_selectable (self->text, TRUE);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_wrap_mode (self->text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (self->text, WIDTH);
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_yalign (self->text, 0);
  gtk_label_set_width_chars (self->text, WIDTH);
  gtk_widget_add_css_class (text, "arithmetic");
  self->scroll = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroll), text);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroll), TRUE);
  gtk_widget_set_vexpand (self->scroll, TRUE);
  return self->scroll;
}

static void
gradus_arithmetic_dispose (GObject *object)
{
  GradusArithmetic *self = GRADUS_ARITHMETIC (object);

  forget (self);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (gradus_arithmetic_parent_class)->dispose (object);
}

static void
gradus_arithmetic_class_init (GradusArithmeticClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_arithmetic_dispose;
}

static void
gradus_arithmetic_init (GradusArithmetic *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *step = gtk_label_new (NULL);

  self->step = GTK_LABEL (step);
  gtk_label_set_xalign (self->step, 0);
  gtk_widget_set_hexpand (step, TRUE);
  gtk_widget_add_css_class (step, "dim-label");
  gtk_box_append (GTK_BOX (row), step);
  add_button (self, row, "edit-copy-symbolic", _("Copy the arithmetic"), G_CALLBACK (on_copy));
  add_button (self, row, "window-close-symbolic", _("Close"), G_CALLBACK (gtk_popover_popdown));
  gtk_box_append (GTK_BOX (body), make_text (self));
  gtk_box_prepend (GTK_BOX (body), row);
  gtk_popover_set_child (GTK_POPOVER (self), body);
  gtk_popover_set_autohide (GTK_POPOVER (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Arithmetic"), -1);
  g_signal_connect (self, "closed", G_CALLBACK (forget), NULL);
}

GradusArithmetic *
gradus_arithmetic_new (GtkWidget *plot, GradusRun *run)
{
  GradusArithmetic *self = g_object_new (GRADUS_TYPE_ARITHMETIC, NULL);

  self->run = g_object_ref (run);
  gtk_widget_set_parent (GTK_WIDGET (self), plot);
  g_signal_connect_object (run, "frame", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "closing", G_CALLBACK (gradus_arithmetic_close), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (plot, "unmap", G_CALLBACK (gradus_arithmetic_close), self, G_CONNECT_SWAPPED);
  return self;
}
