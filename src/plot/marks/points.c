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

typedef struct {
  double radius, edge;
  PlotColour outline;
} Look;

static void
draw_one (PlotCanvas *canvas, const PlotMark *mark, const Look *look, int style, double x, double y)
{
  cairo_new_path (canvas->cr);
  plot_canvas_marker (canvas, style, x, y, look->radius);
  if (look->edge > 0) {
    plot_canvas_source (canvas, look->outline, 0.9 * mark->alpha);
    cairo_set_line_width (canvas->cr, look->edge * 2);
    cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke_preserve (canvas->cr);
  }
  plot_canvas_source (canvas, plot_points_colour (canvas->scheme, mark, style), mark->alpha);
  cairo_fill (canvas->cr);
}

/* Pixels are stamped: a thousand small paths cost ten times as much as a thousand copies of one picture of them. Vector
 * files keep the paths, and so does a drawing that is scaled or turned. */
static bool
can_stamp (cairo_t *cr)
{
  cairo_matrix_t matrix;
  cairo_get_matrix (cr, &matrix);
  return cairo_surface_get_type (cairo_get_group_target (cr)) == CAIRO_SURFACE_TYPE_IMAGE && matrix.xx == 1 &&
         matrix.yy == 1 && matrix.xy == 0 && matrix.yx == 0;
}

static cairo_surface_t *
make_stamp (const PlotCanvas *canvas, const PlotMark *mark, const Look *look, int style, double reach, double scale)
{
  int size = (int) ceil (2 * reach * scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
  PlotCanvas small = *canvas;
  cairo_surface_set_device_scale (surface, scale, scale);
  small.cr = cairo_create (surface);
  draw_one (&small, mark, look, style, reach, reach);
  cairo_destroy (small.cr);
  return surface;
}

/* At whole pixels of the picture. */
static void
put_stamp (cairo_t *cr, cairo_surface_t *stamp, double x, double y, double reach, double scale)
{
  cairo_matrix_t matrix;
  cairo_get_matrix (cr, &matrix);
  double left = round ((x - reach + matrix.x0) * scale) / scale - matrix.x0;
  double top = round ((y - reach + matrix.y0) * scale) / scale - matrix.y0;
  cairo_set_source_surface (cr, stamp, left, top);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
}

static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  Look look = { mark->n > 2000 ? 1.8 : mark->n > 500 ? 2.6 : mark->n > 12 ? 3.4 : 5, 0, plot_background (canvas->scheme) };
  cairo_surface_t *stamps[PLOT_STYLES + 1] = { NULL };
  bool stamping = mark->n > 40 && can_stamp (canvas->cr);
  double scale = 1, scale_y;
  look.radius = fmin (look.radius, fmax (canvas->theme->compact ? 1 : 1.5, 0.012 * frame->rect.width));
  look.edge = look.radius < 1.6 ? 0 : fmin (0.9, look.radius * 0.25);
  double reach = ceil (look.radius * 1.5 + look.edge + 1);
  cairo_surface_get_device_scale (cairo_get_group_target (canvas->cr), &scale, &scale_y);
  for (int i = 0; i < mark->n; i++) {
    double x = plot_frame_x (frame, mark->x[i]), y = plot_frame_y (frame, mark->y[i]);
    int style = mark->group != NULL ? mark->group[i] : mark->style;
    cairo_surface_t **stamp = &stamps[style < 0 ? PLOT_STYLES : style % PLOT_STYLES];
    if (isnan (x) || isnan (y))
      continue;
    if (stamping && *stamp == NULL)
      *stamp = make_stamp (canvas, mark, &look, style, reach, scale);
    if (stamping)
      put_stamp (canvas->cr, *stamp, x, y, reach, scale);
    else
      draw_one (canvas, mark, &look, style, x, y);
  }
  for (int i = 0; i <= PLOT_STYLES; i++)
    if (stamps[i] != NULL)
      cairo_surface_destroy (stamps[i]);
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
  if (isfinite (best))
    plot_mark_say_item (mark, readout);
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
