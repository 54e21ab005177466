/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Draws plots into pixels on a thread of its own, so that a frame costs the main thread a copy. */

#include "plot/figure.h"

#include <glib.h>

/* A figure with a count of references: the painter may still draw it while the window has a newer one. */
typedef struct {
  PlotFigure *figure;
} GradusSheet;

GradusSheet *gradus_sheet_new (PlotFigure *figure); /* takes the figure over */
GradusSheet *gradus_sheet_ref (GradusSheet *sheet);
void gradus_sheet_unref (GradusSheet *sheet);

/* A drawn plot with a count of references: tiles in rows. A tile that looks as it did in the picture before is the same
 * surface, so that only what changed is drawn on the window and sent to the screen. Draw nothing on a tile: what cairo
 * recorded of it would be copied first. */
#define GRADUS_TILE_WIDTH 256 /* pixels; less at the right and the lower edge. Words and axes are wide and low. */
#define GRADUS_TILE_HEIGHT 64

typedef struct {
  int width, height, scale; /* pixels; pixels in a unit */
  int n_columns, n_tiles;
  cairo_surface_t *tiles[]; /* NULL: nothing is drawn there */
} GradusPicture;

GradusPicture *gradus_picture_ref (GradusPicture *picture);
void gradus_picture_unref (GradusPicture *picture); /* NULL is fine */

/* Whether both are there and their tiles lie in the same places. */
gboolean gradus_picture_is_like (const GradusPicture *picture, const GradusPicture *other);

typedef struct {
  double width, height; /* of the plot, in units of the theme */
  int scale;            /* pixels in a unit */
  PlotTheme theme;      /* texts are copied */
} GradusPainting;

/* Draws here and now; @before: the picture that this one takes the place of, or NULL. */
GradusPicture *gradus_painter_draw (const PlotFigure *figure, const GradusPainting *painting,
                                    const GradusPicture *before);

/* Draws on the painter's thread and calls @done on the main thread, which owns the picture then. */
void gradus_painter_paint (GradusSheet *sheet, const GradusPainting *painting, GradusPicture *before,
                           void (*done) (GradusPicture *picture, gpointer data), gpointer data);

/* Waits until nothing is being drawn: before what drawing reads changes (the language). */
void gradus_painter_settle (void);

/* Processor time the painter has used, ms; for measurements. */
double gradus_painter_cpu_ms (void);
