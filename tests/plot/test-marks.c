/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/layout.h"

#include "texts.h"

#include <math.h>
#include <time.h>

/* Arrows, ellipses, boxes, contour lines and bent colours: where they stand and what they say. */

static const PlotRectangle all = { 0, 0, 400, 400 };

static guint32
pixel_at (cairo_surface_t *surface, double x, double y)
{
  const unsigned char *row = cairo_image_surface_get_data (surface) + (int) y * cairo_image_surface_get_stride (surface);
  return ((const guint32 *) (const void *) row)[(int) x] & 0xffffff;
}

static cairo_surface_t *
paint (const PlotFigure *figure)
{
  const PlotTheme theme = { PLOT_LIGHT };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 400);
  cairo_t *cr = cairo_create (surface);
  plot_figure_draw (cr, figure, &all, &theme);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* A panel without axes from −1 to 1, which fills what is left of the picture. */
static PlotPanel *
add_panel (PlotFigure *figure)
{
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  panel->x.hidden = panel->y.hidden = panel->square = true;
  panel->x.min = panel->y.min = -1, panel->x.max = panel->y.max = 1;
  return panel;
}

typedef struct {
  double x, y, unit; /* px: the middle of the panel, and half its side */
} Place;

static Place
find (const PlotFigure *figure)
{
  const PlotTheme theme = { PLOT_LIGHT };
  PlotReadout low, high;
  g_assert_true (plot_figure_hit (figure, &all, &theme, 150, 200, &low));
  g_assert_true (plot_figure_hit (figure, &all, &theme, 250, 200, &high));
  double unit = 100 / (high.x - low.x);
  return (Place) { 150 - low.x * unit, 200 + low.y * unit, unit };
}

static void
check_said (const PlotFigure *figure, double x, double y, const char *text)
{
  const PlotTheme theme = { PLOT_LIGHT };
  PlotReadout readout;
  Place p = find (figure);
  g_assert_true (plot_figure_hit (figure, &all, &theme, p.x + x * p.unit, p.y - y * p.unit, &readout));
  g_assert_cmpstr (readout.text, ==, text);
}

static void
test_shapes (void)
{
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = add_panel (figure);
  plot_set_text (&plot_panel_add_arrow (panel, "g", 0, 0, 0, 0.8, 0.8, 2)->say, "downhill");
  plot_set_text (&plot_panel_add_ellipse (panel, "v", 1, -0.4, 0, 0.4, 0.2)->say, "spread");
  plot_set_text (&plot_panel_add_box (panel, "b", 2, -0.9, -0.5, -0.9, -0.5)->say, "object");
  float cell = 0;
  plot_set_text (&plot_panel_add_map (panel, 1, 1, &cell, PLOT_GREY)->say, "");
  panel->marks[3].left = panel->marks[3].bottom = -1;
  check_said (figure, 0.4, 0.41, "downhill");
  check_said (figure, -0.8, 0.01, "spread");
  check_said (figure, -0.4, -0.2, "spread");
  check_said (figure, -0.7, -0.9, "object");
  check_said (figure, 0.7, -0.7, "");
  char *text = plot_figure_describe (figure), *table = plot_figure_table (figure);
  g_assert_nonnull (strstr (text, "downhill; spread"));
  g_assert_nonnull (strstr (table, "g\t0.8\t0.8\tnan"));
  g_free (table);
  g_free (text);
  plot_figure_free (figure);
}

/* Of the ramp v = x the contour line of 0.5 is the vertical at x = 0.5, and there is none elsewhere. */
static void
test_contour (void)
{
  enum { SIDE = 20 };
  float cells[SIDE * SIDE];
  for (int i = 0; i < SIDE * SIDE; i++)
    cells[i] = (float) (-1 + 2 * (i % SIDE + 0.5) / SIDE);
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = add_panel (figure);
  PlotMark *map = plot_panel_add_map (panel, SIDE, SIDE, cells, PLOT_GREY);
  map->left = map->bottom = -1, map->right = map->top = 1;
  map->cell_min = -1000, map->cell_max = -999; /* all white */
  plot_panel_add_contour (panel, 0, 1, (double[]) { 0.5 });
  cairo_surface_t *surface = paint (figure);
  Place p = find (figure);
  int n_dark = 0;
  for (int x = (int) (p.x - 0.9 * p.unit); x < (int) (p.x + 0.9 * p.unit); x++) {
    bool dark = pixel_at (surface, x, p.y) != 0xffffff;
    n_dark += dark;
    g_assert_true (!dark || fabs (x + 0.5 - p.x - 0.5 * p.unit) < 1.6);
  }
  g_assert_cmpint (n_dark, >=, 1);
  cairo_surface_destroy (surface);
  plot_figure_free (figure);
}

/* Bent colours: a hundredth of the range is far from its foot, both signs alike; the bar's ticks are 0 and powers of ten. */
static void
test_bend (void)
{
  g_assert_cmpfloat (plot_map_bend (0, 3), ==, 3);
  g_assert_cmpfloat_with_epsilon (plot_map_bend (0.1, -5), -plot_map_bend (0.1, 5), 1e-12);
  g_assert_cmpfloat_with_epsilon (plot_map_bend (0.1, 1000) - plot_map_bend (0.1, 100), log (10), 1e-3);
  const float cells[4] = { 0, 1, 10, 1000 };
  PlotFigure *figure = plot_figure_new (NULL);
  PlotMark *map = plot_panel_add_map (add_panel (figure), 1, 4, cells, PLOT_GREY);
  map->left = -1, map->right = 1, map->bottom = -1, map->top = 1;
  map->cell_min = 0, map->cell_max = 1000;
  map->bend = 1;
  cairo_surface_t *surface = paint (figure);
  Place p = find (figure);
  const double whole = plot_map_bend (1, 1000);
  for (int i = 0; i < 4; i++) {
    double shade = (pixel_at (surface, p.x + (-0.75 + 0.5 * i) * p.unit, p.y) & 0xff) / 255.0;
    g_assert_cmpfloat_with_epsilon (shade, plot_map_bend (1, (double) cells[i]) / whole, 0.01);
  }
  cairo_surface_destroy (surface);
  plot_figure_free (figure);
}

/* Where powers of ten give a bent bar two numbers alone, some between them come, too; both signs have the same. */
static void
test_bent_bar (void)
{
  static const struct {
    float min;
    const char *numbers[3];
  } rows[] = { { 0, { "0", "50", "100" } }, { -160, { "−100", "0", "100" } } };
  for (guint r = 0; r < G_N_ELEMENTS (rows); r++) {
    const float cells[2] = { rows[r].min, 160 };
    PlotFigure *figure = plot_figure_new (NULL);
    PlotMark *map = plot_panel_add_map (add_panel (figure), 2, 1, cells, rows[r].min < 0 ? PLOT_SIGNED : PLOT_VIRIDIS);
    map->left = map->bottom = -1, map->right = map->top = 1;
    map->bend = 100;
    figure->colour_bar = true;
    for (int i = 0; i < 3; i++)
      g_assert_cmpint (texts_count (figure, 600, 400, rows[r].numbers[i]), ==, 1);
    plot_figure_free (figure);
  }
}

/* A point on the frame is as whole as one within, and one beyond it is not there, drawn one by one or stamped. */
static void
test_points_at_the_frame (void)
{
  enum { N = 60 };
  for (int n = 3; n <= N; n += N - 3) {
    double x[N] = { 0, 1, 1.2 }, y[N] = { 0, 1, 0 };
    int ink[3] = { 0 };
    for (int i = 3; i < n; i++)
      x[i] = y[i] = NAN;
    PlotFigure *figure = plot_figure_new (NULL);
    plot_panel_add_points (add_panel (figure), NULL, 0, n, x, y, NULL);
    cairo_surface_t *surface = paint (figure);
    Place p = find (figure);
    guint32 colour = pixel_at (surface, p.x, p.y);
    for (int i = 0; i < 3; i++)
      for (int dy = -7; dy <= 7; dy++)
        for (int dx = -7; dx <= 7; dx++)
          ink[i] += pixel_at (surface, fmin (399, p.x + x[i] * p.unit + dx), p.y - y[i] * p.unit + dy) == colour;
    g_assert_cmpint (ink[0], >, 20);
    g_assert_cmpint (abs (ink[1] - ink[0]), <=, ink[0] / 2); /* another place in the raster; a cut one would leave a quarter */
    g_assert_cmpint (ink[2], ==, 0);
    cairo_surface_destroy (surface);
    plot_figure_free (figure);
  }
}

enum { DENSE = 4000 };

/* A noisy line of more values than pixels; its spread reaches from 0.3 below to 0.3 above. */
static PlotFigure *
dense_line (bool spread)
{
  static double x[DENSE], y[DENSE], low[DENSE], high[DENSE];
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = add_panel (figure);
  for (int i = 0; i < DENSE; i++) {
    x[i] = -1 + 2.0 * i / (DENSE - 1);
    y[i] = 0.1 * sin (i * 7.3);
    low[i] = y[i] - 0.3 - 0.2 * (i % 2);
    high[i] = y[i] + 0.3 + 0.2 * (i % 2);
  }
  PlotMark *line = plot_panel_add_line (panel, NULL, 0, DENSE, x, y);
  if (spread)
    plot_mark_set_spread (line, low, high);
  return figure;
}

/* Seconds of this thread for a picture, the least of several. */
static double
cost (const PlotFigure *figure)
{
  double least = INFINITY;
  for (int i = 0; i < 7; i++) {
    struct timespec begin, end;
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &begin);
    cairo_surface_destroy (paint (figure));
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &end);
    least = fmin (least, (double) (end.tv_sec - begin.tv_sec) + 1e-9 * (double) (end.tv_nsec - begin.tv_nsec));
  }
  return least;
}

/* The spread of a dense line is seen as far as it reaches, and costs about what the line does: as a polygon of 8,000 corners
 * it cost eighty times as much. */
static void
test_dense_spread (void)
{
  PlotFigure *plain = dense_line (false), *spread = dense_line (true);
  cairo_surface_t *surface = paint (spread);
  guint32 page = pixel_at (surface, 200, 20);
  for (int x = 50; x < 350; x += 7)
    for (int sign = -1; sign <= 1; sign += 2) {
      Place p = find (spread);
      g_assert_cmphex (pixel_at (surface, x, p.y + sign * 0.45 * p.unit), !=, page);
      g_assert_cmphex (pixel_at (surface, x, p.y + sign * 0.65 * p.unit), ==, page);
    }
  g_assert_cmpfloat (cost (spread), <, 4 * cost (plain));
  cairo_surface_destroy (surface);
  plot_figure_free (plain);
  plot_figure_free (spread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/marks/shapes", test_shapes);
  g_test_add_func ("/plot/marks/contour", test_contour);
  g_test_add_func ("/plot/marks/bend", test_bend);
  g_test_add_func ("/plot/marks/bent-bar", test_bent_bar);
  g_test_add_func ("/plot/marks/dense-spread", test_dense_spread);
  g_test_add_func ("/plot/marks/points-at-the-frame", test_points_at_the_frame);
  return g_test_run ();
}
