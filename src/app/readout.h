/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a plot says of the place under the pointer, or under a cursor that the arrow keys move. */

#include "plot/figure.h"

#include <gtk/gtk.h>

/* The plot as it is shown. */
typedef struct {
  const PlotFigure *figure; /* NULL: none */
  PlotRectangle box;
  PlotTheme theme;
} GradusShown;

typedef struct {
  PlotReadout now;
  gboolean there; /* FALSE: there is nothing to say */
  double x, y;    /* px; of the pointer or the cursor */
  gboolean carries; /* something that was picked up at from_x, from_y */
  double from_x, from_y;
} GradusReadout;

void gradus_readout_read (GradusReadout *readout, const GradusShown *shown, double x, double y);

/* One press moves on until the readout is another one, so that every point and cell can be reached; the first one reads
 * the middle. */
void gradus_readout_move (GradusReadout *readout, const GradusShown *shown, int dx, int dy);

/* The outline of what is carried, and the way it has come. */
void gradus_readout_draw_carried (const GradusReadout *readout, cairo_t *cr);

void gradus_readout_draw (const GradusReadout *readout, const GradusShown *shown, GtkWidget *widget, cairo_t *cr);
