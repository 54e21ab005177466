/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/colours.h"
#include "texts.h"
#include "plot/layout.h"

#include <math.h>
#include <string.h>

/* What is left of titles and flags where there is little room. */

/* Every text of the drawing, for the caller to free; @ink: the sum of what was drawn. */
static GArray *
draw (const PlotFigure *figure, double width, double height, bool compact, double *ink)
{
  const PlotTheme theme = { PLOT_LIGHT, .compact = compact, .transparent = true };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) width, (int) height);
  cairo_t *cr = cairo_create (surface);
  GArray *log = g_array_new (FALSE, FALSE, sizeof (PlotTextBox));
  plot_figure_draw_logged (cr, figure, &(PlotRectangle){ 0, 0, width, height }, &theme, log);
  cairo_surface_flush (surface);
  const guint32 *pixels = (const guint32 *) (const void *) cairo_image_surface_get_data (surface);
  for (int i = 0; ink != NULL && i < (int) (width * height); i++)
    *ink += pixels[i] >> 24;
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return log;
}

static int
n_drawn (const PlotFigure *figure, double width, double height, bool compact, const char *text)
{
  GArray *log = draw (figure, width, height, compact, NULL);
  int n = 0;
  for (guint i = 0; i < log->len; i++)
    n += strcmp (g_array_index (log, PlotTextBox, i).text, text) == 0;
  g_array_free (log, TRUE);
  return n;
}

static PlotFigure *
histograms (int n, const char *title)
{
  const double edges[] = { 0, 1, 2 }, heights[] = { 1, 2, 1 };
  PlotFigure *figure = plot_figure_new ("Activations");
  for (int i = 0; i < n; i++)
    plot_panel_add_bars (plot_figure_add_panel (figure, title, "a", "b"), NULL, 0, 3, edges, heights, 1);
  return figure;
}

/* A title that is too wide loses whole clauses from its end, in either language; brackets and places after a point are none. */
static void
test_clauses (void)
{
  static const struct {
    const char *title, *left;
  } rows[] = {
    { "slow, layer 1: 99.5 % saturated by now", "slow, layer 1" },
    { "慢，第 1 层：到目前为止共有 99.5 % 的预激活值处于饱和区", "慢，第 1 层" },
    { "slice of loss (along the gradient)", "slice of loss" },
    { "image 7 × 7 · padding 1 · dilation 1", "image 7 × 7" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    PlotFigure *figure = histograms (4, rows[i].title);
    figure->n_columns = 4;
    g_assert_cmpint (n_drawn (figure, 440, 120, true, rows[i].left), ==, 4);
    plot_figure_free (figure);
  }
}

static double
title_width (const PlotFigure *figure, double width)
{
  GArray *log = draw (figure, width, 200, false, NULL);
  double drawn = g_array_index (log, PlotTextBox, 0).ink.width;
  g_assert_true (g_str_has_prefix (figure->title, g_array_index (log, PlotTextBox, 0).text));
  g_array_free (log, TRUE);
  return drawn;
}

/* The figure's title gives up its size before its last clause. */
static void
test_figure_title (void)
{
  PlotFigure *figure = histograms (1, NULL);
  plot_set_text (&figure->title, "Training loss, by the learning rate");
  double whole = title_width (figure, 600);
  g_assert_cmpfloat_with_epsilon (title_width (figure, 0.95 * whole + 24), whole / 1.36 * 1.09, 0.02 * whole);
  g_assert_cmpint (n_drawn (figure, 0.6 * whole + 24, 200, false, "Training loss"), ==, 1);
  plot_figure_free (figure);
}

/* A thumbnail names its panels where they have room for a line, and not where hardly a word would be read. */
static void
test_thumbnail_titles (void)
{
  PlotFigure *figure = histograms (4, "Test accuracy");
  figure->n_columns = 2;
  g_assert_cmpint (n_drawn (figure, 270, 110, true, "Test accuracy"), ==, 4);
  g_assert_cmpint (n_drawn (figure, 270, 60, true, "Test accuracy"), ==, 0);
  g_assert_cmpint (n_drawn (figure, 90, 110, true, "Test accuracy"), ==, 0);
  plot_figure_free (figure);
}

/* What would look alike without its last clause keeps it, or is left out of a thumbnail. */
static void
test_clauses_that_tell (void)
{
  PlotFigure *figure = histograms (2, "sigmoid, Xavier and a long word");
  figure->n_columns = 2;
  g_assert_cmpint (n_drawn (figure, 270, 110, true, "sigmoid"), ==, 2); /* both the same, as of two layers */
  plot_set_text (&figure->panels[1].title, "sigmoid, batch normalisation");
  g_assert_cmpint (n_drawn (figure, 270, 110, true, "sigmoid"), ==, 0);
  g_assert_cmpint (n_drawn (figure, 270, 300, false, "sigmoid, Xavier"), ==, 1);
  for (int i = 0; i < 2; i++)
    plot_set_text (&figure->panels[i].title, i == 0 ? "truth 1 · dense 0.123 · recurrent 0.987" : "truth 1 · dense 0.124 · recurrent 0.986");
  g_assert_cmpint (n_drawn (figure, 140, 110, true, "truth 1"), ==, 2);
  plot_set_text (&figure->panels[0].title, "sigmoid, Xavier and a long word");
  plot_set_text (&figure->panels[1].title, "tanh, with batch normalisation");
  g_assert_cmpint (n_drawn (figure, 270, 110, true, "tanh"), ==, 1);
  plot_figure_free (figure);
}

/* Where a panel is high enough its title is wrapped, not cut. */
static void
test_four_lines (void)
{
  PlotFigure *figure = histograms (4, "truth 0 · one dense layer p = 0.42 · convolution p = 0.20");
  figure->n_columns = 4;
  g_assert_cmpint (n_drawn (figure, 640, 260, false, "truth 0 · one d"), ==, 4);
  g_assert_cmpint (n_drawn (figure, 640, 100, false, "truth 0"), ==, 4);
  plot_figure_free (figure);
}

/* Over small images a title that cannot be read makes room for them. */
static void
test_image_titles (void)
{
  const float cells[4] = { 0, 1, 1, 0 };
  PlotFigure *figure = plot_figure_new ("Kernels");
  for (int i = 0; i < 6; i++) {
    PlotPanel *panel = plot_figure_add_panel (figure, "incomprehensible", NULL, NULL);
    panel->x.hidden = panel->y.hidden = panel->square = true;
    plot_panel_add_map (panel, 2, 2, cells, PLOT_GREY);
  }
  g_assert_cmpint (n_drawn (figure, 700, 500, false, "incomprehensibl"), ==, 6);
  g_assert_cmpint (n_drawn (figure, 270, 110, false, "incomprehensibl"), ==, 0);
  plot_figure_free (figure);
}

/* The name of a line stands at its end, or whole in a legend above. */
static void
test_names_of_lines (void)
{
  const double x[] = { 0, 1 };
  PlotFigure *figure = plot_figure_new ("ROC");
  plot_panel_add_line (plot_figure_add_panel (figure, NULL, NULL, NULL), "good: AUC 0.953 of 1", 0, 2, x, x);
  for (double width = 300; width <= 600; width += 60) {
    GArray *log = draw (figure, width, 300, false, NULL);
    for (guint i = 0; i < log->len; i++)
      if (strcmp (g_array_index (log, PlotTextBox, i).text, "good: AUC 0.953") == 0)
        g_assert_cmpfloat (g_array_index (log, PlotTextBox, i).ink.width, >, 100);
    g_array_free (log, TRUE);
    g_assert_cmpint (n_drawn (figure, width, 300, false, "good: AUC 0.953"), ==, 1);
  }
  plot_figure_free (figure);
}

#define WIDTH 324.0 /* of the figure below; the frame is 300 px wide and begins at 12 */

static PlotFigure *
rules (int n, const char *const *labels, const double *x)
{
  const double edges[] = { 0, 0.5 }, heights[] = { 3, 4 };
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  panel->x.hidden = panel->y.hidden = true;
  plot_panel_add_bars (panel, NULL, 0, 2, edges, heights, 0.5);
  for (int i = 0; i < n; i++)
    plot_panel_add_rule (panel, labels[i], -1, x[i]);
  return figure;
}

/* A flag stands beside its own rule and across none; a word that stands at another is rather left out. */
static void
test_flags_cross_no_rule (void)
{
  const char *const labels[] = { "diverged", "diverged", "diverged" };
  const double x[] = { 0.7, 0.8, 0.9 };
  PlotFigure *figure = rules (3, labels, x);
  GArray *log = draw (figure, WIDTH, 224, false, NULL);
  g_assert_cmpuint (log->len, ==, 1);
  const PlotRectangle *ink = &g_array_index (log, PlotTextBox, 0).ink;
  for (int i = 0; i < 3; i++)
    g_assert_false (ink->x < 12 + 300 * x[i] && 12 + 300 * x[i] < ink->x + ink->width);
  g_array_free (log, TRUE);
  plot_figure_free (figure);
}

/* Half a flag says nothing: one that does not fit into a small frame is left out. */
static void
test_flags_are_whole (void)
{
  const char *const labels[] = { "too long for it" };
  const double x[] = { 0.7 };
  PlotFigure *figure = rules (1, labels, x);
  g_assert_cmpint (texts_count (figure, WIDTH, 224, labels[0]), ==, 1);
  GArray *log = draw (figure, WIDTH / 3, 224, false, NULL);
  g_assert_cmpuint (log->len, ==, 0);
  g_array_free (log, TRUE);
  plot_figure_free (figure);
}

/* One that says something else is shown all the same. */
static void
test_flags_that_differ (void)
{
  const char *const labels[] = { "lr = 0.1", "lr = 0.01", "lr = 0.001" };
  const double x[] = { 0.8, 0.85, 0.9 };
  PlotFigure *figure = rules (3, labels, x);
  for (int i = 0; i < 3; i++)
    g_assert_cmpint (n_drawn (figure, WIDTH, 224, false, labels[i]), ==, 1);
  plot_figure_free (figure);
}

/* What a rule says to the pointer may be more than its flag. */
static void
test_rule_says (void)
{
  const double x[] = { 1, 3 }, y[] = { 1, 3 };
  const PlotRectangle all = { 0, 0, WIDTH, 224 };
  const PlotTheme theme = { PLOT_LIGHT };
  PlotReadout r;
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  panel->x.hidden = panel->y.hidden = true;
  plot_panel_add_line (panel, NULL, 0, 2, x, y);
  plot_set_text (&plot_panel_add_rule (panel, "diverged", -1, 2)->say, "2: diverged");
  g_assert_true (plot_figure_hit (figure, &all, &theme, 12 + 150, 30, &r));
  g_assert_cmpstr (r.text, ==, "2: diverged");
  plot_figure_free (figure);
}

/* A band says as much in a thumbnail as it does in the large picture. */
static void
test_thumbnails_have_bands (void)
{
  const double x[] = { 0, 1, 2 }, y[] = { 2, 2, 2 }, low[] = { 1, 1, 1 }, high[] = { 3, 3, 3 };
  double ink[2] = { 0, 0 };
  for (int band = 0; band < 2; band++) {
    PlotFigure *figure = plot_figure_new ("Update ratio");
    PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
    PlotMark *line = plot_panel_add_line (panel, NULL, 0, 3, x, y);
    panel->y.min = 0, panel->y.max = 4;
    if (band)
      plot_mark_set_spread (line, low, high);
    g_array_free (draw (figure, 270, 110, true, &ink[band]), TRUE);
    plot_figure_free (figure);
  }
  g_assert_cmpfloat (ink[1], >, 1.5 * ink[0]);
}

/* Samples in the colours of their classes are seen on the map, whichever class has won there. */
static void
test_points_on_a_map (void)
{
  const float cells[4] = { -1, 1, 1, -1 };
  const double x[] = { 0.5, 1.5 };
  const int group[] = { 0, 1 };
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  plot_panel_add_map (panel, 2, 2, cells, PLOT_SIGNED);
  g_assert_false (panel->marks[0].pale);
  plot_panel_add_points (panel, NULL, -1, 2, x, x, group);
  g_assert_true (panel->marks[0].pale);
  plot_figure_free (figure);
  for (int scheme = 0; scheme < 4; scheme++)
    for (int lane = 0; lane < 2; lane++)
      for (double at = -PLOT_PALE; at <= PLOT_PALE; at += PLOT_PALE / 8)
        g_assert_cmpfloat (plot_contrast (plot_lane_colour ((PlotScheme) scheme, lane), plot_map_colour ((PlotScheme) scheme, PLOT_SIGNED, at)), >=, 1.6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/labels/clauses", test_clauses);
  g_test_add_func ("/plot/labels/figure-title", test_figure_title);
  g_test_add_func ("/plot/labels/flags-are-whole", test_flags_are_whole);
  g_test_add_func ("/plot/labels/thumbnail-titles", test_thumbnail_titles);
  g_test_add_func ("/plot/labels/clauses-that-tell", test_clauses_that_tell);
  g_test_add_func ("/plot/labels/four-lines", test_four_lines);
  g_test_add_func ("/plot/labels/image-titles", test_image_titles);
  g_test_add_func ("/plot/labels/names-of-lines", test_names_of_lines);
  g_test_add_func ("/plot/labels/flags-cross-no-rule", test_flags_cross_no_rule);
  g_test_add_func ("/plot/labels/flags-that-differ", test_flags_that_differ);
  g_test_add_func ("/plot/labels/rule-says", test_rule_says);
  g_test_add_func ("/plot/labels/thumbnails-have-bands", test_thumbnails_have_bands);
  g_test_add_func ("/plot/labels/points-on-a-map", test_points_on_a_map);
  return g_test_run ();
}
