/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <math.h>

/* An event does not stretch the axis: what happened lies among the data. */
static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
}

static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  double x = floor (plot_frame_x (frame, mark->x[0])) + 0.5;
  static const double dots[] = { 2, 2 };
  if (isnan (x))
    return;
  cairo_move_to (canvas->cr, x, frame->rect.y);
  cairo_line_to (canvas->cr, x, frame->rect.y + frame->rect.height);
  plot_canvas_source (canvas, plot_lane_colour (canvas->scheme, mark->style), mark->alpha);
  cairo_set_line_width (canvas->cr, 1);
  cairo_set_dash (canvas->cr, dots, 2, 0);
  cairo_stroke (canvas->cr);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  double x = plot_frame_x (frame, mark->x[0]);
  if (isnan (x) || fabs (x - px) > 4)
    return INFINITY;
  readout->index = 0;
  readout->value = mark->x[0];
  readout->point_x = x;
  readout->point_y = py;
  g_strlcpy (readout->text, mark->say != NULL ? mark->say : mark->label != NULL ? mark->label : "", sizeof readout->text);
  return fabs (x - px) + 3;
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  char at[48];
  plot_number (mark->x[0], false, at, sizeof at);
  g_string_append_printf (text, _("%s at %s"), mark->label != NULL ? mark->label : _("an event"), at);
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  plot_table_row (text, prefix, mark->x[0], NAN, NAN);
}

extern const PlotMarkType plot_mark_rule;
const PlotMarkType plot_mark_rule = {
  { "rule", N_ ("Rule"), N_ ("A vertical line at an event, with its name"), NULL, NULL },
  2, false, extend, draw, nearest, describe, table,
};
