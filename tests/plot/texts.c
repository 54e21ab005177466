/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "texts.h"

#include "plot/layout.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Every text within the picture, no two upon each other. */
static void
check_texts (const GArray *log, double width, double height, const char *what)
{
  for (guint i = 0; i < log->len; i++) {
    const PlotTextBox *a = &g_array_index (log, PlotTextBox, i);
    if (a->ink.x < -0.01 || a->ink.y < -0.01 || a->ink.x + a->ink.width > width + 0.01 || a->ink.y + a->ink.height > height + 0.01)
      g_error ("%s: \"%s\" is cut off (%.1f %.1f, %.1f × %.1f)", what, a->text, a->ink.x, a->ink.y, a->ink.width, a->ink.height);
    for (guint j = 0; j < i; j++) {
      const PlotTextBox *b = &g_array_index (log, PlotTextBox, j);
      if (plot_rectangles_meet (&a->ink, &b->ink))
        g_error ("%s: \"%s\" (%.1f %.1f) and \"%s\" (%.1f %.1f) overlap", what, a->text, a->ink.x, a->ink.y, b->text, b->ink.x, b->ink.y);
    }
  }
}

static PlotColour
pixel_at (cairo_surface_t *surface, int x, int y)
{
  const unsigned char *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);
  uint32_t pixel = ((const uint32_t *) (const void *) row)[x];
  return (PlotColour) { (pixel >> 16 & 255) / 255.0, (pixel >> 8 & 255) / 255.0, (pixel & 255) / 255.0 };
}

#define LEGIBLE 2.5 /* strokes thinner than a pixel reach no more of their 4.5 */

/* The ink of every text stands out against what lies between its strokes, whatever it is drawn upon. */
static void
check_legible (const GArray *log, cairo_surface_t *surface, PlotScheme scheme, const char *what)
{
  for (guint i = 0; i < log->len; i++) {
    const PlotTextBox *box = &g_array_index (log, PlotTextBox, i);
    double most = 1;
    for (int y = (int) box->ink.y; y < box->ink.y + box->ink.height && y < cairo_image_surface_get_height (surface) && most < LEGIBLE; y++)
      for (int x = (int) box->ink.x; x < box->ink.x + box->ink.width && x < cairo_image_surface_get_width (surface); x++)
        for (int next = 1; next <= 2 && x >= next; next++)
          most = fmax (most, plot_contrast (pixel_at (surface, x, y), pixel_at (surface, x - next, y)));
    if (box->ink.width > 3 && most < LEGIBLE)
      g_error ("%s, scheme %d: \"%s\" (%.1f %.1f) does not stand out: contrast %.2f", what, scheme, box->text, box->ink.x, box->ink.y, most);
  }
}

/* Draws; the texts for the caller to free. */
static GArray *
draw (const PlotFigure *figure, cairo_surface_t *surface, const PlotTheme *theme)
{
  cairo_t *cr = cairo_create (surface);
  GArray *log = g_array_new (FALSE, FALSE, sizeof (PlotTextBox));
  PlotRectangle all = { 0, 0, cairo_image_surface_get_width (surface), cairo_image_surface_get_height (surface) };
  plot_figure_draw_logged (cr, figure, &all, theme, log);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return log;
}

void
texts_check (const PlotFigure *figure, double width, double height, const PlotTheme *theme, const char *what)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  GArray *log = draw (figure, surface, theme);
  g_assert_cmpuint (log->len, >, 0);
  check_texts (log, width, height, what);
  check_legible (log, surface, theme->scheme, what);
  g_array_free (log, TRUE);
  cairo_surface_destroy (surface);
}

int
texts_count (const PlotFigure *figure, double width, double height, const char *text)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  GArray *log = draw (figure, surface, &(PlotTheme){ 0 });
  int n = 0;
  for (guint i = 0; i < log->len; i++)
    n += strcmp (g_array_index (log, PlotTextBox, i).text, text) == 0;
  g_array_free (log, TRUE);
  cairo_surface_destroy (surface);
  return n;
}
