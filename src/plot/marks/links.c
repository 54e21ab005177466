/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <math.h>

enum { WIDTHS = 8 };

static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
  plot_range_add (x, mark->n, mark->x);
  plot_range_add (y, mark->n, mark->y);
  x->padded = y->padded = true;
}

/* px of both ends and of the middle; false where one has no place. */
static bool
find_ends (const PlotMark *mark, const PlotFrame *frame, const PlotLink *link, double x[3], double y[3])
{
  x[0] = plot_frame_x (frame, mark->x[link->from]), y[0] = plot_frame_y (frame, mark->y[link->from]);
  x[2] = plot_frame_x (frame, mark->x[link->to]), y[2] = plot_frame_y (frame, mark->y[link->to]);
  x[1] = (x[0] + x[2]) / 2;
  y[1] = (y[0] + y[2]) / 2 - link->bend * frame->rect.height / (frame->y.max - frame->y.min);
  return isfinite (x[1]) && isfinite (y[1]);
}

/* 0: too thin to be seen, WIDTHS: the widest. Where there is no number, one in the middle. */
static int
width_of (const PlotMark *mark, const PlotLink *link)
{
  double share = isfinite (link->value) && mark->link_max > 0 ? fabs (link->value) / mark->link_max : 0.4;
  return (int) ceil (fmin (share, 1) * WIDTHS - 0.25);
}

static void
draw_width (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame, int width)
{
  double x[3], y[3], widest = canvas->theme->compact ? 2 : CLAMP (0.012 * frame->rect.height, 2, 6);
  double share = (double) width / WIDTHS;
  PlotColour colour = plot_lane_colour (canvas->scheme, mark->style);
  plot_canvas_source (canvas, plot_mix (plot_background (canvas->scheme), colour, mark->alpha * (0.35 + 0.65 * share)), 1);
  plot_canvas_pen (canvas, fmax (3, widest * share), mark->style); /* thin lines have no shorter dashes: each costs */
  cairo_set_line_width (canvas->cr, fmax (0.5, widest * share));
  for (int i = 0; i < mark->n_links; i++) {
    if (width_of (mark, &mark->links[i]) != width || !find_ends (mark, frame, &mark->links[i], x, y))
      continue;
    cairo_move_to (canvas->cr, x[0], y[0]);
    if (mark->links[i].bend == 0)
      cairo_line_to (canvas->cr, x[2], y[2]);
    else {
      double lift = 4.0 / 3 * (y[1] - (y[0] + y[2]) / 2); /* of the control points: the curve's middle is at y[1] */
      cairo_curve_to (canvas->cr, x[0], y[0] + lift, x[2], y[2] + lift, x[2], y[2]);
    }
    cairo_stroke (canvas->cr);
  }
}

static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  for (int width = 1; width <= WIDTHS; width++)
    draw_width (canvas, mark, frame, width);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

static double
distance_to (const double x[3], const double y[3], double px, double py)
{
  double dx = x[2] - x[0], dy = y[2] - y[0], length = dx * dx + dy * dy;
  double at = length > 0 ? CLAMP (((px - x[0]) * dx + (py - y[0]) * dy) / length, 0, 1) : 0;
  double lift = 4 * at * (1 - at) * (y[1] - (y[0] + y[2]) / 2);
  return hypot (px - x[0] - at * dx, py - y[0] - at * dy - lift);
}

static void
say (const PlotMark *mark, const PlotLink *link, PlotReadout *readout)
{
  GString *text = g_string_new (mark->say != NULL ? mark->say : "{from} → {to}: {v}");
  g_string_replace (text, "{from}", mark->names != NULL ? mark->names[link->from] : "", 0);
  g_string_replace (text, "{to}", mark->names != NULL ? mark->names[link->to] : "", 0);
  plot_mark_fill_in (text, "{v}", link->value);
  g_strlcpy (readout->text, text->str, sizeof readout->text);
  g_string_free (text, TRUE);
}

/* Only close by: between the lines there is nothing. Of lines that cross, the wider one. */
static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  double best = INFINITY, x[3], y[3];
  for (int i = 0; i < mark->n_links; i++) {
    int width = width_of (mark, &mark->links[i]);
    if (width == 0 || !find_ends (mark, frame, &mark->links[i], x, y))
      continue;
    double distance = distance_to (x, y, px, py), weighed = 6 + 0.5 * distance + 0.2 * (WIDTHS - width);
    if (distance > 6 || weighed >= best)
      continue;
    best = weighed;
    readout->index = i;
    readout->value = mark->links[i].value;
    readout->point_x = px;
    readout->point_y = py;
  }
  if (isfinite (best))
    say (mark, &mark->links[readout->index], readout);
  return best;
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  char most[48];
  plot_number (mark->link_max, false, most, sizeof most);
  g_string_append_printf (text, ngettext_ ("%d connection", "%d connections", mark->n_links), mark->n_links);
  g_string_append_printf (text, _(" (%s), sizes up to %s"), mark->label != NULL ? mark->label : mark->type->entry.label, most);
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  for (int i = 0; i < mark->n_links; i++)
    plot_table_row (text, prefix, mark->links[i].from, mark->links[i].to, mark->links[i].value);
}

extern const PlotMarkType plot_mark_links;
const PlotMarkType plot_mark_links = {
  { "links", N_ ("Links"), N_ ("Lines between the nodes of a diagram, as wide as their values are large"), NULL, NULL },
  0, false, extend, draw, nearest, describe, table,
};
