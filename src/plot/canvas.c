/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/canvas.h"

#include <math.h>
#include <string.h>

#define COMPACT 0.86 /* of the usual size of texts */

static void
set_size (PlotCanvas *canvas, double size)
{
  canvas->size = size;
  plot_texts_begin (canvas->texts, canvas->cr, canvas->theme, size);
  for (int kind = 0; kind < PLOT_N_TEXTS; kind++)
    canvas->line_height[kind] = ceil (plot_texts_size (canvas->texts, kind) * 1.3);
}

void
plot_canvas_init (PlotCanvas *canvas, cairo_t *cr, const PlotTheme *theme, GArray *log)
{
  *canvas = (PlotCanvas) { .cr = cr, .theme = theme, .scheme = theme->scheme, .log = log };
  canvas->texts = theme->texts != NULL ? theme->texts : plot_texts_new ();
  set_size (canvas, (theme->font_size > 0 ? theme->font_size : PLOT_FONT_SIZE) * (theme->compact ? COMPACT : 1));
  canvas->taken = g_array_new (FALSE, FALSE, sizeof (PlotRectangle));
}

bool
plot_canvas_save_room (PlotCanvas *canvas)
{
  if (canvas->theme->compact)
    return false;
  if (!canvas->tight)
    set_size (canvas, canvas->size * COMPACT);
  canvas->own = *canvas->theme;
  canvas->own.compact = canvas->tight;
  canvas->theme = &canvas->own;
  canvas->tight = true;
  return true;
}

void
plot_canvas_clear (PlotCanvas *canvas)
{
  if (canvas->theme->texts == NULL)
    plot_texts_free (canvas->texts);
  g_array_free (canvas->taken, TRUE);
}

double
plot_canvas_width (PlotCanvas *canvas, PlotTextKind kind, const char *text)
{
  PangoRectangle logical;
  pango_layout_get_extents (plot_texts_line (canvas->texts, kind, text), NULL, &logical);
  return (double) logical.width / PANGO_SCALE;
}

/* Where a clause ends that the text can do without. */
static bool
ends_clause (const char *at)
{
  static const char *const stops[] = { ", ", ": ", " (", " · ", "，", "：", "（" };
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    if (g_str_has_prefix (at, stops[i]))
      return true;
  return false;
}

char *
plot_canvas_shortened (PlotCanvas *canvas, PlotTextKind kind, const char *text, double width)
{
  gsize length = strlen (text), kept = length;
  if (plot_canvas_width (canvas, kind, text) <= width)
    return g_strdup (text);
  for (gsize at = 1; at < length; at++) {
    char *head = ends_clause (text + at) ? g_strndup (text, at) : NULL;
    if (head == NULL)
      continue;
    bool more = kept == length || plot_canvas_width (canvas, kind, head) <= width;
    g_free (head);
    if (!more)
      break;
    kept = at;
  }
  return g_strndup (text, kept);
}

double
plot_canvas_least_width (PlotCanvas *canvas, PlotTextKind kind, const char *text)
{
  char *clause = plot_canvas_shortened (canvas, kind, text, 0);
  double width = plot_canvas_width (canvas, kind, clause);
  g_free (clause);
  return width;
}

double
plot_canvas_wrapped_height (PlotCanvas *canvas, PlotTextKind kind, const char *text, double width)
{
  PangoRectangle logical;
  pango_layout_get_extents (plot_texts_fitted (canvas->texts, kind, text, width, true), NULL, &logical);
  return ceil ((double) logical.height / PANGO_SCALE);
}

static void
show (PlotCanvas *canvas, PangoLayout *layout, const char *text, double x, double y)
{
  cairo_move_to (canvas->cr, x, y);
  pango_cairo_show_layout (canvas->cr, layout);
  cairo_new_path (canvas->cr);
  if (canvas->log == NULL)
    return;
  PangoRectangle ink;
  pango_layout_get_extents (layout, &ink, NULL);
  PlotTextBox box = { { x + (double) ink.x / PANGO_SCALE, y + (double) ink.y / PANGO_SCALE,
                        (double) ink.width / PANGO_SCALE, (double) ink.height / PANGO_SCALE } };
  g_utf8_strncpy (box.text, text, (gsize) MIN (g_utf8_strlen (text, -1), 15));
  g_array_append_val (canvas->log, box);
}

/* Baselines, not boxes, are what the eye aligns: fonts mixed in one line differ in height. */
static void
find_corner (const PlotCanvas *canvas, PlotTextKind kind, PangoLayout *layout, PlotAlign align, double *x, double *y)
{
  PangoRectangle logical;
  pango_layout_get_extents (layout, NULL, &logical);
  double width = (double) logical.width / PANGO_SCALE;
  *x -= width * (align == PLOT_END ? 1 : align == PLOT_MIDDLE ? 0.5 : 0) + (double) logical.x / PANGO_SCALE;
  *y += plot_texts_size (canvas->texts, kind) - (double) pango_layout_get_baseline (layout) / PANGO_SCALE;
}

void
plot_canvas_text (PlotCanvas *canvas, PlotTextKind kind, const char *text, double x, double y, PlotAlign align,
                  double max_width)
{
  bool fits = max_width <= 0 || plot_canvas_width (canvas, kind, text) <= max_width;
  PangoLayout *layout = fits ? plot_texts_line (canvas->texts, kind, text)
                             : plot_texts_fitted (canvas->texts, kind, text, max_width, false);
  find_corner (canvas, kind, layout, align, &x, &y);
  show (canvas, layout, text, x, y);
}

void
plot_canvas_clauses (PlotCanvas *canvas, PlotTextKind kind, const char *text, double x, double y, PlotAlign align,
                     double max_width)
{
  char *clauses = plot_canvas_shortened (canvas, kind, text, max_width);
  plot_canvas_text (canvas, kind, clauses, x, y, align, max_width);
  g_free (clauses);
}

void
plot_canvas_text_over (PlotCanvas *canvas, PlotTextKind kind, const char *text, double x, double y, PlotAlign align,
                       PlotColour colour)
{
  PangoLayout *layout = plot_texts_line (canvas->texts, kind, text);
  find_corner (canvas, kind, layout, align, &x, &y);
  cairo_move_to (canvas->cr, x, y);
  pango_cairo_layout_path (canvas->cr, layout);
  plot_canvas_source (canvas, plot_background (canvas->scheme), 0.9);
  cairo_set_line_width (canvas->cr, 0.36 * canvas->size);
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (canvas->cr);
  plot_canvas_source (canvas, colour, 1);
  show (canvas, layout, text, x, y);
}

void
plot_canvas_wrapped (PlotCanvas *canvas, PlotTextKind kind, const char *text, double x, double y, double width)
{
  show (canvas, plot_texts_fitted (canvas->texts, kind, text, width, true), text, x, y);
}

void
plot_canvas_source (PlotCanvas *canvas, PlotColour colour, double alpha)
{
  cairo_set_source_rgba (canvas->cr, colour.red, colour.green, colour.blue, alpha);
}

PlotColour
plot_mark_colour (PlotScheme scheme, const PlotMark *mark)
{
  return isnan (mark->shade) ? plot_lane_colour (scheme, mark->style) : plot_family_colour (scheme, mark->shade);
}

void
plot_canvas_pen (PlotCanvas *canvas, double width, int style)
{
  int n;
  double scaled[8];
  const double *dash = plot_lane_dash (style, &n);
  for (int i = 0; i < n; i++)
    scaled[i] = dash[i] * width;
  cairo_set_dash (canvas->cr, scaled, n, 0);
  cairo_set_line_width (canvas->cr, width);
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_BEVEL);
  cairo_set_line_cap (canvas->cr, CAIRO_LINE_CAP_BUTT);
}

static void
polygon (cairo_t *cr, double x, double y, double radius, int corners, double turn)
{
  for (int i = 0; i < corners; i++) {
    double angle = 2 * G_PI * (i + turn) / corners - G_PI / 2;
    cairo_line_to (cr, x + radius * cos (angle), y + radius * sin (angle));
  }
  cairo_close_path (cr);
}

void
plot_canvas_marker (PlotCanvas *canvas, int style, double x, double y, double radius)
{
  static const struct {
    int corners;
    double turn, scale;
  } shapes[PLOT_STYLES] = { { 0, 0, 1 },      { 3, 0, 1.3 },    { 4, 0.5, 1.2 }, { 4, 0, 1.3 },
                            { 3, 0.5, 1.3 }, { 5, 0, 1.2 }, { 6, 0, 1.1 } };
  int shape = style < 0 ? 0 : style % PLOT_STYLES;
  cairo_new_sub_path (canvas->cr);
  if (shapes[shape].corners == 0)
    cairo_arc (canvas->cr, x, y, radius, 0, 2 * G_PI);
  else
    polygon (canvas->cr, x, y, radius * shapes[shape].scale, shapes[shape].corners, shapes[shape].turn);
  cairo_close_path (canvas->cr);
}

bool
plot_rectangles_meet (const PlotRectangle *a, const PlotRectangle *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

void
plot_canvas_arrow (PlotCanvas *canvas, double x, double y, double to_x, double to_y, double width, PlotColour colour,
                   double alpha)
{
  double length = hypot (to_x - x, to_y - y), ux = (to_x - x) / length, uy = (to_y - y) / length;
  double head = fmin (length, 4 + 3 * width), half = head * 0.45, neck_x = to_x - head * ux, neck_y = to_y - head * uy;
  for (int halo = 1; halo >= 0; halo--) {
    double pen = halo * 2.4;
    plot_canvas_source (canvas, halo ? plot_background (canvas->scheme) : colour, halo ? 0.85 * alpha : alpha);
    plot_canvas_pen (canvas, width + pen, -1);
    cairo_move_to (canvas->cr, x, y);
    cairo_line_to (canvas->cr, neck_x, neck_y);
    cairo_stroke (canvas->cr);
    cairo_move_to (canvas->cr, to_x, to_y);
    cairo_line_to (canvas->cr, neck_x - half * uy, neck_y + half * ux);
    cairo_line_to (canvas->cr, neck_x + half * uy, neck_y - half * ux);
    cairo_close_path (canvas->cr);
    cairo_set_line_width (canvas->cr, pen);
    if (halo)
      cairo_stroke (canvas->cr);
    else
      cairo_fill (canvas->cr);
  }
}
