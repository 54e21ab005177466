/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Several figures on a page, for files: a heading, a large figure above smaller ones, captions, notes at the foot. */

#include "plot/figure.h"

typedef struct {
  const char *title, *subtitle, *note; /* NULL: none; the note may have several lines */
  int n;
  const PlotFigure *const *figures;
  const char *const *captions; /* [n], each may be NULL */
} PlotPage;

/* px that a page of @width px needs. */
double plot_page_height (const PlotPage *page, double width, const PlotTheme *theme);

void plot_page_draw (cairo_t *cr, const PlotPage *page, double width, double height, const PlotTheme *theme);

/* Like plot_figure_write; the height follows from the width. */
bool plot_page_write (const PlotPage *page, const char *path, PlotFormat format, double width, double scale,
                      const PlotTheme *theme, BaseError *error);
