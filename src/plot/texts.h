/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The texts of drawings, laid out. Pictures that follow each other bear nearly the same ones, and shaping them is a fifth
 * of the work. */

#include "plot/figure.h"

#include <pango/pangocairo.h>

typedef enum {
  PLOT_TEXT_TITLE, /* of the figure */
  PLOT_TEXT_PANEL, /* title of a panel */
  PLOT_TEXT_LABEL, /* axis labels, legends, direct labels */
  PLOT_TEXT_TICK,  /* read as Pango markup: 10<sup>−3</sup> */
  PLOT_TEXT_NOTE,  /* captions, event flags */
  PLOT_N_TEXTS,
} PlotTextKind;

/* Before a drawing; @size: px of a tick label. What was laid out for another theme is forgotten. */
void plot_texts_begin (PlotTexts *texts, cairo_t *cr, const PlotTheme *theme, double size);

/* px of the kind's letters. */
double plot_texts_size (const PlotTexts *texts, PlotTextKind kind);

/* A single line, kept. */
PangoLayout *plot_texts_line (PlotTexts *texts, PlotTextKind kind, const char *text);

/* Fitted into @width px, wrapped or cut with …; valid until the next call. */
PangoLayout *plot_texts_fitted (PlotTexts *texts, PlotTextKind kind, const char *text, double width, bool wrap);
