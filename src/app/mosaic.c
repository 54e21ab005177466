/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/mosaic.h"

static const cairo_user_data_key_t tile_key;

/* A blank tile has an empty node, so that the others keep their places among a container's, by which they are compared. The
 * surface must outlive what is recorded of it, or cairo copies it. */
static GskRenderNode *
node_new (const GradusPicture *picture, int i)
{
  cairo_surface_t *tile = picture->tiles[i];
  float unit = 1.0f / (float) picture->scale;
  float x = (float) (i % picture->n_columns * GRADUS_TILE_WIDTH) * unit;
  float y = (float) (i / picture->n_columns * GRADUS_TILE_HEIGHT) * unit;
  int width = tile ? cairo_image_surface_get_width (tile) : GRADUS_TILE_WIDTH;
  int height = tile ? cairo_image_surface_get_height (tile) : GRADUS_TILE_HEIGHT;
  GskRenderNode *node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (x, y, (float) width * unit, (float) height * unit));
  cairo_t *cr;

  if (!tile)
    return node;
  cr = gsk_cairo_node_get_draw_context (node);
  cairo_set_source_surface (cr, tile, x, y);
  cairo_paint (cr);
  cairo_surface_set_user_data (cairo_get_target (cr), &tile_key, cairo_surface_reference (tile),
                               (cairo_destroy_func_t) cairo_surface_destroy);
  cairo_destroy (cr);
  return node;
}

void
gradus_mosaic_set (GradusMosaic *mosaic, GradusPicture *picture)
{
  GradusPicture *before = mosaic->picture;
  GskRenderNode **nodes = picture ? g_new (GskRenderNode *, picture->n_tiles) : NULL;
  gboolean alike = gradus_picture_is_like (picture, before);

  for (int i = 0; picture && i < picture->n_tiles; i++)
    nodes[i] = alike && before->tiles[i] == picture->tiles[i] ? gsk_render_node_ref (mosaic->nodes[i])
                                                              : node_new (picture, i);
  for (int i = 0; before && i < before->n_tiles; i++)
    gsk_render_node_unref (mosaic->nodes[i]);
  g_free (mosaic->nodes);
  gradus_picture_unref (before);
  *mosaic = (GradusMosaic){ picture, nodes };
}

void
gradus_mosaic_snapshot (const GradusMosaic *mosaic, GtkSnapshot *snapshot)
{
  for (int i = 0; mosaic->picture && i < mosaic->picture->n_tiles; i++)
    gtk_snapshot_append_node (snapshot, mosaic->nodes[i]);
}
