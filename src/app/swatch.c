/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/swatch.h"

#include "plot/colours.h"

#include <adwaita.h>

#define WIDTH 18
#define MOST_DASHES 8

typedef struct {
  int n, styles[];
} Styles;

static void
draw_line (cairo_t *cr, int style, double left, double right, double y)
{
  bool dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  PlotColour colour = plot_lane_colour (dark ? PLOT_DARK : PLOT_LIGHT, style);
  double scaled[MOST_DASHES], width = style < PLOT_STYLES ? 3 : 2;
  int n_dashes;
  const double *dash = plot_lane_dash (style, &n_dashes);

  for (int i = 0; i < MIN (n_dashes, MOST_DASHES); i++)
    scaled[i] = dash[i] * (style < PLOT_STYLES ? 2 : 1.2);
  cairo_set_source_rgb (cr, colour.red, colour.green, colour.blue);
  cairo_set_line_width (cr, width);
  cairo_set_dash (cr, scaled, MIN (n_dashes, MOST_DASHES), 0);
  cairo_move_to (cr, left, y);
  cairo_line_to (cr, right, y);
  cairo_stroke (cr);
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Styles *styles = data;

  for (int i = 0; i < styles->n; i++)
    draw_line (cr, styles->styles[i], 0, width, height * (i + 0.5) / styles->n);
}

GtkWidget *
gradus_swatch_new (int n, const int *styles)
{
  GtkWidget *area = gtk_drawing_area_new ();
  Styles *own = g_malloc (sizeof (Styles) + (gsize) n * sizeof (int));

  own->n = n;
  memcpy (own->styles, styles, (gsize) n * sizeof (int));
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), n > 1 ? 2 * WIDTH : WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), n > 1 ? 5 * n : 3);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, own, g_free);
  return area;
}
