/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Draws a figure, logs its texts, and asserts that none of them is cut off, lies upon another or is lost in what is under it. */

#include "plot/figure.h"

void texts_check (const PlotFigure *figure, double width, double height, const PlotTheme *theme, const char *what);

/* How often @text is drawn, in light colours. */
int texts_count (const PlotFigure *figure, double width, double height, const char *text);
