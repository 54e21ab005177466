/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Drawings into files, complete or not at all. Private to plot. */

#include "plot/figure.h"

typedef struct {
  void (*draw) (cairo_t *cr, double width, double height, const void *data);
  const void *data;
  const char *title; /* in the properties of a document; NULL: none */
  double width, height, scale, zoom; /* px; pixels in a px; px in a unit of @draw */
} PlotDrawing;

bool plot_write (const PlotDrawing *drawing, const char *path, PlotFormat format, BaseError *error);
