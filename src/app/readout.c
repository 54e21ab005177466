/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/readout.h"

#include <adwaita.h>

void
gradus_readout_read (GradusReadout *readout, const GradusShown *shown, double x, double y)
{
  readout->x = x;
  readout->y = y;
  readout->there = shown->figure && plot_figure_hit (shown->figure, &shown->box, &shown->theme, x, y, &readout->now) &&
                   readout->now.text[0];
}

void
gradus_readout_move (GradusReadout *readout, const GradusShown *shown, int dx, int dy)
{
  const PlotRectangle *box = &shown->box;
  char before[sizeof readout->now.text];
  double x, y;

  if (!readout->there) {
    gradus_readout_read (readout, shown, box->width / 2, box->height / 2);
    return;
  }
  g_strlcpy (before, readout->now.text, sizeof before);
  x = readout->x;
  y = readout->y;
  do {
    x += 3 * dx;
    y += 3 * dy;
    gradus_readout_read (readout, shown, x, y);
  } while (x > 0 && x < box->width && y > 0 && y < box->height &&
           (!readout->there || g_str_equal (before, readout->now.text)));
  if (!readout->there)
    gradus_readout_read (readout, shown, CLAMP (x - 6 * dx, 0, box->width), CLAMP (y - 6 * dy, 0, box->height));
}

/* ---- drawing ---- */

/* The path in two tones, so that it is seen on any ground. */
static void
stroke_tones (cairo_t *cr, double back, double fore)
{
  cairo_set_source_rgba (cr, fore, fore, fore, 0.8);
  cairo_set_line_width (cr, 3.5);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, back, back, back);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
find_tones (double *back, double *fore)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  *back = dark ? 0.98 : 0.16;
  *fore = dark ? 0.1 : 1;
}

void
gradus_readout_draw_carried (const GradusReadout *readout, cairo_t *cr)
{
  double back, fore;

  find_tones (&back, &fore);
  cairo_move_to (cr, readout->from_x, readout->from_y);
  cairo_line_to (cr, readout->x, readout->y);
  cairo_new_sub_path (cr);
  cairo_arc (cr, readout->x, readout->y, 6.5, 0, 2 * G_PI);
  stroke_tones (cr, back, fore);
}

/* A ring around the point, or the outline of what a cell speaks of. */
static void
draw_place (cairo_t *cr, const PlotReadout *readout, double back, double fore)
{
  cairo_new_path (cr);
  if (!(readout->reach[0].width > 0))
    cairo_arc (cr, readout->point_x, readout->point_y, 4.5, 0, 2 * G_PI);
  for (int i = 0; i < 2; i++)
    cairo_rectangle (cr, readout->reach[i].x, readout->reach[i].y, readout->reach[i].width, readout->reach[i].height);
  stroke_tones (cr, back, fore);
}

void
gradus_readout_draw (const GradusReadout *readout, const GradusShown *shown, GtkWidget *widget, cairo_t *cr)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, readout->now.text);
  const PlotRectangle *box = &shown->box;
  double px = readout->now.point_x, py = readout->now.point_y, x, y, back, fore;
  PangoFontDescription *font =
    pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));
  int width, height;

  find_tones (&back, &fore);
  pango_font_description_set_absolute_size (font, MAX (shown->theme.font_size * 1.15, 13) * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (MIN (box->width - 24, 30 * shown->theme.font_size) * PANGO_SCALE));
  pango_layout_get_pixel_size (layout, &width, &height);
  if (readout->now.reach[0].width > 0)
    py = readout->now.reach[0].y + 8;
  x = CLAMP (px + 12, 4, MAX (4, box->width - width - 20));
  y = py - height - 20 < 4 ? MIN (py + 12, box->height - height - 12) : py - height - 20;
  draw_place (cr, &readout->now, back, fore);
  for (int corner = 0; corner < 4; corner++)
    cairo_arc (cr, x + (corner == 0 || corner == 3 ? width + 10 : 6), y + (corner < 2 ? height + 4 : 6), 6,
               corner * G_PI / 2, (corner + 1) * G_PI / 2);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, back, back, back, 0.92);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, fore, fore, fore);
  cairo_move_to (cr, x + 8, y + 5);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
}
