/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <math.h>
#include <stdint.h>

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

#define KEYS (PLOT_STYLES * (1 + PLOT_PINS)) /* groups that look different */

void
plot_points_hole (PlotCanvas *canvas, int style, double x, double y, double radius, PlotColour inside, PlotColour dot)
{
  static const double holes[] = { 0.55, 0.8, 0.35, 0.68 };
  int kind = style < 0 ? -1 : style % KEYS / PLOT_STYLES - 1, n = (int) G_N_ELEMENTS (holes);
  if (kind < 0)
    return;
  plot_canvas_marker (canvas, style, x, y, holes[kind % n] * radius);
  plot_canvas_source (canvas, inside, 1);
  cairo_fill (canvas->cr);
  if (kind < n)
    return;
  plot_canvas_marker (canvas, style, x, y, 0.22 * radius);
  plot_canvas_source (canvas, dot, 1);
  cairo_fill (canvas->cr);
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
  PlotColour colour = plot_points_colour (canvas->scheme, mark, style);
  plot_canvas_source (canvas, colour, mark->alpha);
  cairo_fill (canvas->cr);
  plot_points_hole (canvas, style, x, y, look->radius, look->outline, colour);
}

/* ---- stamps ---- */

/* Pixels are stamped: a thousand small paths cost a hundred times as much as a thousand copies of one picture of them.
 * Vector files keep the paths, and so does a drawing that is scaled or turned, or clipped to anything but pixels. */
typedef struct {
  cairo_surface_t *surface;
  double scale, x0, y0;         /* pixels in a unit; pixel of the origin */
  int left, top, right, bottom; /* pixels inside the clip */
  cairo_surface_t *stamps[KEYS + 1];
} Ground;

static bool
find_clip (cairo_t *cr, Ground *ground)
{
  cairo_rectangle_list_t *list = cairo_copy_clip_rectangle_list (cr);
  bool one = list->status == CAIRO_STATUS_SUCCESS && list->num_rectangles == 1;
  if (one) {
    const cairo_rectangle_t *r = list->rectangles;
    ground->left = (int) lround (r->x * ground->scale + ground->x0);
    ground->top = (int) lround (r->y * ground->scale + ground->y0);
    ground->right = (int) lround ((r->x + r->width) * ground->scale + ground->x0);
    ground->bottom = (int) lround ((r->y + r->height) * ground->scale + ground->y0);
  }
  cairo_rectangle_list_destroy (list);
  return one;
}

static bool
find_ground (cairo_t *cr, Ground *ground)
{
  cairo_matrix_t matrix;
  double scale_y;
  *ground = (Ground) { .surface = cairo_get_group_target (cr) };
  if (cairo_surface_get_type (ground->surface) != CAIRO_SURFACE_TYPE_IMAGE ||
      cairo_image_surface_get_format (ground->surface) > CAIRO_FORMAT_RGB24)
    return false;
  cairo_get_matrix (cr, &matrix);
  cairo_surface_get_device_scale (ground->surface, &ground->scale, &scale_y);
  cairo_surface_get_device_offset (ground->surface, &ground->x0, &ground->y0);
  ground->x0 += matrix.x0 * ground->scale;
  ground->y0 += matrix.y0 * ground->scale;
  return matrix.xx == 1 && matrix.yy == 1 && matrix.xy == 0 && matrix.yx == 0 && find_clip (cr, ground);
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
  cairo_surface_flush (surface);
  return surface;
}

static uint32_t *
pixel_at (cairo_surface_t *surface, int x, int y)
{
  unsigned char *data = cairo_image_surface_get_data (surface);
  return (uint32_t *) (void *) (data + (ptrdiff_t) y * cairo_image_surface_get_stride (surface)) + x;
}

/* Colours multiplied by alpha, as Cairo has them; two channels at once. */
static uint32_t
over (uint32_t above, uint32_t below)
{
  uint32_t rest = 255 - (above >> 24);
  uint32_t even = (below & 0xff00ff) * rest + 0x800080, odd = (below >> 8 & 0xff00ff) * rest + 0x800080;
  even = (even + (even >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
  odd = (odd + (odd >> 8 & 0xff00ff)) & 0xff00ff00;
  return above + (even | odd);
}

/* At whole pixels of the picture. */
static void
put_stamp (const Ground *ground, cairo_surface_t *stamp, double x, double y)
{
  int left = (int) lround (x * ground->scale + ground->x0), top = (int) lround (y * ground->scale + ground->y0);
  int size = cairo_image_surface_get_width (stamp);
  int first = MAX (top, ground->top), last = MIN (top + size, ground->bottom);
  int from = MAX (left, ground->left), to = MIN (left + size, ground->right);
  if (first >= last || from >= to)
    return;
  ptrdiff_t stride = cairo_image_surface_get_stride (ground->surface) / 4;
  uint32_t *pixels = pixel_at (ground->surface, from, first);
  const uint32_t *stamped = pixel_at (stamp, from - left, first - top);
  for (int row = first; row < last; row++, pixels += stride, stamped += size)
    for (int i = 0; i < to - from; i++)
      if (stamped[i] >> 24 == 255)
        pixels[i] = stamped[i];
      else if (stamped[i] != 0)
        pixels[i] = over (stamped[i], pixels[i]);
}

static int
style_of (const PlotMark *mark, int i)
{
  return mark->group != NULL ? mark->group[i] : mark->style;
}

/* Its place is on the frame, give or take a rounding. */
static bool
is_on (const PlotFrame *frame, double x, double y)
{
  const PlotRectangle *r = &frame->rect;
  return x >= r->x - 0.5 && x <= r->x + r->width + 0.5 && y >= r->y - 0.5 && y <= r->y + r->height + 0.5;
}

static void
stamp_all (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame, const Look *look, Ground *ground)
{
  double reach = ceil (look->radius * 1.3 + look->edge); /* of the widest shape */
  cairo_surface_flush (ground->surface);
  for (int i = 0; i < mark->n; i++) {
    double x = plot_frame_x (frame, mark->x[i]), y = plot_frame_y (frame, mark->y[i]);
    int style = style_of (mark, i);
    cairo_surface_t **stamp = &ground->stamps[style < 0 ? KEYS : style % KEYS];
    if (!is_on (frame, x, y))
      continue;
    if (*stamp == NULL)
      *stamp = make_stamp (canvas, mark, look, style, reach, ground->scale);
    put_stamp (ground, *stamp, x - reach, y - reach);
  }
  cairo_surface_mark_dirty (ground->surface);
  for (int i = 0; i <= KEYS; i++)
    cairo_surface_destroy (ground->stamps[i]);
}

static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  Look look = { mark->n > 2000 ? 1.8 : mark->n > 500 ? 2.6 : mark->n > 12 || canvas->theme->compact ? 3.4 : 5, 0, plot_background (canvas->scheme) };
  Ground ground;
  look.radius = fmin (look.radius, fmax (canvas->theme->compact ? 1 : 2, (mark->n > 12 ? 0.012 : 0.04) * frame->rect.width));
  look.edge = look.radius < 1.6 ? 0 : fmin (0.9, look.radius * 0.25);
  if (mark->n > 40 && find_ground (canvas->cr, &ground)) {
    stamp_all (canvas, mark, frame, &look, &ground);
    return;
  }
  for (int i = 0; i < mark->n; i++) {
    double x = plot_frame_x (frame, mark->x[i]), y = plot_frame_y (frame, mark->y[i]);
    if (is_on (frame, x, y))
      draw_one (canvas, mark, &look, style_of (mark, i), x, y);
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
