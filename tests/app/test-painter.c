/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/mosaic.h"

/* Pictures share the tiles that look alike, and only those. */

static GradusPicture *
draw (const char *title, int width, int scale, const GradusPicture *before)
{
  PlotFigure *figure = plot_figure_new (title);
  GradusPainting painting = { width, 300, scale, { .scheme = PLOT_LIGHT, .transparent = true } };
  GradusPicture *picture = gradus_painter_draw (figure, &painting, before);

  plot_figure_free (figure);
  return picture;
}

static guint
ink (cairo_surface_t *tile)
{
  const guchar *pixels = cairo_image_surface_get_data (tile);
  gsize n = (gsize) cairo_image_surface_get_stride (tile) * (gsize) cairo_image_surface_get_height (tile);
  guint sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += pixels[i];
  return sum;
}

static void
test_tiles (void)
{
  GradusPicture *picture = draw ("A title", 300, 1, NULL);

  g_assert_cmpint (picture->n_columns, ==, 3);
  g_assert_cmpint (picture->n_tiles, ==, 9);
  g_assert_cmpint (cairo_image_surface_get_width (picture->tiles[0]), ==, GRADUS_TILE);
  g_assert_cmpint (cairo_image_surface_get_width (picture->tiles[2]), ==, 300 - 2 * GRADUS_TILE);
  g_assert_cmpint (cairo_image_surface_get_height (picture->tiles[8]), ==, 300 - 2 * GRADUS_TILE);
  g_assert_cmpuint (ink (picture->tiles[0]), >, 0); /* the title */
  g_assert_cmpuint (ink (picture->tiles[6]), ==, 0);
  gradus_picture_unref (picture);
}

static void
test_share (void)
{
  GradusPicture *before = draw ("A title", 300, 1, NULL), *after = draw ("Another", 300, 1, before);
  GradusPicture *wider = draw ("Another", 301, 1, after), *finer = draw ("Another", 150, 2, after);
  guint old_ink = ink (before->tiles[0]);

  g_assert_true (after->tiles[0] != before->tiles[0]);
  g_assert_true (after->tiles[8] == before->tiles[8]);
  g_assert_true (wider->tiles[0] != after->tiles[0]);
  g_assert_true (finer->tiles[0] != after->tiles[0]);
  gradus_picture_unref (after);
  g_assert_cmpuint (ink (before->tiles[0]), ==, old_ink);
  gradus_picture_unref (before);
  gradus_picture_unref (wider);
  gradus_picture_unref (finer);
}

/* Draws the nodes as the renderer does. */
static guint
shown_ink (const GradusMosaic *mosaic)
{
  cairo_surface_t *target = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300, 300);
  cairo_t *cr = cairo_create (target);
  guint sum;

  for (int i = 0; i < mosaic->picture->n_tiles; i++)
    gsk_render_node_draw (mosaic->nodes[i], cr);
  cairo_destroy (cr);
  cairo_surface_flush (target);
  sum = ink (target);
  cairo_surface_destroy (target);
  return sum;
}

static guint
picture_ink (const GradusPicture *picture)
{
  guint sum = 0;

  for (int i = 0; i < picture->n_tiles; i++)
    sum += ink (picture->tiles[i]);
  return sum;
}

/* What looks as before keeps its node, which is what the renderer compares; the rest shows the new picture. */
static void
test_mosaic (void)
{
  GradusMosaic mosaic = { NULL };
  GskRenderNode *first, *last;

  gradus_mosaic_set (&mosaic, draw ("A title", 300, 1, NULL));
  first = gsk_render_node_ref (mosaic.nodes[0]);
  last = mosaic.nodes[8];
  g_assert_cmpuint (shown_ink (&mosaic), ==, picture_ink (mosaic.picture));
  gradus_mosaic_set (&mosaic, draw ("Another", 300, 1, mosaic.picture));
  g_assert_true (mosaic.nodes[0] != first);
  g_assert_true (mosaic.nodes[8] == last);
  g_assert_cmpuint (shown_ink (&mosaic), ==, picture_ink (mosaic.picture));
  gradus_mosaic_set (&mosaic, NULL);
  g_assert_null (mosaic.nodes);
  gsk_render_node_unref (first);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/painter/tiles", test_tiles);
  g_test_add_func ("/app/painter/share", test_share);
  g_test_add_func ("/app/painter/mosaic", test_mosaic);
  return g_test_run ();
}
