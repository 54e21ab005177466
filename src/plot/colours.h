/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The colours of plots. Each lane has colour, dash and marker, so that none is told apart by colour alone; the seven
 * colours of a scheme have contrast ≥ 3:1 to its background and stay apart for protanopes and deuteranopes. */

#include "plot/figure.h"

typedef struct {
  double red, green, blue; /* sRGB, 0 … 1 */
} PlotColour;

PlotColour plot_background (PlotScheme scheme);
PlotColour plot_foreground (PlotScheme scheme); /* text, axes */
PlotColour plot_muted (PlotScheme scheme);      /* tick labels; contrast ≥ 4.5:1 */
PlotColour plot_grid (PlotScheme scheme);       /* calm lines behind the marks */

/* Style 0 … 6 (taken modulo 7); −1: neutral. */
PlotColour plot_lane_colour (PlotScheme scheme, int style);

/* A colour moved towards the foreground until text in it has contrast ≥ 4.5:1. */
PlotColour plot_text_colour (PlotScheme scheme, PlotColour colour);
PlotColour plot_lane_text_colour (PlotScheme scheme, int style);

/* A @share of @b, the rest @a: what b at that alpha looks like on a, and quicker to draw. */
PlotColour plot_mix (PlotColour a, PlotColour b, double share);

/* Foreground or background, whichever stands out against @under. */
PlotColour plot_text_on (PlotScheme scheme, PlotColour under);

/* A line of an ordered family (layers, first 0 … last 1): one ramp, every place of it ≥ 3:1 to the background. */
PlotColour plot_family_colour (PlotScheme scheme, double shade);

/* Records put aside keep the colour of their lane: style PLOT_STYLES × (1 + k) + lane's is a thin line with the dash of pin k,
 * 0 … PLOT_PINS − 1; points are hollow. */
#define PLOT_PINS 8

/* Dash lengths in line widths, NULL and 0 for a solid line (style 0 and −1). */
const double *plot_lane_dash (int style, int *n_dashes);

/* Colour of a map at @at: viridis and grey 0 … 1, signed −1 … 1 with the background at 0. */
PlotColour plot_map_colour (PlotScheme scheme, PlotColours colours, double at);

/* How much of the range of PLOT_SIGNED a pale map has: points in the colours of lanes stand out from it. */
#define PLOT_PALE 0.45

/* Contrast of two colours, 1 … 21 (WCAG 2.1). */
double plot_contrast (PlotColour a, PlotColour b);
