/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What one drawing needs: the Cairo context, the theme and its texts. */

#include "plot/colours.h"
#include "plot/texts.h"

#include <glib.h>

typedef enum { PLOT_START, PLOT_MIDDLE, PLOT_END } PlotAlign;

typedef struct {
  PlotRectangle ink; /* what is really painted */
  char text[64];
} PlotTextBox;

typedef struct {
  cairo_t *cr;
  const PlotTheme *theme;
  PlotScheme scheme;
  double size;        /* px of a tick label */
  double line_height[PLOT_N_TEXTS];
  PlotTexts *texts;   /* the theme's or its own */
  GArray *log;        /* of PlotTextBox: every text drawn; NULL: not kept */
  struct {
    int of;            /* which ramp, see fill_shades; 0: none yet */
    guint32 argb[256];
  } shades;            /* of the map drawn last: diagrams have many of one kind */
  PlotTheme own;      /* the theme where the layout made it more frugal */
  bool tight;         /* neither caption nor names of axes */
  GArray *taken;      /* of PlotRectangle: where labels inside the current panel stand */
} PlotCanvas;

/* @log may be NULL. plot_canvas_clear frees what init made. */
void plot_canvas_init (PlotCanvas *canvas, cairo_t *cr, const PlotTheme *theme, GArray *log);
void plot_canvas_clear (PlotCanvas *canvas);

/* Leaves the marks more of the room: first smaller texts, no caption and no names of axes, then a thumbnail. False: it is one. */
bool plot_canvas_save_room (PlotCanvas *canvas);

/* Width in px of one line of text. */
double plot_canvas_width (PlotCanvas *canvas, PlotTextKind kind, const char *text);

/* As many whole clauses of a text as fit into @width, at least the first: "slow, layer 1" of "slow, layer 1: 0 % saturated". The
 * caller frees it. */
char *plot_canvas_shortened (PlotCanvas *canvas, PlotTextKind kind, const char *text, double width);

/* Width in px of the first clause. */
double plot_canvas_least_width (PlotCanvas *canvas, PlotTextKind kind, const char *text);

/* Height in px of @text wrapped to @width. */
double plot_canvas_wrapped_height (PlotCanvas *canvas, PlotTextKind kind, const char *text, double width);

/* One line with its box's top at @y, its start, middle or end at @x; cut with … beyond @max_width (0: never). */
void plot_canvas_text (PlotCanvas *canvas, PlotTextKind kind, const char *text, double x, double y, PlotAlign align,
                       double max_width);

/* The same, but beyond @max_width as plot_canvas_shortened has it. */
void plot_canvas_clauses (PlotCanvas *canvas, PlotTextKind kind, const char *text, double x, double y, PlotAlign align,
                          double max_width);

/* As plot_canvas_text on whatever is under it, a map or an image: an edge in the colour of the background keeps it legible. */
void plot_canvas_text_over (PlotCanvas *canvas, PlotTextKind kind, const char *text, double x, double y, PlotAlign align,
                            PlotColour colour);

/* Several lines from the left. */
void plot_canvas_wrapped (PlotCanvas *canvas, PlotTextKind kind, const char *text, double x, double y, double width);

void plot_canvas_source (PlotCanvas *canvas, PlotColour colour, double alpha);

/* Colour of a mark's line or fill: by family or by style. */
PlotColour plot_mark_colour (PlotScheme scheme, const PlotMark *mark);

/* Sets width, bevel joins and the dash of @style. */
void plot_canvas_pen (PlotCanvas *canvas, double width, int style);

/* The marker of @style (circle, triangle, square, diamond …) as a closed path of half size @radius. */
void plot_canvas_marker (PlotCanvas *canvas, int style, double x, double y, double radius);

/* An arrow with a halo in the colour of the background; @width of its shaft. */
void plot_canvas_arrow (PlotCanvas *canvas, double x, double y, double to_x, double to_y, double width, PlotColour colour,
                        double alpha);

bool plot_rectangles_meet (const PlotRectangle *a, const PlotRectangle *b);
