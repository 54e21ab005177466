/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <math.h>

static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
}

/* Marching squares: the corners of a square are the middles of four cells, and a line enters and leaves it where the level lies
 * between two corners. The crossings are numbered by the side that they lie on: first those to the right of each cell, then
 * those below; a line goes from side to side through the squares. */
typedef struct {
  const PlotMark *mark;
  float level;
  double left, top, width, height; /* px of the first cell's middle, and from one to the next */
  int (*next)[2];                  /* of each side: the sides that it is joined to, −1: none */
} March;

static int
side_of (const March *march, bool below, int r, int c)
{
  return (below ? march->mark->rows * march->mark->columns : 0) + r * march->mark->columns + c;
}

static bool
is_crossed (const March *march, int cell, int other)
{
  float from = march->mark->cells[cell], to = march->mark->cells[other];
  return isfinite (from) && isfinite (to) && (from < march->level) != (to < march->level);
}

static void
join (const March *march, int a, int b)
{
  march->next[a][march->next[a][0] >= 0] = b;
  march->next[b][march->next[b][0] >= 0] = a;
}

static void
cross_square (const March *march, int r, int c)
{
  int width = march->mark->columns, cell = r * width + c, crossed[4], n = 0;
  if (is_crossed (march, cell, cell + 1))
    crossed[n++] = side_of (march, false, r, c);
  if (is_crossed (march, cell + 1, cell + width + 1))
    crossed[n++] = side_of (march, true, r, c + 1);
  if (is_crossed (march, cell + width, cell + width + 1))
    crossed[n++] = side_of (march, false, r + 1, c);
  if (is_crossed (march, cell, cell + width))
    crossed[n++] = side_of (march, true, r, c);
  for (int i = 0; i + 1 < n; i += 2)
    join (march, crossed[i], crossed[i + 1]);
}

static void
line_to (const March *march, cairo_t *cr, int side)
{
  int n = march->mark->rows * march->mark->columns, cell = side % n, other = cell + (side < n ? 1 : march->mark->columns);
  double from = (double) march->mark->cells[cell], to = (double) march->mark->cells[other], at = ((double) march->level - from) / (to - from);
  cairo_line_to (cr, march->left + march->width * (cell % march->mark->columns + (side < n ? at : 0)),
                 march->top + march->height * (cell / march->mark->columns + (side < n ? 0 : at)));
}

/* Takes the way from @side as far as it goes. */
static void
follow (const March *march, cairo_t *cr, int side)
{
  cairo_new_sub_path (cr);
  while (side >= 0) {
    int *next = march->next[side], to = next[0] >= 0 ? next[0] : next[1];
    line_to (march, cr, side);
    next[0] = next[1] = -1;
    if (to >= 0) /* the way back is gone */
      march->next[to][march->next[to][0] == side ? 0 : 1] = -1;
    side = to;
  }
}

/* Lines that end at the edge begin there; what is left goes round. */
static void
trace (const March *march, cairo_t *cr)
{
  int n = 2 * march->mark->rows * march->mark->columns;
  for (int i = 0; i < n; i++)
    march->next[i][0] = march->next[i][1] = -1;
  for (int r = 0; r + 1 < march->mark->rows; r++)
    for (int c = 0; c + 1 < march->mark->columns; c++)
      cross_square (march, r, c);
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < n; i++) {
      bool one = (march->next[i][0] >= 0) != (march->next[i][1] >= 0), two = march->next[i][0] >= 0 && march->next[i][1] >= 0;
      if (one || (two && round == 1))
        follow (march, cr, i);
    }
}

/* ---- hairlines ---- */

/* Stroking a thousand crossing hairlines costs Cairo ten times what the rest of a plot does. For pixels they are written into a
 * mask, two pixels at each place that share the line by how near it is (Wu 1991, An efficient antialiasing technique). */
typedef struct {
  unsigned char *data;
  int stride, width, height;
  double x, y, scale; /* of the mask's corner; pixels in a unit */
} Mask;

static void
cover (const Mask *mask, int x, int y, double share)
{
  if (x < 0 || y < 0 || x >= mask->width || y >= mask->height)
    return;
  unsigned char *pixel = &mask->data[y * mask->stride + x], value = (unsigned char) (share * 255);
  *pixel = MAX (*pixel, value);
}

static void
hairline (const Mask *mask, double x0, double y0, double x1, double y1)
{
  bool steep = fabs (y1 - y0) > fabs (x1 - x0);
  double from = steep ? y0 : x0, to = steep ? y1 : x1, from_across = steep ? x0 : y0, to_across = steep ? x1 : y1;
  double slope = to != from ? (to_across - from_across) / (to - from) : 0, low = fmin (from, to), high = fmax (from, to);
  for (int at = (int) floor (low); at <= (int) floor (high); at++) {
    double across = from_across + (CLAMP (at + 0.5, low, high) - from) * slope - 0.5, share = across - floor (across);
    int near = (int) floor (across);
    cover (mask, steep ? near : at, steep ? at : near, 1 - share);
    cover (mask, steep ? near + 1 : at, steep ? at : near + 1, share);
  }
}

static void
write_lines (const Mask *mask, const cairo_path_t *path)
{
  double x = 0, y = 0;
  for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
    double to_x = (path->data[i + 1].point.x - mask->x) * mask->scale, to_y = (path->data[i + 1].point.y - mask->y) * mask->scale;
    if (path->data[i].header.type == CAIRO_PATH_LINE_TO)
      hairline (mask, x, y, to_x, to_y);
    x = to_x, y = to_y;
  }
}

/* The path that is there, in the colour that is set. */
static void
stroke_pixels (cairo_t *cr, const PlotRectangle *rect)
{
  double scale, scale_y;
  cairo_surface_get_device_scale (cairo_get_group_target (cr), &scale, &scale_y);
  Mask mask = { .width = (int) ceil (rect->width * scale), .height = (int) ceil (rect->height * scale), .x = rect->x, .y = rect->y,
                .scale = scale };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, mask.width, mask.height);
  cairo_path_t *path = cairo_copy_path (cr);
  mask.data = cairo_image_surface_get_data (surface);
  mask.stride = cairo_image_surface_get_stride (surface);
  if (mask.data != NULL && path->status == CAIRO_STATUS_SUCCESS)
    write_lines (&mask, path);
  cairo_surface_mark_dirty (surface);
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_new_path (cr);
  cairo_mask_surface (cr, surface, rect->x, rect->y);
  cairo_path_destroy (path);
  cairo_surface_destroy (surface);
}

static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  double left = plot_frame_x (frame, mark->left), right = plot_frame_x (frame, mark->right);
  double top = plot_frame_y (frame, mark->top), bottom = plot_frame_y (frame, mark->bottom);
  if (mark->rows < 2 || mark->columns < 2 || !isfinite (left + right + top + bottom))
    return;
  March march = { .mark = mark, .width = (right - left) / mark->columns, .height = (bottom - top) / mark->rows };
  march.left = left + march.width / 2;
  march.top = top + march.height / 2;
  march.next = g_malloc_n (2 * (gsize) mark->rows * (gsize) mark->columns, sizeof *march.next);
  for (int level = 0; level < mark->n; level++) {
    march.level = (float) mark->x[level];
    if (isfinite (march.level))
      trace (&march, canvas->cr);
  }
  g_free (march.next);
  plot_canvas_source (canvas, plot_foreground (canvas->scheme), 0.4 * mark->alpha);
  cairo_set_line_width (canvas->cr, canvas->theme->compact ? 0.5 : 0.8);
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_BEVEL);
  if (cairo_surface_get_type (cairo_get_group_target (canvas->cr)) == CAIRO_SURFACE_TYPE_IMAGE)
    stroke_pixels (canvas->cr, &frame->rect);
  else
    cairo_stroke (canvas->cr);
}

static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  return INFINITY; /* the map beneath answers */
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  g_string_append_printf (text, ngettext_ ("%d contour line", "%d contour lines", mark->n), mark->n);
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  for (int i = 0; i < mark->n; i++)
    plot_table_row (text, prefix, NAN, NAN, mark->x[i]);
}

extern const PlotMarkType plot_mark_contour;
const PlotMarkType plot_mark_contour = {
  { "contour", N_ ("Contour lines"), N_ ("Lines of equal height over a grid of numbers"), NULL, NULL },
  1, false, extend, draw, nearest, describe, table,
};
