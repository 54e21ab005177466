/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Draws a figure and asserts that none of its texts is cut off or lies upon another. */

#include "plot/figure.h"

void texts_check (const PlotFigure *figure, double width, double height, const PlotTheme *theme, const char *what);
