/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <math.h>

static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
  plot_range_add (x, 1, mark->x);
  plot_range_add (y, 1, mark->y);
}

static bool
is_free (const PlotCanvas *canvas, const PlotRectangle *box, const PlotRectangle *within)
{
  if (box->x < within->x || box->y < within->y || box->x + box->width > within->x + within->width ||
      box->y + box->height > within->y + within->height)
    return false;
  for (guint i = 0; i < canvas->taken->len; i++)
    if (plot_rectangles_meet (box, &g_array_index (canvas->taken, PlotRectangle, i)))
      return false;
  return true;
}

/* The word stands centred on its place, or beside it where that is taken or @width px are to be left free; with no room at all
 * it is left out. */
static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  static const int offsets[][2] = { { 0, 0 }, { 0, -1 }, { 0, 1 }, { 1, 0 }, { -1, 0 }, { 1, -1 }, { -1, -1 }, { 1, 1 }, { -1, 1 }, { 0, -2 }, { 0, 2 } };
  double x = plot_frame_x (frame, mark->x[0]), y = plot_frame_y (frame, mark->y[0]);
  if (mark->label == NULL || isnan (x) || isnan (y) || canvas->theme->compact)
    return;
  PlotTextKind kind = mark->width > 0 ? PLOT_TEXT_LABEL : PLOT_TEXT_PANEL; /* the name of a crowd stands out from it */
  double width = plot_canvas_width (canvas, kind, mark->label) + 4, height = canvas->line_height[kind];
  if (mark->width > 0 && width > 0.45 * frame->rect.width)
    return; /* it would hide what it names */
  double across = mark->width > 0 ? width / 2 + mark->width : 0.55 * width, up = mark->width > 0 ? height / 2 + mark->width : height;
  for (guint i = mark->width > 0; i < (mark->fixed ? 1 : G_N_ELEMENTS (offsets)); i++) {
    PlotRectangle box = { x - width / 2 + offsets[i][0] * across, y - height / 2 + offsets[i][1] * up, width, height };
    if (!is_free (canvas, &box, &frame->rect))
      continue;
    g_array_append_val (canvas->taken, box);
    cairo_rectangle (canvas->cr, box.x, box.y, box.width, box.height); /* whatever it stands over */
    plot_canvas_source (canvas, plot_background (canvas->scheme), 0.8);
    cairo_fill (canvas->cr);
    plot_canvas_text_over (canvas, kind, mark->label, box.x + width / 2, box.y, PLOT_MIDDLE,
                           mark->style < 0 ? plot_foreground (canvas->scheme) : plot_lane_text_colour (canvas->scheme, mark->style));
    return;
  }
}

static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  return INFINITY;
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  g_string_append (text, mark->label != NULL ? mark->label : "");
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  plot_table_row (text, prefix, mark->x[0], mark->y[0], NAN);
}

extern const PlotMarkType plot_mark_text;
const PlotMarkType plot_mark_text = {
  { "text", N_ ("Text"), N_ ("A word at a place"), NULL, NULL },
  5, true, extend, draw, nearest, describe, table,
};
