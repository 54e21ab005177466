/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/pad.h"

#include "base/words.h"

#include <math.h>
#include <string.h>

#define PEN 1.15 /* px: half the width of a stroke, as in MNIST's digits */

struct _GradusPad {
  GtkWidget parent;
  int height, width;
  float *pixels;   /* [height][width] */
  gboolean drawn;  /* something is on it */
  double x, y;     /* of the pen, in pixels of the image */
  gboolean down, keyboard; /* the pen; whether the keyboard moves it */
};

G_DEFINE_FINAL_TYPE (GradusPad, gradus_pad, GTK_TYPE_WIDGET)

static guint drawn_signal;

/* ---- the image ---- */

/* Distance of a point from the line between two others. */
static double
distance (double px, double py, double x0, double y0, double x1, double y1)
{
  double dx = x1 - x0, dy = y1 - y0, length = dx * dx + dy * dy;
  double at = length > 0 ? CLAMP (((px - x0) * dx + (py - y0) * dy) / length, 0, 1) : 0;

  return hypot (px - x0 - at * dx, py - y0 - at * dy);
}

void
gradus_pad_stroke (GradusPad *self, double x0, double y0, double x1, double y1)
{
  for (int row = 0; row < self->height; row++)
    for (int column = 0; column < self->width; column++) {
      double ink = CLAMP (PEN + 0.5 - distance (column + 0.5, row + 0.5, x0, y0, x1, y1), 0, 1);
      float *pixel = &self->pixels[row * self->width + column];

      *pixel = MAX (*pixel, (float) ink);
    }
  self->drawn = TRUE;
  g_signal_emit (self, drawn_signal, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_pad_clear (GradusPad *self)
{
  memset (self->pixels, 0, sizeof *self->pixels * (gsize) (self->height * self->width));
  self->drawn = self->down = FALSE;
  g_signal_emit (self, drawn_signal, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const float *
gradus_pad_get_pixels (GradusPad *self)
{
  return self->drawn ? self->pixels : NULL;
}

void
gradus_pad_set_size (GradusPad *self, int height, int width)
{
  if (height == self->height && width == self->width)
    return;
  g_free (self->pixels);
  self->height = height;
  self->width = width;
  self->pixels = g_new0 (float, height * width);
  self->drawn = FALSE;
  self->x = width / 2.0;
  self->y = height / 2.0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* ---- drawing it ---- */

static double
scale_of (GradusPad *self)
{
  return MIN ((double) gtk_widget_get_width (GTK_WIDGET (self)) / self->width,
              (double) gtk_widget_get_height (GTK_WIDGET (self)) / self->height);
}

static void
gradus_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusPad *self = GRADUS_PAD (widget);
  double scale = scale_of (self);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) (self->width * scale), (float) (self->height * scale)));

  cairo_scale (cr, scale, scale);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_paint (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (int i = 0; i < self->height * self->width; i++)
    if (self->pixels[i] > 0) {
      cairo_set_source_rgb (cr, self->pixels[i], self->pixels[i], self->pixels[i]);
      cairo_rectangle (cr, i % self->width, i / self->width, 1, 1);
      cairo_fill (cr);
    }
  if (self->keyboard && gtk_widget_has_focus (widget)) {
    cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
    cairo_arc (cr, self->x, self->y, self->down ? 0.8 : 1.3, 0, 2 * G_PI);
    cairo_set_source_rgb (cr, 0.3, 0.7, 1);
    cairo_set_line_width (cr, 0.4);
    cairo_stroke (cr);
  }
  cairo_destroy (cr);
}

static void
gradus_pad_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  *minimum = 84;
  *natural = 196;
}

/* ---- pointer and keys ---- */

static void
on_begin (GtkGestureDrag *gesture, double x, double y, GradusPad *self)
{
  double scale = scale_of (self);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->keyboard = FALSE;
  self->x = x / scale;
  self->y = y / scale;
  gradus_pad_stroke (self, self->x, self->y, self->x, self->y);
}

static void
on_update (GtkGestureDrag *gesture, double dx, double dy, GradusPad *self)
{
  double x, y, scale = scale_of (self);

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  x = (x + dx) / scale;
  y = (y + dy) / scale;
  gradus_pad_stroke (self, self->x, self->y, x, y);
  self->x = x;
  self->y = y;
}

static void
move_pen (GradusPad *self, int dx, int dy)
{
  double x = CLAMP (self->x + dx, 0.5, self->width - 0.5), y = CLAMP (self->y + dy, 0.5, self->height - 0.5);

  self->keyboard = TRUE;
  if (self->down)
    gradus_pad_stroke (self, self->x, self->y, x, y);
  self->x = x;
  self->y = y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GradusPad *self)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    move_pen (self, key == GDK_KEY_Left ? -1 : 1, 0);
  else if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    move_pen (self, 0, key == GDK_KEY_Up ? -1 : 1);
  else if (key == GDK_KEY_Delete || key == GDK_KEY_BackSpace)
    gradus_pad_clear (self);
  else if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) {
    self->down = !self->down;
    move_pen (self, 0, 0);
  } else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* ---- life ---- */

static void
gradus_pad_finalize (GObject *object)
{
  g_free (GRADUS_PAD (object)->pixels);
  G_OBJECT_CLASS (gradus_pad_parent_class)->finalize (object);
}

static void
gradus_pad_class_init (GradusPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_pad_finalize;
  widget_class->snapshot = gradus_pad_snapshot;
  widget_class->measure = gradus_pad_measure;
  gtk_widget_class_set_css_name (widget_class, "pad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  drawn_signal = g_signal_new ("drawn", GRADUS_TYPE_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_pad_init (GradusPad *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  gradus_pad_set_size (self, 28, 28);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_update), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Draw a digit"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _("Arrow keys move the pen, Return puts it down and up, Delete wipes clean"), -1);
}
