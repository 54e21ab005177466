/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <math.h>

/* It starts at something that the panel shows anyway. */
static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
}

/* Tail and head in px; false where there is no arrow. */
static bool
ends (const PlotMark *mark, const PlotFrame *frame, double px[2], double py[2])
{
  for (int i = 0; i < 2 && mark->n == 2; i++) {
    px[i] = plot_frame_x (frame, mark->x[i]);
    py[i] = plot_frame_y (frame, mark->y[i]);
  }
  return mark->n == 2 && isfinite (px[0] + px[1] + py[0] + py[1]);
}

static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  double x[2], y[2], shaft = canvas->theme->compact ? fmin (1.4, mark->width) : mark->width;
  if (!ends (mark, frame, x, y) || hypot (x[1] - x[0], y[1] - y[0]) < 1)
    return;
  plot_canvas_arrow (canvas, x[0], y[0], x[1], y[1], shaft, plot_mark_colour (canvas->scheme, mark), mark->alpha);
}

static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  double x[2], y[2];
  if (!ends (mark, frame, x, y))
    return INFINITY;
  double dx = x[1] - x[0], dy = y[1] - y[0], square = dx * dx + dy * dy;
  double along = square > 0 ? CLAMP (((px - x[0]) * dx + (py - y[0]) * dy) / square, 0, 1) : 0;
  double distance = hypot (px - x[0] - along * dx, py - y[0] - along * dy);
  if (distance > 8)
    return INFINITY;
  readout->index = 1;
  readout->value = hypot (mark->x[1] - mark->x[0], mark->y[1] - mark->y[0]);
  readout->point_x = x[1];
  readout->point_y = y[1];
  if (mark->say != NULL)
    g_strlcpy (readout->text, mark->say, sizeof readout->text);
  else
    plot_mark_say_value (mark, readout);
  return distance;
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  g_string_append (text, mark->say != NULL ? mark->say : mark->label != NULL ? mark->label : _("an arrow"));
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  for (int i = 0; i < mark->n; i++)
    plot_table_row (text, prefix, mark->x[i], mark->y[i], NAN);
}

extern const PlotMarkType plot_mark_arrow;
const PlotMarkType plot_mark_arrow = {
  { "arrow", N_ ("Arrow"), N_ ("From a point in a direction"), NULL, NULL },
  5, false, extend, draw, nearest, describe, table,
};
