/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <math.h>

/* It lies around something that the panel shows anyway. */
static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
}

typedef struct {
  double x, y, across, down; /* px: centre and half axes */
} Oval;

static bool
find (const PlotMark *mark, const PlotFrame *frame, Oval *oval)
{
  double left = plot_frame_x (frame, mark->left), right = plot_frame_x (frame, mark->right);
  double top = plot_frame_y (frame, mark->top), bottom = plot_frame_y (frame, mark->bottom);
  *oval = (Oval) { (left + right) / 2, (top + bottom) / 2, fabs (right - left) / 2, fabs (bottom - top) / 2 };
  return isfinite (left + right + top + bottom) && (oval->across > 0 || oval->down > 0);
}

static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  Oval oval;
  if (!find (mark, frame, &oval))
    return;
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, oval.x, oval.y);
  cairo_scale (canvas->cr, fmax (0.5, oval.across), fmax (0.5, oval.down));
  cairo_new_sub_path (canvas->cr);
  cairo_arc (canvas->cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore (canvas->cr);
  plot_canvas_source (canvas, plot_background (canvas->scheme), 0.7 * mark->alpha);
  plot_canvas_pen (canvas, canvas->theme->compact ? 3.5 : 5, -1);
  cairo_stroke_preserve (canvas->cr);
  plot_canvas_source (canvas, plot_mark_colour (canvas->scheme, mark), mark->alpha);
  plot_canvas_pen (canvas, canvas->theme->compact ? 1 : 2.4, -1);
  cairo_stroke (canvas->cr);
}

static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  Oval oval;
  if (!find (mark, frame, &oval) || mark->say == NULL)
    return INFINITY;
  double across = fmax (0.5, oval.across), down = fmax (0.5, oval.down);
  double at = hypot ((px - oval.x) / across, (py - oval.y) / down);
  double distance = fabs (at - 1) * (at > 0 ? hypot (px - oval.x, py - oval.y) / at : fmin (across, down));
  if (distance > 6)
    return INFINITY;
  readout->index = 0;
  readout->point_x = at > 0 ? oval.x + (px - oval.x) / at : oval.x;
  readout->point_y = at > 0 ? oval.y + (py - oval.y) / at : oval.y - down;
  g_strlcpy (readout->text, mark->say, sizeof readout->text);
  return distance + 1;
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  g_string_append (text, mark->say != NULL ? mark->say : mark->label != NULL ? mark->label : _("an ellipse"));
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  plot_table_row (text, prefix, mark->left, mark->bottom, NAN);
  plot_table_row (text, prefix, mark->right, mark->top, NAN);
}

extern const PlotMarkType plot_mark_ellipse;
const PlotMarkType plot_mark_ellipse = {
  { "ellipse", N_ ("Ellipse"), N_ ("The outline of an ellipse along the axes"), NULL, NULL },
  4, false, extend, draw, nearest, describe, table,
};
