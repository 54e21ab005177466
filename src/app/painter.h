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

typedef struct {
  double width, height; /* of the plot, in units of the theme */
  int scale;            /* pixels in a unit */
  PlotTheme theme;      /* texts are copied */
} GradusPainting;

/* Draws here and now: a new image surface. */
cairo_surface_t *gradus_painter_draw (const PlotFigure *figure, const GradusPainting *painting);

/* Draws on the painter's thread and calls @done on the main thread, which owns the surface then. */
void gradus_painter_paint (GradusSheet *sheet, const GradusPainting *painting,
                           void (*done) (cairo_surface_t *picture, gpointer data), gpointer data);

/* Waits until nothing is being drawn: before what drawing reads changes (the language). */
void gradus_painter_settle (void);

/* Processor time the painter has used, ms; for measurements. */
double gradus_painter_cpu_ms (void);
