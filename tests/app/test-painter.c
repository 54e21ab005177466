/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/painter.h"

#include <glib.h>

/* Pictures share pixels one after the other, never at the same time. */

static GradusPicture *
draw (const char *title, int width)
{
  PlotFigure *figure = plot_figure_new (title);
  GradusPainting painting = { width, 60, 1, { .scheme = PLOT_LIGHT, .transparent = true } };
  GradusPicture *picture = gradus_painter_draw (figure, &painting);

  plot_figure_free (figure);
  return picture;
}

static guint
ink (const GradusPicture *picture)
{
  const guchar *pixels = cairo_image_surface_get_data (picture->surface);
  gsize n = (gsize) cairo_image_surface_get_stride (picture->surface) * 60;
  guint sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += pixels[i];
  return sum;
}

static void
test_reuse (void)
{
  GradusPicture *much = draw ("A long title of a plot", 200), *kept = gradus_picture_ref (much), *little, *other;
  guint much_ink = ink (much), little_ink;

  g_assert_cmpuint (much_ink, >, 0);
  gradus_picture_unref (much);
  little = draw ("i", 200);
  little_ink = ink (little);
  g_assert_true (little != kept);
  g_assert_cmpuint (ink (kept), ==, much_ink);
  gradus_picture_unref (kept);
  other = draw ("i", 120);
  g_assert_true (other != kept);
  g_assert_cmpint (cairo_image_surface_get_width (other->surface), ==, 120);
  much = draw ("i", 200);
  g_assert_true (much == kept);
  g_assert_cmpuint (ink (much), ==, little_ink); /* nothing shines through */
  gradus_picture_unref (much);
  gradus_picture_unref (little);
  gradus_picture_unref (other);
}

/* What a recording holds of a picture costs no copy when the picture changes: it shows the new pixels. */
static void
test_recorded (void)
{
  GradusPicture *picture = draw ("A long title of a plot", 200);
  cairo_surface_t *recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_surface_t *target = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 200, 60);
  GradusPicture shown = { target };
  cairo_t *cr = cairo_create (recording);

  cairo_set_source_surface (cr, picture->surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  gradus_picture_unref (picture);
  g_assert_true (draw ("i", 200) == picture);
  cr = cairo_create (target);
  cairo_set_source_surface (cr, recording, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (target);
  g_assert_cmpuint (ink (&shown), ==, ink (picture));
  cairo_surface_destroy (target);
  cairo_surface_destroy (recording);
  gradus_picture_unref (picture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/painter/reuse", test_reuse);
  g_test_add_func ("/app/painter/recorded", test_recorded);
  return g_test_run ();
}
