/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/marks/mark.h"
#include "plot/words.h"

#include <math.h>

static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
}

/* Marching squares: the corners of a square are the middles of four cells; a line enters and leaves it where the level lies
 * between two corners. */
typedef struct {
  cairo_t *cr;
  const PlotMark *mark;
  double left, top, width, height; /* px of the first cell's middle, and from one to the next */
} March;

static void
cross_square (const March *march, int r, int c, float level)
{
  static const int around[4][2] = { { 0, 0 }, { 0, 1 }, { 1, 1 }, { 1, 0 } };
  const float *cells = march->mark->cells;
  double x[4], y[4];
  int n = 0;
  for (int side = 0; side < 4; side++) {
    const int *a = around[side], *b = around[(side + 1) % 4];
    float from = cells[(r + a[0]) * march->mark->columns + c + a[1]], to = cells[(r + b[0]) * march->mark->columns + c + b[1]];
    if (!isfinite (from) || !isfinite (to))
      return;
    if ((from < level) == (to < level))
      continue;
    double at = ((double) level - (double) from) / ((double) to - (double) from);
    x[n] = march->left + march->width * (c + a[1] + at * (b[1] - a[1]));
    y[n++] = march->top + march->height * (r + a[0] + at * (b[0] - a[0]));
  }
  for (int i = 0; i + 1 < n; i += 2) {
    cairo_move_to (march->cr, x[i], y[i]);
    cairo_line_to (march->cr, x[i + 1], y[i + 1]);
  }
}

static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  double left = plot_frame_x (frame, mark->left), right = plot_frame_x (frame, mark->right);
  double top = plot_frame_y (frame, mark->top), bottom = plot_frame_y (frame, mark->bottom);
  if (mark->rows < 2 || mark->columns < 2 || !isfinite (left + right + top + bottom))
    return;
  March march = { .cr = canvas->cr, .mark = mark, .width = (right - left) / mark->columns,
                  .height = (bottom - top) / mark->rows };
  march.left = left + march.width / 2;
  march.top = top + march.height / 2;
  for (int level = 0; level < mark->n; level++)
    for (int r = 0; r + 1 < mark->rows && isfinite (mark->x[level]); r++)
      for (int c = 0; c + 1 < mark->columns; c++)
        cross_square (&march, r, c, (float) mark->x[level]);
  plot_canvas_source (canvas, plot_foreground (canvas->scheme), 0.4 * mark->alpha);
  cairo_set_line_width (canvas->cr, canvas->theme->compact ? 0.5 : 0.8);
  cairo_stroke (canvas->cr);
}

static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  return INFINITY; /* the map beneath answers */
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  g_string_append_printf (text, ngettext_ ("%d contour line", "%d contour lines", mark->n), mark->n);
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  for (int i = 0; i < mark->n; i++)
    plot_table_row (text, prefix, NAN, NAN, mark->x[i]);
}

extern const PlotMarkType plot_mark_contour;
const PlotMarkType plot_mark_contour = {
  { "contour", N_ ("Contour lines"), N_ ("Lines of equal height over a grid of numbers"), NULL, NULL },
  1, false, extend, draw, nearest, describe, table,
};
