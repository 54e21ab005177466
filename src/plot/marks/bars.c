/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <math.h>

static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
  plot_range_add (x, mark->n, mark->x);
  for (int i = 0; i < mark->n; i++)
    plot_range_include (x, mark->x[i] + mark->width);
  plot_range_add (y, mark->n, mark->y);
  if (y->scale == PLOT_LINEAR && mark->n > 0)
    plot_range_include (y, 0);
  for (int i = 0; i < mark->n && mark->texts != NULL && y->scale == PLOT_LINEAR; i++)
    plot_range_include (y, 1.12 * mark->y[i]); /* room for the text */
  x->tight = true;
}

/* Where bar @i stands; false if it cannot be shown. Bars grow from 0, on a log axis from its foot. */
static bool
bar_box (const PlotMark *mark, const PlotFrame *frame, int i, PlotRectangle *box)
{
  double foot = frame->rect.y + frame->rect.height;
  double zero = frame->y.scale == PLOT_LINEAR ? plot_frame_y (frame, 0) : foot;
  double left = plot_frame_x (frame, mark->x[i]), right = plot_frame_x (frame, mark->x[i] + mark->width);
  double top = plot_frame_y (frame, mark->y[i]);
  if (isnan (left) || isnan (right) || isnan (top))
    return false;
  *box = (PlotRectangle) { left, fmin (top, zero), right - left, fabs (zero - top) };
  return true;
}

static void
draw_blocks (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame, PlotColour colour)
{
  PlotRectangle box;
  for (int i = 0; i < mark->n; i++) {
    if (!bar_box (mark, frame, i, &box))
      continue;
    double gap = mark->alpha >= 1 && box.width > 4 ? 1 : 0;
    cairo_rectangle (canvas->cr, box.x + gap / 2, box.y, box.width - gap, box.height);
  }
  plot_canvas_source (canvas, colour, mark->alpha >= 1 ? 1 : mark->alpha * 0.5);
  cairo_fill (canvas->cr);
}

/* The outline over all bars: up, along, down to the next. */
static void
draw_steps (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame, PlotColour colour)
{
  PlotRectangle box;
  double end = NAN;
  for (int i = 0; i < mark->n; i++) {
    if (!bar_box (mark, frame, i, &box))
      continue;
    double top = mark->y[i] >= 0 ? box.y : box.y + box.height, foot = mark->y[i] >= 0 ? box.y + box.height : box.y;
    bool joined = fabs (box.x - end) < 0.5;
    if (!joined && !isnan (end))
      cairo_line_to (canvas->cr, end, foot);
    if (joined)
      cairo_line_to (canvas->cr, box.x, top);
    else
      cairo_move_to (canvas->cr, box.x, foot);
    cairo_line_to (canvas->cr, box.x, top);
    cairo_line_to (canvas->cr, box.x + box.width, top);
    end = box.x + box.width;
  }
  plot_canvas_source (canvas, colour, 1);
  plot_canvas_pen (canvas, 1.7, mark->style);
  cairo_stroke (canvas->cr);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

/* Over each bar, or in it where it reaches the top; what is not finite stands on the axis. */
static void
draw_text (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame, int i)
{
  double line = canvas->line_height[PLOT_TEXT_LABEL], foot = frame->rect.y + frame->rect.height;
  double left = plot_frame_x (frame, mark->x[i]), right = plot_frame_x (frame, mark->x[i] + mark->width);
  PlotRectangle box = { left, foot, right - left, 0 };
  bar_box (mark, frame, i, &box);
  bool inside = box.y < frame->rect.y + line + 1;
  PlotColour under = inside ? plot_mark_colour (canvas->scheme, mark) : plot_background (canvas->scheme);
  double y = inside ? fmax (box.y, frame->rect.y) + 2 : fmin (box.y, foot) - line - 1;
  double x = left + (right - left) / 2, width = plot_canvas_width (canvas, PLOT_TEXT_LABEL, mark->texts[i]) + 2;
  if (inside && width > right - left)
    return;
  plot_canvas_source (canvas, under, 1); /* over the lines of the grid */
  cairo_rectangle (canvas->cr, x - width / 2, y, width, line);
  cairo_fill (canvas->cr);
  plot_canvas_source (canvas, plot_text_on (canvas->scheme, under), 1);
  plot_canvas_text (canvas, PLOT_TEXT_LABEL, mark->texts[i], x, y, PLOT_MIDDLE, 0);
}

/* None where one is too wide for its place. */
static void
draw_texts (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  for (int i = 0; i < mark->n; i++)
    if (plot_canvas_width (canvas, PLOT_TEXT_LABEL, mark->texts[i]) >
        plot_frame_x (frame, mark->x[i] + mark->width) - plot_frame_x (frame, mark->x[i]))
      return;
  for (int i = 0; i < mark->n; i++)
    draw_text (canvas, mark, frame, i);
}

/* Solid bars stand alone; see-through ones lie over others and show their outline, each lane with its dash. Neutral ones
 * are ground. */
static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  PlotColour colour = plot_mark_colour (canvas->scheme, mark);
  draw_blocks (canvas, mark, frame, colour);
  if (mark->alpha < 1 && mark->style >= 0)
    draw_steps (canvas, mark, frame, colour);
  if (mark->texts != NULL && !canvas->theme->compact)
    draw_texts (canvas, mark, frame);
}

static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  PlotRectangle box;
  double best = INFINITY;
  for (int i = 0; i < mark->n; i++) {
    if (!bar_box (mark, frame, i, &box))
      continue;
    double middle = box.x + box.width / 2;
    double distance = fmax (0, fabs (px - middle) - box.width / 2) + (py < box.y - 6 ? (box.y - 6 - py) * 0.1 : 0);
    if (distance >= best)
      continue;
    best = distance;
    readout->index = i;
    readout->point_x = middle;
    readout->point_y = box.y;
    readout->value = mark->y[i];
  }
  if (isfinite (best))
    plot_mark_say_value (mark, readout);
  return best;
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  int highest = -1;
  for (int i = 0; i < mark->n; i++)
    if (isfinite (mark->y[i]) && (highest < 0 || mark->y[i] > mark->y[highest]))
      highest = i;
  const char *name = mark->label != NULL ? mark->label : _("bars");
  if (highest < 0) {
    g_string_append_printf (text, _("%s: no value yet"), name);
    return;
  }
  char at[48], number[48];
  plot_number (mark->x[highest] + mark->width / 2, false, at, sizeof at);
  plot_number (mark->y[highest], false, number, sizeof number);
  int category = (int) nearbyint (mark->x[highest] + mark->width / 2);
  if (panel->x.categories != NULL && category >= 0 && category < (int) g_strv_length (panel->x.categories))
    g_strlcpy (at, panel->x.categories[category], sizeof at);
  g_string_append_printf (text, _("%s: highest at %s with %s"), name, at, number);
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  for (int i = 0; i < mark->n; i++)
    plot_table_row (text, prefix, mark->x[i], mark->y[i], mark->y[i]);
}

extern const PlotMarkType plot_mark_bars;
const PlotMarkType plot_mark_bars = {
  { "bars", N_ ("Bars"), N_ ("Counts or shares, from zero"), NULL, NULL },
  1, false, extend, draw, nearest, describe, table,
};
