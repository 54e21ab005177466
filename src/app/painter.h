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

/* Pixels with a count of references; without any they are used for another picture. Draw nothing on the surface: what
 * cairo recorded of it would be copied first, megabytes, also when it is destroyed. */
typedef struct {
  cairo_surface_t *surface;
} GradusPicture;

GradusPicture *gradus_picture_ref (GradusPicture *picture);
void gradus_picture_unref (GradusPicture *picture);

typedef struct {
  double width, height; /* of the plot, in units of the theme */
  int scale;            /* pixels in a unit */
  PlotTheme theme;      /* texts are copied */
} GradusPainting;

/* Draws here and now. */
GradusPicture *gradus_painter_draw (const PlotFigure *figure, const GradusPainting *painting);

/* Draws on the painter's thread and calls @done on the main thread, which owns the picture then. */
void gradus_painter_paint (GradusSheet *sheet, const GradusPainting *painting,
                           void (*done) (GradusPicture *picture, gpointer data), gpointer data);

/* Waits until nothing is being drawn: before what drawing reads changes (the language). */
void gradus_painter_settle (void);

/* Processor time the painter has used, ms; for measurements. */
double gradus_painter_cpu_ms (void);
