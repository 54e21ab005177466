/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/marks/mark.h"

#include <math.h>
#include <stdint.h>

static void
extend (const PlotMark *mark, PlotRange *x, PlotRange *y)
{
  plot_range_include (x, mark->left);
  plot_range_include (x, mark->right);
  plot_range_include (y, mark->bottom);
  plot_range_include (y, mark->top);
  x->tight = y->tight = true;
}

bool
plot_map_extent (const PlotMark *map, double *min, double *max)
{
  float low = INFINITY, high = -INFINITY;
  for (int i = 0; i < map->rows * map->columns; i++) {
    float v = map->cells[i], finite = v - v == 0 ? v : NAN;
    low = finite < low ? finite : low;
    high = finite > high ? finite : high;
  }
  *min = low;
  *max = high;
  return low <= high;
}

void
plot_map_limits (const PlotMark *map, double *min, double *max)
{
  bool is_signed = map->colours == PLOT_SIGNED;
  bool given = isfinite (map->cell_max) && (is_signed || isfinite (map->cell_min));
  if (given || !plot_map_extent (map, min, max)) { /* what is given spares a look at the cells */
    *min = 0;
    *max = 1;
  }
  if (is_signed) {
    double reach = isfinite (map->cell_max) ? fabs (map->cell_max) : fmax (fabs (*min), fabs (*max));
    *max = reach > 0 ? reach : 1;
    *min = -*max;
    return;
  }
  *min = isfinite (map->cell_min) ? map->cell_min : *min;
  *max = isfinite (map->cell_max) ? map->cell_max : *max;
}

static uint32_t
pixel (PlotColour colour)
{
  return 0xff000000u | (uint32_t) (colour.red * 255 + 0.5) << 16 | (uint32_t) (colour.green * 255 + 0.5) << 8 |
         (uint32_t) (colour.blue * 255 + 0.5);
}

#define SHADES 256 /* as in PlotCanvas */

/* ARGB with the colour multiplied by alpha, as Cairo wants it. */
static uint32_t
faded (PlotColour colour, double alpha)
{
  PlotColour c = { colour.red * alpha, colour.green * alpha, colour.blue * alpha };
  return (pixel (c) & 0xffffffu) | (uint32_t) (alpha * 255 + 0.5) << 24;
}

/* The ramp from the range's least to its greatest value. */
static void
fill_shades (PlotCanvas *canvas, PlotColours colours, bool pale, bool fade)
{
  int which = 1 + fade + 2 * pale + 4 * (int) colours;
  for (int i = 0; i < SHADES && canvas->shades.of != which; i++) {
    double at = colours == PLOT_SIGNED ? 2.0 * i / (SHADES - 1) - 1 : i / (SHADES - 1.0);
    PlotColour colour = plot_map_colour (canvas->scheme, colours, (pale ? PLOT_PALE : 1) * at);
    if (fade && colours == PLOT_SIGNED) /* no pale tones over a picture: full colour, more or less of it */
      colour = plot_map_colour (canvas->scheme, colours, at < 0 ? fmin (-0.6, at) : fmax (0.6, at));
    if (fade && colours == PLOT_GREY) /* ink on the page, dark or light as its text is */
      colour = plot_foreground (canvas->scheme);
    canvas->shades.argb[i] = fade && colours == PLOT_GREY ? faded (colour, at) : fade ? faded (colour, fmin (1, 1.6 * fabs (at))) : pixel (colour);
  }
  canvas->shades.of = which;
}

double
plot_map_bend (double bend, double value)
{
  return bend > 0 ? asinh (value / bend) : value;
}

/* The cells as an image, each repeated @repeat times both ways; NaN stays transparent. */
static cairo_surface_t *
make_image (PlotCanvas *canvas, const PlotMark *mark, double min, double max, int repeat, bool *has_nan)
{
  const uint32_t *shades = canvas->shades.argb;
  int width = mark->columns * repeat;
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, mark->rows * repeat);
  if (cairo_surface_status (image) != CAIRO_STATUS_SUCCESS)
    return image;
  fill_shades (canvas, mark->colours, mark->pale, mark->fade);
  cairo_surface_flush (image);
  unsigned char *data = cairo_image_surface_get_data (image);
  int stride = cairo_image_surface_get_stride (image);
  min = plot_map_bend (mark->bend, min);
  max = plot_map_bend (mark->bend, max);
  double scale = max > min ? (SHADES - 1) / (max - min) : 0, offset = max > min ? 0.5 : SHADES / 2;
  for (int y = 0; y < mark->rows * repeat; y++) {
    uint32_t *line = (uint32_t *) (void *) (data + (size_t) y * (size_t) stride);
    const float *cells = mark->cells + (size_t) (y / repeat) * (size_t) mark->columns;
    for (int x = 0; x < width; x++) {
      float v = cells[x / repeat];
      if (isnan (v)) {
        *has_nan = true;
        line[x] = 0;
        continue;
      }
      double at = plot_map_bend (mark->bend, (double) v);
      double shade = ((at < min ? min : at > max ? max : at) - min) * scale + offset;
      line[x] = shades[shade >= SHADES - 1 ? SHADES - 1 : (int) shade];
    }
  }
  cairo_surface_mark_dirty (image);
  return image;
}

/* Cells without a number: diagonal strokes, which no ramp contains. */
static void
hatch (PlotCanvas *canvas, const PlotMark *mark, const PlotRectangle *box)
{
  cairo_t *cr = canvas->cr;
  cairo_save (cr);
  cairo_new_path (cr);
  for (int r = 0; r < mark->rows; r++)
    for (int c = 0; c < mark->columns; c++)
      if (isnan (mark->cells[r * mark->columns + c]))
        cairo_rectangle (cr, box->x + box->width * c / mark->columns, box->y + box->height * r / mark->rows,
                         box->width / mark->columns, box->height / mark->rows);
  cairo_clip (cr);
  for (double d = -box->height; d < box->width; d += 5) {
    cairo_move_to (cr, box->x + d, box->y + box->height);
    cairo_line_to (cr, box->x + d + box->height, box->y);
  }
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 0.7);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* Lines in the colour of the page between the cells. */
static void
rule (PlotCanvas *canvas, const PlotMark *mark, const PlotRectangle *box)
{
  double width = box->width / mark->columns, height = box->height / mark->rows;
  if (fmin (width, height) < 4)
    return;
  for (int c = 0; c <= mark->columns; c++) {
    cairo_move_to (canvas->cr, box->x + c * width, box->y);
    cairo_line_to (canvas->cr, box->x + c * width, box->y + box->height);
  }
  for (int r = 0; r <= mark->rows; r++) {
    cairo_move_to (canvas->cr, box->x, box->y + r * height);
    cairo_line_to (canvas->cr, box->x + box->width, box->y + r * height);
  }
  plot_canvas_source (canvas, plot_background (canvas->scheme), 1);
  cairo_set_line_width (canvas->cr, fmin (width, height) < 10 ? 1 : 2);
  cairo_stroke (canvas->cr);
}

static PlotRectangle
map_box (const PlotMark *mark, const PlotFrame *frame)
{
  double left = plot_frame_x (frame, mark->left), right = plot_frame_x (frame, mark->right);
  double top = plot_frame_y (frame, mark->top), bottom = plot_frame_y (frame, mark->bottom);
  if (mark->edge) { /* at whole pixels: a crisp outline, and no mask at its sides */
    left = floor (left + 0.5), right = floor (right + 0.5);
    top = floor (top + 0.5), bottom = floor (bottom + 0.5);
  }
  return (PlotRectangle) { left, top, right - left, bottom - top };
}

/* Viewers of SVG and PDF smooth small images: there a cell becomes a block of pixels. */
static int
repeat_for (PlotCanvas *canvas, const PlotMark *mark)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_target (canvas->cr));
  if (type != CAIRO_SURFACE_TYPE_SVG && type != CAIRO_SURFACE_TYPE_PDF)
    return 1;
  return CLAMP (600 / MAX (1, MAX (mark->rows, mark->columns)), 1, 12);
}

static void
draw (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame)
{
  PlotRectangle box = map_box (mark, frame);
  bool has_nan = false;
  if (mark->rows <= 0 || mark->columns <= 0 || !(box.width > 0) || !(box.height > 0))
    return;
  int repeat = mark->smooth ? 1 : repeat_for (canvas, mark);
  double min = frame->cell_min[mark->colours], max = frame->cell_max[mark->colours];
  if (!frame->shared || mark->colours == PLOT_GREY)
    plot_map_limits (mark, &min, &max);
  cairo_surface_t *image = make_image (canvas, mark, min, max, repeat, &has_nan);
  cairo_save (canvas->cr);
  cairo_rectangle (canvas->cr, box.x, box.y, box.width, box.height);
  cairo_clip (canvas->cr);
  cairo_translate (canvas->cr, box.x, box.y);
  cairo_scale (canvas->cr, box.width / (mark->columns * repeat), box.height / (mark->rows * repeat));
  cairo_set_source_surface (canvas->cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (canvas->cr), mark->smooth ? CAIRO_FILTER_BILINEAR : CAIRO_FILTER_NEAREST);
  cairo_pattern_set_extend (cairo_get_source (canvas->cr), CAIRO_EXTEND_PAD);
  bool opaque = !has_nan && !mark->fade && mark->alpha >= 1;
  if (opaque && cairo_surface_get_type (cairo_get_group_target (canvas->cr)) == CAIRO_SURFACE_TYPE_IMAGE)
    cairo_set_operator (canvas->cr, CAIRO_OPERATOR_SOURCE); /* nothing to blend */
  cairo_paint_with_alpha (canvas->cr, mark->alpha);
  cairo_restore (canvas->cr);
  cairo_surface_destroy (image);
  if (has_nan)
    hatch (canvas, mark, &box);
  if (mark->ruled)
    rule (canvas, mark, &box);
  if (mark->edge)
    plot_edge_draw (canvas, &box);
  if (mark->texts != NULL)
    plot_cells_draw (canvas, mark, &box, min, max);
}

/* "p(class 1) = 0.93 at (0.4, −0.2)" */
static void
say_cell (const PlotMark *mark, const PlotFrame *frame, int row, int column, PlotReadout *readout)
{
  double x = mark->left + (mark->right - mark->left) * (column + 0.5) / mark->columns;
  double y = mark->top + (mark->bottom - mark->top) * (row + 0.5) / mark->rows;
  bool below = mark->say_below != NULL && readout->value < 0;
  GString *text = g_string_new (below ? mark->say_below : mark->say);
  plot_mark_fill_in (text, "{v}", below ? -readout->value : readout->value + mark->say_add);
  plot_mark_fill_in (text, "{x}", x);
  plot_mark_fill_in (text, "{y}", y);
  plot_mark_fill_in (text, "{column}", floor (x));
  plot_mark_fill_in (text, "{row}", floor (frame->y.max - y));
  g_strlcpy (readout->text, text->str, sizeof readout->text);
  g_string_free (text, TRUE);
}

static double
nearest (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout)
{
  PlotRectangle box = map_box (mark, frame);
  int column = (int) floor ((px - box.x) / box.width * mark->columns);
  int row = (int) floor ((py - box.y) / box.height * mark->rows);
  if (!(box.width > 0) || !(box.height > 0) || column < 0 || row < 0 || column >= mark->columns || row >= mark->rows)
    return INFINITY;
  readout->index = row * mark->columns + column;
  readout->value = mark->cells[readout->index];
  readout->point_x = box.x + box.width * (column + 0.5) / mark->columns;
  readout->point_y = box.y + box.height * (row + 0.5) / mark->rows;
  if (mark->say != NULL) {
    say_cell (mark, frame, row, column, readout);
    return 5;
  }
  plot_mark_say_value (mark, readout);
  return 12; /* a point or line close by is what is meant */
}

static void
describe (const PlotMark *mark, const PlotPanel *panel, GString *text)
{
  double min, max;
  char low[48], high[48];
  const char *name = mark->label != NULL ? mark->label : mark->colours == PLOT_GREY ? _("an image") : _("a map");
  if (!plot_map_extent (mark, &min, &max)) {
    g_string_append_printf (text, _("%s without finite values"), name);
    return;
  }
  plot_number (min, false, low, sizeof low);
  plot_number (max, false, high, sizeof high);
  g_string_append_printf (text, _("%s of %d by %d cells from %s to %s"), name, mark->rows, mark->columns, low, high);
}

static void
table (const PlotMark *mark, const char *prefix, GString *text)
{
  for (int r = 0; r < mark->rows; r++)
    for (int c = 0; c < mark->columns; c++)
      plot_table_row (text, prefix, mark->left + (mark->right - mark->left) * (c + 0.5) / mark->columns,
                      mark->top + (mark->bottom - mark->top) * (r + 0.5) / mark->rows,
                      mark->cells[r * mark->columns + c]);
}

extern const PlotMarkType plot_mark_map;
const PlotMarkType plot_mark_map = {
  { "map", N_ ("Map"), N_ ("A grid of numbers as colours; no number is hatched"), NULL, NULL },
  0, false, extend, draw, nearest, describe, table,
};
