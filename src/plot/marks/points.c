/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/marks/mark.h"
#include "plot/words.h"

#include <math.h>

static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
  plot_range_add (x, mark->n, mark->x);
  plot_range_add (y, mark->n, mark->y);
  x->padded = y->padded = true;
}

PlotColour
plot_points_colour (PlotScheme scheme, const PlotMark *mark, int style)
{
  /* over a signed map the two classes take the ends of its ramp: what is meant by blue stays blue */
  if (mark->colours == PLOT_SIGNED && mark->group != NULL && (style == 0 || style == 1))
    return plot_lane_colour (scheme, style == 0 ? 1 : 0);
  return plot_lane_colour (scheme, style);
}

static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  double radius = mark->n > 2000 ? 1.8 : mark->n > 500 ? 2.6 : 3.4;
  radius *= canvas->theme->compact ? 0.6 : 1;
  double edge = fmin (0.9, radius * 0.3);
  PlotColour outline = plot_background (canvas->scheme);
  cairo_set_line_width (canvas->cr, edge * 2);
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_ROUND);
  for (int i = 0; i < mark->n; i++) {
    double x = plot_frame_x (frame, mark->x[i]), y = plot_frame_y (frame, mark->y[i]);
    int style = mark->group != NULL ? mark->group[i] : mark->style;
    if (isnan (x) || isnan (y))
      continue;
    cairo_new_path (canvas->cr);
    plot_canvas_marker (canvas, style, x, y, radius);
    plot_canvas_source (canvas, outline, 0.9 * mark->alpha);
    cairo_stroke_preserve (canvas->cr);
    plot_canvas_source (canvas, plot_points_colour (canvas->scheme, mark, style), mark->alpha);
    cairo_fill (canvas->cr);
  }
}

static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  double best = INFINITY;
  for (int i = 0; i < mark->n; i++) {
    double x = plot_frame_x (frame, mark->x[i]), y = plot_frame_y (frame, mark->y[i]);
    double distance = hypot (x - px, y - py);
    if (!(distance < best))
      continue;
    best = distance;
    readout->index = i;
    readout->point_x = x;
    readout->point_y = y;
    readout->value = mark->y[i];
  }
  if (isfinite (best)) {
    char number[48];
    const char *name = mark->label;
    int group = mark->group != NULL ? mark->group[readout->index] : -1;
    if (mark->names != NULL && group >= 0 && group < (int) g_strv_length (mark->names))
      name = mark->names[group];
    plot_number (readout->value, false, number, sizeof number);
    g_snprintf (readout->text, sizeof readout->text, "%s%s%s", name ? name : "", name ? ": " : "", number);
  }
  return best;
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  g_string_append_printf (text, ngettext_ ("%d point", "%d points", mark->n), mark->n);
  if (mark->label != NULL)
    g_string_append_printf (text, " (%s)", mark->label);
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  for (int i = 0; i < mark->n; i++)
    plot_table_row (text, prefix, mark->x[i], mark->y[i], mark->group != NULL ? mark->group[i] : mark->y[i]);
}

extern const PlotMarkType plot_mark_points;
const PlotMarkType plot_mark_points = {
  { "points", N_ ("Points"), N_ ("Samples; a class has its own colour and shape"), NULL, NULL },
  4, false, extend, draw, nearest, describe, table,
};
