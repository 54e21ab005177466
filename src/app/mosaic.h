/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A picture on the window: a render node for each tile, kept as long as the tile stays the same, since what is drawn again
 * is what has a new node. */

#include "app/painter.h"

#include <gtk/gtk.h>

typedef struct {
  GradusPicture *picture; /* NULL: nothing */
  GskRenderNode **nodes;
} GradusMosaic;

void gradus_mosaic_set (GradusMosaic *mosaic, GradusPicture *picture); /* takes over; NULL: nothing */
void gradus_mosaic_snapshot (const GradusMosaic *mosaic, GtkSnapshot *snapshot);
