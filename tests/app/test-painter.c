/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/mosaic.h"
#include "app/plot-view.h"

/* Pictures share the tiles that look alike, and only those. */

static PlotFigure *
figure_new (const char *title)
{
  PlotFigure *figure = plot_figure_new (title);

  figure->caption = g_strdup ("below");
  return figure;
}

static GradusPainting
painting_of (int width, int scale)
{
  return (GradusPainting){ width, 300, scale, { .scheme = PLOT_LIGHT, .transparent = true } };
}

static GradusPicture *
draw (const char *title, int width, int scale, const GradusPicture *before)
{
  PlotFigure *figure = figure_new (title);
  GradusPainting painting = painting_of (width, scale);
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

static guint
picture_ink (const GradusPicture *picture)
{
  guint sum = 0;

  for (int i = 0; i < picture->n_tiles; i++)
    sum += picture->tiles[i] ? ink (picture->tiles[i]) : 0;
  return sum;
}

static void
test_tiles (void)
{
  GradusPicture *picture = draw ("A title", 300, 1, NULL);

  g_assert_cmpint (picture->n_columns, ==, 2);
  g_assert_cmpint (picture->n_tiles, ==, 10);
  g_assert_cmpint (cairo_image_surface_get_width (picture->tiles[0]), ==, GRADUS_TILE_WIDTH);
  g_assert_cmpint (cairo_image_surface_get_height (picture->tiles[0]), ==, GRADUS_TILE_HEIGHT);
  g_assert_cmpint (cairo_image_surface_get_height (picture->tiles[8]), ==, 300 - 4 * GRADUS_TILE_HEIGHT);
  g_assert_cmpuint (ink (picture->tiles[0]), >, 0); /* the title */
  g_assert_null (picture->tiles[3]);
  gradus_picture_unref (picture);
}

static void
test_share (void)
{
  GradusPicture *before = draw ("A title", 300, 1, NULL), *after = draw ("Another", 300, 1, before);
  GradusPicture *wider = draw ("Another", 301, 1, after), *finer = draw ("Another", 150, 2, after);
  guint old_ink = ink (before->tiles[0]);

  g_assert_true (after->tiles[0] != before->tiles[0]);
  g_assert_nonnull (after->tiles[8]); /* what is below */
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

/* The width of the widest node that something is painted in. */
static float
widest (GskRenderNode *node)
{
  graphene_rect_t bounds;
  float most = 0;

  gsk_render_node_get_bounds (node, &bounds);
  switch ((int) gsk_render_node_get_node_type (node)) {
  case GSK_CAIRO_NODE:
    return gsk_cairo_node_get_surface (node) ? bounds.size.width : 0;
  case GSK_TRANSFORM_NODE:
    return widest (gsk_transform_node_get_child (node));
  case GSK_CLIP_NODE:
    return widest (gsk_clip_node_get_child (node));
  case GSK_CONTAINER_NODE:
    for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
      most = MAX (most, widest (gsk_container_node_get_child (node, i)));
    return most;
  default:
    return 0;
  }
}

static float
widest_shown (GtkWidget *widget)
{
  GdkPaintable *paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  float width;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  width = node ? widest (node) : 0;
  g_clear_pointer (&node, gsk_render_node_unref);
  g_object_unref (paintable);
  return width;
}

/* Nothing but a readout is a node as wide as the plot: such a node would have all of it drawn again in each frame. */
static void
test_nodes (void)
{
  GtkWidget *window = gtk_window_new (), *view = gradus_plot_view_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 700, 500);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gradus_plot_view_set_figure (GRADUS_PLOT_VIEW (view), figure_new ("A title"));
  gtk_window_present (GTK_WINDOW (window));
  while (widest_shown (view) < 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (widest_shown (view), <=, GRADUS_TILE_WIDTH);
  gradus_plot_view_cursor (GRADUS_PLOT_VIEW (view))->there = TRUE;
  gtk_widget_queue_draw (view);
  while (widest_shown (view) <= GRADUS_TILE_WIDTH)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
keep (GradusPicture *picture, gpointer place)
{
  *(GradusPicture **) place = picture;
}

/* The painter uses its pixels again: nothing of a picture is left for the next one. */
static void
test_clean (void)
{
  const int widths[] = { 300, 420, 300 };

  for (int i = 0; i < 3; i++) {
    GradusSheet *sheet = gradus_sheet_new (figure_new (i == 1 ? "A much longer title" : "Short"));
    GradusPainting painting = painting_of (widths[i], 1);
    GradusPicture *picture = NULL, *alone = gradus_painter_draw (sheet->figure, &painting, NULL);

    gradus_painter_paint (sheet, &painting, NULL, keep, &picture);
    while (!picture)
      g_main_context_iteration (NULL, TRUE);
    g_assert_cmpuint (picture_ink (picture), ==, picture_ink (alone));
    gradus_picture_unref (picture);
    gradus_picture_unref (alone);
    gradus_sheet_unref (sheet);
  }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/painter/tiles", test_tiles);
  g_test_add_func ("/app/painter/share", test_share);
  g_test_add_func ("/app/painter/mosaic", test_mosaic);
  g_test_add_func ("/app/painter/clean", test_clean);
  g_test_add_func ("/app/painter/nodes", test_nodes);
  return g_test_run ();
}
