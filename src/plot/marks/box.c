/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <math.h>

static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
  plot_range_include (x, mark->left);
  plot_range_include (x, mark->right);
  plot_range_include (y, mark->bottom);
  plot_range_include (y, mark->top);
}

/* A halo in the colour of the background keeps it apart from whatever is under it. */
static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  double left = plot_frame_x (frame, mark->left), right = plot_frame_x (frame, mark->right);
  double top = plot_frame_y (frame, mark->top), bottom = plot_frame_y (frame, mark->bottom);
  double pen = canvas->theme->compact ? 1 : 2;
  const double dashes[] = { 2.5 * pen, 2 * pen };
  if (isnan (left) || isnan (right) || isnan (top) || isnan (bottom))
    return;
  cairo_rectangle (canvas->cr, left, top, right - left, bottom - top);
  if (mark->fill > 0) {
    plot_canvas_source (canvas, plot_lane_colour (canvas->scheme, mark->style), mark->fill);
    cairo_fill_preserve (canvas->cr);
  }
  plot_canvas_source (canvas, plot_background (canvas->scheme), 0.9);
  cairo_set_line_width (canvas->cr, 2.2 * pen);
  cairo_stroke_preserve (canvas->cr);
  plot_canvas_source (canvas, plot_lane_colour (canvas->scheme, mark->style), mark->alpha);
  cairo_set_line_width (canvas->cr, pen);
  cairo_set_dash (canvas->cr, dashes, mark->dashed ? 2 : 0, 0);
  cairo_stroke (canvas->cr);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

/* Its outline answers, where it has something to say. */
static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  double left = plot_frame_x (frame, mark->left), right = plot_frame_x (frame, mark->right);
  double top = plot_frame_y (frame, mark->top), bottom = plot_frame_y (frame, mark->bottom);
  double outside = fmax (fmax (left - px, px - right), fmax (top - py, py - bottom));
  if (mark->say == NULL || !(fabs (outside) <= 6))
    return INFINITY;
  readout->index = 0;
  readout->point_x = (left + right) / 2;
  readout->point_y = top;
  g_strlcpy (readout->text, mark->say, sizeof readout->text);
  return fabs (outside);
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  GString *said = g_string_new (_("%s around ({x}, {y})"));
  plot_mark_fill_in (said, "{x}", (mark->left + mark->right) / 2);
  plot_mark_fill_in (said, "{y}", (mark->bottom + mark->top) / 2);
  g_string_replace (said, "%s", mark->label != NULL ? mark->label : _("a box"), 1);
  g_string_append (text, said->str);
  g_string_free (said, TRUE);
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  plot_table_row (text, prefix, mark->left, mark->bottom, NAN);
  plot_table_row (text, prefix, mark->right, mark->top, NAN);
}

extern const PlotMarkType plot_mark_box;
const PlotMarkType plot_mark_box = {
  { "box", N_ ("Box"), N_ ("The outline of a rectangle"), NULL, NULL },
  4, false, extend, draw, nearest, describe, table,
};
