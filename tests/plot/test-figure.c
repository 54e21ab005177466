/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures.h"
#include "texts.h"

#include "base/rng.h"
#include "plot/layout.h"

#include <math.h>
#include <string.h>
#include <time.h>

static const struct {
  double width, height;
  bool compact;
} sizes[] = { { 1000, 600, false }, { 460, 300, false }, { 640, 900, false }, { 220, 140, true } };

static void
test_everything_everywhere (void)
{
  for (int m = 0; figure_makers[m].name != NULL; m++)
    for (int kind = 0; kind < N_DATA; kind++)
      for (int chinese = 0; chinese < 2; chinese++) {
        PlotFigure *figure = figure_makers[m].make ((DataKind) kind, chinese);
        for (int scheme = 0; scheme < 4; scheme++)
          for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
            if (chinese && scheme != PLOT_LIGHT) /* other letters, the same colours */
              continue;
            PlotTheme theme = { (PlotScheme) scheme, .language = chinese ? "zh-cn" : NULL, .compact = sizes[s].compact };
            char *what = g_strdup_printf ("%s %s %s %gx%g", figure_makers[m].name, data_names[kind], chinese ? "zh" : "en",
                                          sizes[s].width, sizes[s].height);
            texts_check (figure, sizes[s].width, sizes[s].height, &theme, what);
            g_free (what);
          }
        plot_figure_free (figure);
      }
}

/* Sizes nobody means must not fail either. */
static void
test_tiny_and_large_type (void)
{
  const double edges[][2] = { { 1, 1 }, { 3, 400 }, { 400, 3 }, { 40, 30 }, { 90, 60 } };
  for (int m = 0; figure_makers[m].name != NULL; m++) {
    PlotFigure *figure = figure_makers[m].make (DATA_TYPICAL, false);
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 400);
    cairo_t *cr = cairo_create (surface);
    PlotTheme theme = { PLOT_LIGHT };
    for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
      plot_figure_draw (cr, figure, &(PlotRectangle) { 0, 0, edges[i][0], edges[i][1] }, &theme);
    g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
    cairo_destroy (cr);
    cairo_surface_destroy (surface);
    theme.font_size = 20;
    texts_check (figure, 1200, 800, &theme, "large type");
    plot_figure_free (figure);
  }
}

static cairo_surface_t *
picture (const PlotFigure *figure, const PlotTheme *theme)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 500, 400);
  cairo_t *cr = cairo_create (surface);
  plot_figure_draw (cr, figure, &(PlotRectangle) { 0, 0, 500, 400 }, theme);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Kept texts look as new ones, also after another size or language of letters. */
static void
test_kept_texts (void)
{
  PlotTexts *texts = plot_texts_new ();
  for (int m = 0; figure_makers[m].name != NULL; m++)
    for (int turn = 0; turn < 4; turn++) {
      PlotFigure *figure = figure_makers[m].make (DATA_TYPICAL, turn == 3);
      PlotTheme theme = { PLOT_LIGHT, .font_size = turn == 2 ? 14 : 11, .language = turn == 3 ? "zh-cn" : NULL };
      cairo_surface_t *fresh = picture (figure, &theme), *kept;
      theme.texts = texts;
      kept = picture (figure, &theme);
      g_assert_cmpmem (cairo_image_surface_get_data (fresh), 4 * 500 * 400, cairo_image_surface_get_data (kept),
                       4 * 500 * 400);
      cairo_surface_destroy (fresh);
      cairo_surface_destroy (kept);
      plot_figure_free (figure);
    }
  plot_texts_free (texts);
}

/* Kept texts are laid out once, not for each picture. */
static void
test_texts_stay_laid_out (void)
{
  PlotTexts *texts = plot_texts_new ();
  PlotFigure *figure = figure_makers[0].make (DATA_TYPICAL, false);
  PlotTheme theme = { PLOT_LIGHT, .font_size = 11, .texts = texts };
  cairo_surface_destroy (picture (figure, &theme));
  PangoContext *context = pango_layout_get_context (plot_texts_line (texts, PLOT_TEXT_LABEL, "again"));
  guint serial = pango_context_get_serial (context);
  cairo_surface_destroy (picture (figure, &theme));
  g_assert_cmpuint (pango_context_get_serial (context), ==, serial);
  plot_figure_free (figure);
  plot_texts_free (texts);
}

/* Points as they are stamped, or as paths when the drawing is scaled by next to nothing; scale 2 as on a fine screen. */
static double
points_ink (const PlotFigure *figure, double scale, bool stamped)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (300 * scale), (int) (200 * scale));
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  PlotTheme theme = { PLOT_LIGHT, .transparent = true };
  double ink = 0;
  if (!stamped)
    cairo_scale (cr, 1 + 1e-9, 1 + 1e-9);
  plot_figure_draw (cr, figure, &(PlotRectangle) { 0, 0, 300, 200 }, &theme);
  cairo_surface_flush (surface);
  const unsigned char *data = cairo_image_surface_get_data (surface);
  for (int i = 0; i < (int) (300 * 200 * scale * scale); i++)
    ink += ((const guint32 *) (const void *) data)[i] >> 24;
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return ink;
}

/* Stamps leave as much ink as paths, also where the frame cuts them. */
static void
test_stamps (void)
{
  enum { N = 300 };
  double x[N], y[N];
  int group[N];
  BaseRng rng;
  base_rng_init (&rng, 5, 1);
  for (int i = 0; i < N; i++) {
    x[i] = base_rng_range (&rng, -1.5, 1.5);
    y[i] = base_rng_range (&rng, -1.5, 1.5);
    group[i] = i % 4;
  }
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  plot_panel_add_points (panel, NULL, -1, N, x, y, group);
  panel->x.hidden = panel->y.hidden = true;
  panel->x.min = panel->y.min = -1, panel->x.max = panel->y.max = 1;
  for (double scale = 1; scale <= 2; scale++)
    g_assert_cmpfloat_with_epsilon (points_ink (figure, scale, true) / points_ink (figure, scale, false), 1, 0.02);
  plot_figure_free (figure);
}

/* Every kind of mark alone, also with nothing and with nonsense in it; a new kind is met here by itself. */
static void
test_marks_walk (void)
{
  const BaseRegistry *types = plot_mark_types ();
  const double wild[] = { 0, NAN, INFINITY, -INFINITY, 1e308, -1e308, 1e-308 };
  float cells[4] = { NAN, INFINITY, -INFINITY, 1e38f };
  g_assert_cmpint (types->n_entries, >=, 6);
  for (int t = 0; t < types->n_entries; t++)
    for (int n = 0; n <= (int) G_N_ELEMENTS (wild); n++)
      for (int log = 0; log < 2; log++) {
        PlotFigure *figure = plot_figure_new (types->entries[t]->label);
        PlotPanel *panel = plot_figure_add_panel (figure, NULL, "x", "y");
        PlotMark *mark = plot_panel_add_line (panel, "mark", 0, MAX (n, 1), wild, wild);
        panel->y.scale = (PlotScale) log;
        mark->type = (const PlotMarkType *) types->entries[t];
        mark->n = strcmp (types->entries[t]->name, "rule") == 0 || strcmp (types->entries[t]->name, "text") == 0 ? 1 : n;
        mark->rows = mark->columns = 2;
        mark->cells = g_memdup2 (cells, sizeof cells);
        mark->right = mark->top = mark->width = 1;
        const PlotLink link = { 0, MAX (n, 1) - 1, wild[n % (int) G_N_ELEMENTS (wild)], n % 2 };
        mark->links = g_memdup2 (&link, sizeof link);
        mark->n_links = 1;
        PlotTheme theme = { PLOT_DARK };
        texts_check (figure, 400, 300, &theme, types->entries[t]->name);
        PlotReadout readout;
        plot_figure_hit (figure, &(PlotRectangle) { 0, 0, 400, 300 }, &theme, 200, 150, &readout);
        char *table = plot_figure_table (figure), *text = plot_figure_describe (figure);
        g_assert_true (g_utf8_validate (text, -1, NULL));
        g_free (table);
        g_free (text);
        plot_figure_free (figure);
      }
}

static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  cairo_surface_flush (surface);
  const unsigned char *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);
  return ((const guint32 *) (const void *) row)[x] & 0xffffff;
}

/* A map's cells come out in the colours they should, row 0 at the top. */
static void
test_map_colours (void)
{
  const float cells[4] = { 0, 1, 1, 0 };
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  panel->x.hidden = panel->y.hidden = true;
  plot_panel_add_map (panel, 2, 2, cells, PLOT_GREY);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 100, 100);
  cairo_t *cr = cairo_create (surface);
  PlotTheme theme = { PLOT_LIGHT };
  plot_figure_draw (cr, figure, &(PlotRectangle) { 0, 0, 100, 100 }, &theme);
  g_assert_cmphex (pixel_at (surface, 30, 30), ==, 0x000000);
  g_assert_cmphex (pixel_at (surface, 70, 30), ==, 0xffffff);
  g_assert_cmphex (pixel_at (surface, 70, 70), ==, 0x000000);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  plot_figure_free (figure);
}

static void
test_hit (void)
{
  PlotFigure *figure = plot_figure_new ("Loss");
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, "step", "loss");
  const double x[] = { 0, 10, 20 }, y[] = { 1, 0.5, 0.25 }, z[] = { 3, 3, 3 };
  plot_panel_add_line (panel, "good", 0, 3, x, y);
  plot_panel_add_line (panel, "bad", 1, 3, x, z);
  PlotRectangle all = { 10, 20, 600, 400 };
  PlotTheme theme = { PLOT_LIGHT };
  PlotReadout r;
  g_assert_true (plot_figure_hit (figure, &all, &theme, 300, 300, &r));
  g_assert_cmpint (r.mark, ==, 0);
  g_assert_cmpint (r.index, ==, 1);
  g_assert_cmpstr (r.text, ==, "step 10 · good: 0.5");
  /* the point it names is where hitting again finds it exactly */
  PlotReadout again;
  g_assert_true (plot_figure_hit (figure, &all, &theme, r.point_x, r.point_y, &again));
  g_assert_cmpfloat_with_epsilon (again.x, 10, 1e-6);
  g_assert_cmpfloat_with_epsilon (again.y, 0.5, 1e-6);
  g_assert_false (plot_figure_hit (figure, &all, &theme, 12, 22, &r));
  g_assert_false (plot_figure_hit (figure, &all, &theme, -5, 5000, &r));
  plot_figure_free (figure);
}

/* A link answers close by, the widest of those that cross; between links there is nothing to say. */
static void
test_hit_links (void)
{
  const double x[] = { 0, 0, 1, 1 }, y[] = { 0, 1, 0, 1 };
  const char *const names[] = { "a", "b", "c", "d", NULL };
  const PlotLink links[] = { { 0, 3, 1, 0 }, { 1, 2, 4, 0 }, { 0, 2, 0.001, 0 } };
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  panel->x.hidden = panel->y.hidden = true;
  plot_panel_add_links (panel, NULL, 0, 4, x, y, names, 3, links);
  panel->x.min = panel->y.min = 0, panel->x.max = panel->y.max = 1;
  PlotRectangle all = { 0, 0, 324, 324 };
  PlotTheme theme = { PLOT_LIGHT };
  PlotReadout r;
  g_assert_true (plot_figure_hit (figure, &all, &theme, 162, 162, &r));
  g_assert_cmpstr (r.text, ==, "b → c: 4");
  g_assert_true (plot_figure_hit (figure, &all, &theme, 112, 212, &r));
  g_assert_cmpstr (r.text, ==, "a → d: 1");
  g_assert_true (plot_figure_hit (figure, &all, &theme, 162, 310, &r)); /* too thin to be seen */
  g_assert_cmpint (r.mark, ==, -1);
  char *table = plot_figure_table (figure);
  g_assert_nonnull (strstr (table, "\t1\t2\t4\n"));
  g_free (table);
  plot_figure_free (figure);
}

/* A hand finds a rule that can be dragged within a few pixels, and the value under it. */
static void
test_grip (void)
{
  const double edges[] = { 0, 0.5 }, heights[] = { 3, 4 };
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  panel->x.hidden = panel->y.hidden = true;
  plot_panel_add_bars (panel, NULL, 0, 2, edges, heights, 0.5);
  plot_panel_add_rule (panel, "event", -1, 0.2);
  plot_set_text (&plot_panel_add_rule (panel, "threshold", -1, 0.6)->drag, "threshold");
  PlotRectangle all = { 0, 0, 324, 224 };
  PlotTheme theme = { PLOT_LIGHT };
  PlotReadout r;
  g_assert_cmpstr (plot_figure_grip (figure, &all, &theme, 12 + 0.6 * 300 + 5, 100), ==, "threshold");
  g_assert_null (plot_figure_grip (figure, &all, &theme, 12 + 0.6 * 300 + 12, 100));
  g_assert_null (plot_figure_grip (figure, &all, &theme, 12 + 0.2 * 300, 100)); /* an event stays where it was */
  g_assert_true (plot_figure_hit (figure, &all, &theme, 12 + 0.7 * 300, 100, &r));
  g_assert_cmpfloat_with_epsilon (r.x, 0.7, 1e-6);
  plot_figure_free (figure);
}

/* Where a number has no room its sign still stands; of a text without one nothing does. */
static void
test_cell_signs (void)
{
  const float cells[2] = { -0.25, 0.5 };
  const char *const signed_texts[] = { "−0.25", "+0.5", NULL }, *const plain[] = { "0.25", "0.5", NULL };
  const struct {
    const char *const *texts;
    double width;
    const char *first;
  } rows[] = { { signed_texts, 200, "−0.25" }, { signed_texts, 70, "−" }, { plain, 70, NULL }, { signed_texts, 32, NULL } };
  PlotTheme theme = { PLOT_LIGHT };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    PlotFigure *figure = plot_figure_new (NULL);
    PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
    panel->x.hidden = panel->y.hidden = true;
    plot_set_texts (&plot_panel_add_map (panel, 1, 2, cells, PLOT_SIGNED)->texts, rows[i].texts);
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 200, 100);
    cairo_t *cr = cairo_create (surface);
    GArray *log = g_array_new (FALSE, FALSE, sizeof (PlotTextBox));
    plot_figure_draw_logged (cr, figure, &(PlotRectangle) { 0, 0, rows[i].width, 100 }, &theme, log);
    g_assert_cmpstr (log->len > 0 ? g_array_index (log, PlotTextBox, 0).text : NULL, ==, rows[i].first);
    g_array_free (log, TRUE);
    cairo_destroy (cr);
    cairo_surface_destroy (surface);
    plot_figure_free (figure);
  }
}

/* Texts stand in the cells that have room for them, and the readout of a cell is what the figure says. */
static void
test_cells (void)
{
  const float cells[2] = { 0, 1 };
  const char *const texts[] = { "12\n75 %", "4\n25 %", NULL }, *const says[] = { "truth a", "truth b", NULL };
  const struct {
    double width, height;
    guint n_texts;
  } rows[] = { { 200, 100, 4 }, { 80, 100, 2 }, { 40, 100, 0 }, { 600, 400, 4 } };
  double letters[G_N_ELEMENTS (rows)] = { 0 };
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  panel->x.hidden = panel->y.hidden = true;
  PlotMark *map = plot_panel_add_map (panel, 1, 2, cells, PLOT_VIRIDIS);
  plot_set_texts (&map->texts, texts);
  plot_set_texts (&map->says, says);
  PlotTheme theme = { PLOT_LIGHT };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 400);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    cairo_t *cr = cairo_create (surface);
    GArray *log = g_array_new (FALSE, FALSE, sizeof (PlotTextBox));
    plot_figure_draw_logged (cr, figure, &(PlotRectangle) { 0, 0, rows[i].width, rows[i].height }, &theme, log);
    g_assert_cmpuint (log->len, ==, rows[i].n_texts);
    letters[i] = log->len > 0 ? g_array_index (log, PlotTextBox, 0).ink.height : 0;
    g_array_free (log, TRUE);
    cairo_destroy (cr);
  }
  g_assert_cmpfloat (letters[3], >, 1.2 * letters[0]); /* in cells that have so much room */
  PlotReadout r;
  g_assert_true (plot_figure_hit (figure, &(PlotRectangle) { 0, 0, 200, 100 }, &theme, 150, 50, &r));
  g_assert_cmpstr (r.text, ==, "truth b");
  cairo_surface_destroy (surface);
  plot_figure_free (figure);
}

static void
test_hit_map (void)
{
  float cells[6] = { 0, 1, 2, 3, 4, 5 };
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  panel->x.hidden = panel->y.hidden = true;
  plot_set_text (&plot_panel_add_map (panel, 2, 3, cells, PLOT_VIRIDIS)->label, "drop");
  PlotRectangle all = { 0, 0, 324, 224 };
  PlotTheme theme = { PLOT_LIGHT };
  PlotReadout r;
  g_assert_true (plot_figure_hit (figure, &all, &theme, 62, 62, &r));
  g_assert_cmpint (r.index, ==, 0);
  g_assert_true (plot_figure_hit (figure, &all, &theme, 262, 162, &r));
  g_assert_cmpint (r.index, ==, 5);
  g_assert_cmpstr (r.text, ==, "drop: 5");
  PlotMark *map = &figure->panels[0].marks[0];
  map->say_add = 0.5;
  plot_set_text (&map->say, "p = {v} in row {row}");
  plot_set_text (&map->say_below, "p rises by {v}");
  g_assert_true (plot_figure_hit (figure, &all, &theme, 262, 162, &r));
  g_assert_cmpstr (r.text, ==, "p = 5.5 in row 1");
  map->cells[5] = -0.25f;
  g_assert_true (plot_figure_hit (figure, &all, &theme, 262, 162, &r));
  g_assert_cmpstr (r.text, ==, "p rises by 0.25");
  plot_figure_free (figure);
}

static PlotPanel *
add_image_panel (PlotFigure *figure, const float *cells, PlotColours colours)
{
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  panel->x.hidden = panel->y.hidden = panel->square = true;
  plot_panel_add_map (panel, 10, 10, cells, colours);
  return panel;
}

/* An image answers with the map beside it, and both show what the cell speaks of. */
static void
test_hit_image (void)
{
  const float cells[100] = { 0 };
  const PlotTheme theme = { PLOT_LIGHT };
  const PlotRectangle all = { 0, 0, 400, 200 };
  PlotFigure *figure = plot_figure_new (NULL);
  PlotReadout over_image, over_map;
  plot_set_text (&add_image_panel (figure, cells, PLOT_GREY)->marks[0].say, "");
  PlotMark *map = &add_image_panel (figure, cells, PLOT_SIGNED)->marks[0];
  map->reach = 3;
  plot_set_text (&map->say, "pixel {column}, {row}");
  g_assert_true (plot_figure_hit (figure, &all, &theme, 280, 90, &over_map));
  g_assert_cmpint (over_map.panel, ==, 1);
  double shift = over_map.reach[0].x - over_map.reach[1].x;
  g_assert_cmpfloat (shift, >, 100);
  g_assert_true (plot_figure_hit (figure, &all, &theme, 280 - shift, 90, &over_image));
  g_assert_cmpint (over_image.panel, ==, 1);
  g_assert_cmpstr (over_image.text, ==, over_map.text);
  g_assert_cmpfloat_with_epsilon (over_image.reach[0].width, over_image.reach[0].height, 1e-9);
  g_assert_cmpfloat (fabs (over_image.reach[0].x + over_image.reach[0].width / 2 - over_image.point_x), <, 1e-9);
  plot_figure_free (figure);
}

static void
test_words (void)
{
  PlotFigure *figure = plot_figure_new ("Loss");
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, "step", "loss");
  const double x[] = { 0, 10, 20 }, y[] = { 1, 0.5, 0.25 }, z[] = { 3, 9, INFINITY };
  plot_panel_add_line (panel, "good", 0, 3, x, y);
  plot_panel_add_line (panel, "bad", 1, 3, x, z)->diverged = true;
  char *text = plot_figure_describe (figure), *table = plot_figure_table (figure);
  g_assert_cmpstr (text, ==, "Loss. loss over step. good goes from 1 to 0.25 at 20; bad starts at 3 and diverged after 10.");
  g_assert_true (g_str_has_prefix (table, "panel\tmark\tx\ty\tvalue\n1\tgood\t0\t1\t1\n1\tgood\t10\t0.5\t0.5\n"));
  g_assert_true (g_str_has_suffix (table, "1\tbad\t20\tinf\tinf\n"));
  g_free (table);
  g_free (text);
  plot_figure_free (figure);
}

/* What a log axis cannot show is said in the picture. */
static void
test_left_out_is_said (void)
{
  PlotFigure *figure = plot_figure_new ("Loss");
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, "step", "loss");
  const double x[] = { 0, 1, 2, 3 }, y[] = { 1, 0, -2, 0.1 };
  panel->y.scale = PLOT_LOG;
  plot_panel_add_line (panel, NULL, 0, 4, x, y);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 400);
  cairo_t *cr = cairo_create (surface);
  GArray *log = g_array_new (FALSE, FALSE, sizeof (PlotTextBox));
  PlotTheme theme = { PLOT_LIGHT };
  bool said = false;
  plot_figure_draw_logged (cr, figure, &(PlotRectangle) { 0, 0, 600, 400 }, &theme, log);
  for (guint i = 0; i < log->len; i++)
    said |= g_str_has_prefix (g_array_index (log, PlotTextBox, i).text, "2 values ≤ 0");
  g_assert_true (said);
  g_array_free (log, TRUE);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  plot_figure_free (figure);
}

/* The height in px of the ink of @title over one of two panels. */
static double
title_ink (const char *title)
{
  PlotFigure *figure = plot_figure_new (NULL);
  const double x[] = { 0, 1 };
  for (int p = 0; p < 2; p++)
    plot_panel_add_line (plot_figure_add_panel (figure, title, NULL, NULL), NULL, 0, 2, x, x);
  figure->n_columns = 2;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 400);
  cairo_t *cr = cairo_create (surface);
  GArray *log = g_array_new (FALSE, FALSE, sizeof (PlotTextBox));
  plot_figure_draw_logged (cr, figure, &(PlotRectangle) { 0, 0, 600, 400 }, &(PlotTheme) { PLOT_LIGHT }, log);
  double height = 0;
  for (guint i = 0; i < log->len; i++)
    if (g_str_has_prefix (title, g_array_index (log, PlotTextBox, i).text))
      height = fmax (height, g_array_index (log, PlotTextBox, i).ink.height);
  g_array_free (log, TRUE);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  plot_figure_free (figure);
  return height;
}

/* A panel's title that is too wide for one line takes several; one for which there is no room is cut. */
static void
test_titles_wrap (void)
{
  const char words[] = "the title of a panel that tells so much of lanes ";
  g_autofree char *long_title = g_strdup_printf ("%s%s", words, "and samples"), *endless = g_strdup_printf ("%s%s%s%s%s", words, words, words, words, words);
  double line = title_ink ("the title");
  g_assert_cmpfloat (line, >, 0);
  g_assert_cmpfloat (title_ink (long_title), >, 1.8 * line);
  g_assert_cmpfloat (title_ink (endless), <, 1.8 * line);
}

typedef struct {
  PlotLayout layout;
  PlotCanvas canvas;
  cairo_t *cr;
} Laid;

static void
lay_out (Laid *laid, const PlotFigure *figure, double width, double height, const PlotTheme *theme)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  laid->cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  plot_canvas_init (&laid->canvas, laid->cr, theme, NULL);
  plot_layout_make (&laid->layout, &laid->canvas, figure, &(PlotRectangle) { 0, 0, width, height });
}

static void
clear (Laid *laid)
{
  plot_layout_clear (&laid->layout);
  plot_canvas_clear (&laid->canvas);
  cairo_destroy (laid->cr);
}

/* Square panels stand in the number of columns that makes them largest, where a hole in the last row counts against it, and
 * a little above the middle of what they leave over. */
static void
test_square_panels_are_largest (void)
{
  const double sizes_[][2] = { { 700, 420 }, { 1400, 300 }, { 300, 900 }, { 1000, 700 } };
  const PlotTheme theme = { PLOT_LIGHT };
  PlotFigure *figure = figure_makers[1].make (DATA_TYPICAL, false);
  Laid laid;
  for (guint s = 0; s < G_N_ELEMENTS (sizes_); s++) {
    figure->n_columns = 0;
    lay_out (&laid, figure, sizes_[s][0], sizes_[s][1], &theme);
    double chosen = laid.layout.panels[0].frame.rect.width * plot_grid_filled (figure, laid.layout.n_columns);
    const PlotRectangle grid = laid.layout.grid, cell = laid.layout.panels[0].cell;
    const PlotRectangle last = laid.layout.panels[figure->n_panels - 1].cell;
    double above = cell.y - grid.y, below = grid.y + grid.height - last.y - last.height;
    g_assert_cmpfloat (fabs (2 * above - below), <=, 4);
    clear (&laid);
    for (figure->n_columns = 1; figure->n_columns <= 3; figure->n_columns++) {
      lay_out (&laid, figure, sizes_[s][0], sizes_[s][1], &theme);
      g_assert_cmpfloat (laid.layout.panels[0].frame.rect.width * plot_grid_filled (figure, figure->n_columns), <=, chosen);
      clear (&laid);
    }
  }
  figure->n_columns = 0;
  figure->n_together = 2; /* a picture and its map are not torn apart */
  lay_out (&laid, figure, 300, 900, &theme);
  g_assert_cmpint (laid.layout.n_columns, ==, 2);
  clear (&laid);
  plot_figure_free (figure);
}

/* The names of classes stand at all their places, that in the corner of the axes' short names too. */
static void
test_corner_names (void)
{
  const float cells[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  const char *const classes[] = { "0", "1", "2", NULL };
  const PlotTheme theme = { PLOT_LIGHT };
  Laid laid;
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, "x", "y");
  panel->square = panel->y.reversed = true;
  plot_set_texts (&panel->x.categories, classes);
  plot_set_texts (&panel->y.categories, classes);
  PlotMark *map = plot_panel_add_map (panel, 3, 3, cells, PLOT_VIRIDIS);
  map->left = map->bottom = -0.5, map->right = map->top = 2.5;
  lay_out (&laid, figure, 300, 300, &theme);
  g_assert_cmpint (laid.layout.panels[0].x_ticks.n, ==, 3);
  g_assert_cmpint (laid.layout.panels[0].y_ticks.n, ==, 3);
  clear (&laid);
  plot_figure_free (figure);
}

/* The dot before a line's name is the line's last value. */
static void
test_end_dots (void)
{
  const double x[] = { 0, 99, 100 }, y[] = { 10, 10, 0 };
  const PlotTheme theme = { PLOT_LIGHT };
  Laid laid;
  PlotFigure *figure = plot_figure_new (NULL);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
  panel->y.min = -10, panel->y.max = 10;
  plot_panel_add_line (panel, "lane", 0, 3, x, y);
  lay_out (&laid, figure, 600, 300, &theme);
  const PlotFrame *frame = &laid.layout.panels[0].frame;
  double px = plot_frame_x (frame, 100), py = plot_frame_y (frame, 0);
  clear (&laid);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 300);
  cairo_t *cr = cairo_create (surface);
  plot_figure_draw (cr, figure, &(PlotRectangle) { 0, 0, 600, 300 }, &theme);
  cairo_surface_flush (surface);
  g_assert_cmphex (pixel_at (surface, (int) px + 1, (int) py), ==, 0x0072b2);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  plot_figure_free (figure);
}

/* A cursor that is ahead of the last record does not strike through the names at the ends of lines; one far off leaves them there. */
static void
test_names_and_cursor (void)
{
  const double x[] = { 0, 96 }, y[] = { 1, 2 };
  const PlotTheme theme = { PLOT_LIGHT };
  const PlotRectangle all = { 0, 0, 600, 300 };
  for (int far = 0; far < 2; far++) {
    PlotFigure *figure = plot_figure_new (NULL);
    PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
    plot_panel_add_line (panel, "a lane", 0, 2, x, y);
    panel->x.min = 0, panel->x.max = far ? 400 : 100;
    panel->cursor = panel->x.max;
    Laid laid;
    lay_out (&laid, figure, all.width, all.height, &theme);
    double end = plot_frame_x (&laid.layout.panels[0].frame, 96), cursor = plot_frame_x (&laid.layout.panels[0].frame, panel->cursor);
    clear (&laid);
    GArray *log = g_array_new (FALSE, FALSE, sizeof (PlotTextBox));
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 300);
    cairo_t *cr = cairo_create (surface);
    plot_figure_draw_logged (cr, figure, &all, &theme, log);
    const PlotTextBox *name = NULL;
    for (guint i = 0; i < log->len; i++)
      if (strcmp (g_array_index (log, PlotTextBox, i).text, "a lane") == 0)
        name = &g_array_index (log, PlotTextBox, i);
    g_assert_nonnull (name);
    g_assert_cmpfloat (name->ink.x, >, far ? end : cursor + 2);
    g_assert_true (!far || name->ink.x + name->ink.width < cursor);
    cairo_destroy (cr);
    cairo_surface_destroy (surface);
    g_array_free (log, TRUE);
    plot_figure_free (figure);
  }
}

/* What lies under the floor of a log axis, 0 too, is shown on its foot and found there. */
static void
test_floor (void)
{
  const PlotTheme theme = { PLOT_LIGHT };
  const PlotRectangle all = { 0, 0, 600, 400 };
  const double x[] = { 0, 1, 2, 3 }, y[] = { 1, 0, 1e-30, 0.1 };
  PlotReadout r;
  Laid laid;
  PlotFigure *figure = plot_figure_new ("Gradients");
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, "step", "size");
  panel->y.scale = PLOT_LOG;
  panel->y.min = panel->y.floor = 1e-10;
  panel->y.max = 10;
  plot_panel_add_line (panel, "layer", 0, 4, x, y);
  lay_out (&laid, figure, all.width, all.height, &theme);
  const PlotPanelLayout *p = &laid.layout.panels[0];
  double px = plot_frame_x (&p->frame, 2), foot = p->frame.rect.y + p->frame.rect.height;
  g_assert_null (p->note);
  g_assert_true (g_str_has_prefix (p->y_ticks.label[0], "≤ 10<sup>−10"));
  g_assert_true (isnan (plot_frame_y (&p->frame, 1e-30))); /* the line does not dive */
  g_assert_cmpfloat (plot_frame_y_floored (&p->frame, 0), ==, foot);
  clear (&laid);
  g_assert_true (plot_figure_hit (figure, &all, &theme, px, foot - 1, &r));
  g_assert_cmpint (r.index, ==, 2);
  plot_figure_free (figure);
}

/* In a thumbnail the marks have the room: no title over a small panel, no ticks where there are several panels. */
static void
test_thumbnails_are_marks (void)
{
  const PlotTheme theme = { PLOT_LIGHT, .compact = true };
  Laid laid;
  PlotFigure *figure = plot_figure_new ("Activations");
  const double edges[] = { 0, 1, 2 }, heights[] = { 1, 2, 1 };
  for (int i = 0; i < 6; i++)
    plot_panel_add_bars (plot_figure_add_panel (figure, "too low, layer 1: 5 % saturated", "a", "b"), NULL, 0, 3, edges, heights, 1);
  figure->n_columns = 2;
  lay_out (&laid, figure, 190, 90, &theme);
  double marks = 0;
  for (int i = 0; i < 6; i++) {
    marks += laid.layout.panels[i].frame.rect.width * laid.layout.panels[i].frame.rect.height;
    g_assert_cmpint (laid.layout.panels[i].y_ticks.n, ==, 0);
  }
  g_assert_cmpfloat (marks, >, 0.44 * 190 * 90);
  clear (&laid);
  plot_figure_free (figure);
}

/* 12 lines of 2,000 noisy points and 3 maps of 100 × 100 at 1920 × 1080: CPU time per draw, reported. */
static void
test_speed (void)
{
  enum { N = 2000, SIDE = 100, RUNS = 40 };
  double *x = g_new (double, N), *y = g_new (double, N);
  float *cells = g_new (float, SIDE * SIDE);
  PlotFigure *figure = plot_figure_new ("Benchmark");
  BaseRng rng;
  base_rng_init (&rng, 1, 1);
  figure->colour_bar = true;
  for (int p = 0; p < 3; p++) {
    PlotPanel *panel = plot_figure_add_panel (figure, "lines", "step", "loss");
    for (int lane = 0; lane < 4; lane++) {
      for (int i = 0; i < N; i++) {
        x[i] = i;
        y[i] = exp (-i / 700.0) + lane + 0.2 * base_rng_normal (&rng);
      }
      plot_panel_add_line (panel, "lane", lane, N, x, y);
    }
  }
  for (int p = 0; p < 3; p++) {
    for (int i = 0; i < SIDE * SIDE; i++)
      cells[i] = (float) base_rng_normal (&rng);
    plot_panel_add_map (plot_figure_add_panel (figure, "map", "a", "b"), SIDE, SIDE, cells, PLOT_SIGNED);
  }
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1920, 1080);
  cairo_t *cr = cairo_create (surface);
  PlotTheme theme = { PLOT_LIGHT };
  const PlotRectangle all = { 0, 0, 1920, 1080 };
  plot_figure_draw (cr, figure, &all, &theme); /* fonts are loaded once */
  clock_t start = clock ();
  for (int i = 0; i < RUNS; i++)
    plot_figure_draw (cr, figure, &all, &theme);
  double ms = 1000.0 * (double) (clock () - start) / CLOCKS_PER_SEC / RUNS;
  g_test_minimized_result (ms, "%.2f ms CPU per draw of 12 lines × 2,000 points and 3 maps at 1920×1080 (aim: 5)", ms);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  plot_figure_free (figure);
  g_free (cells);
  g_free (x);
  g_free (y);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/figure/everything-everywhere", test_everything_everywhere);
  g_test_add_func ("/plot/figure/tiny-and-large-type", test_tiny_and_large_type);
  g_test_add_func ("/plot/figure/kept-texts", test_kept_texts);
  g_test_add_func ("/plot/figure/texts-stay-laid-out", test_texts_stay_laid_out);
  g_test_add_func ("/plot/figure/stamps", test_stamps);
  g_test_add_func ("/plot/figure/marks-walk", test_marks_walk);
  g_test_add_func ("/plot/figure/map-colours", test_map_colours);
  g_test_add_func ("/plot/figure/hit", test_hit);
  g_test_add_func ("/plot/figure/hit-links", test_hit_links);
  g_test_add_func ("/plot/figure/cells", test_cells);
  g_test_add_func ("/plot/figure/cell-signs", test_cell_signs);
  g_test_add_func ("/plot/figure/grip", test_grip);
  g_test_add_func ("/plot/figure/hit-map", test_hit_map);
  g_test_add_func ("/plot/figure/hit-image", test_hit_image);
  g_test_add_func ("/plot/figure/words", test_words);
  g_test_add_func ("/plot/figure/left-out-is-said", test_left_out_is_said);
  g_test_add_func ("/plot/figure/titles-wrap", test_titles_wrap);
  g_test_add_func ("/plot/figure/square-panels-are-largest", test_square_panels_are_largest);
  g_test_add_func ("/plot/figure/corner-names", test_corner_names);
  g_test_add_func ("/plot/figure/end-dots", test_end_dots);
  g_test_add_func ("/plot/figure/names-and-cursor", test_names_and_cursor);
  g_test_add_func ("/plot/figure/floor", test_floor);
  g_test_add_func ("/plot/figure/thumbnails-are-marks", test_thumbnails_are_marks);
  g_test_add_func ("/plot/figure/speed", test_speed);
  return g_test_run ();
}
