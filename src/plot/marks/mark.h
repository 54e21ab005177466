/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a kind of mark can do. A new kind is a file here and a name in meson.build. */

#include "plot/axis.h"
#include "plot/canvas.h"

/* Where a panel's data stand: the rectangle and its two ranges. */
typedef struct {
  PlotRectangle rect;
  PlotRange x, y;
  bool shared; /* one colour bar: all maps of a kind share these limits, by PlotColours */
  double cell_min[3], cell_max[3];
} PlotFrame;

/* px of a value, kept within ±1e5 so that Cairo's fixed point holds; NaN where it is not finite. */
double plot_frame_x (const PlotFrame *frame, double value);
double plot_frame_y (const PlotFrame *frame, double value);

/* As plot_frame_y, but what lies under the floor of a log axis stands on its foot. */
double plot_frame_y_floored (const PlotFrame *frame, double value);

struct PlotMarkType {
  BaseEntry entry;
  int layer; /* lower is drawn first */
  bool outside; /* drawn after the frame's clip is lifted (words) */
  /* Adds what the mark covers to the ranges. */
  void (*extend) (const PlotMark *mark, PlotRange *x, PlotRange *y);
  void (*draw) (PlotCanvas *canvas, const PlotMark *mark, const PlotFrame *frame);
  /* Distance in px to the nearest item (INFINITY: none), which is written into the readout with its text's value
   * part ("too high: 1.32"). */
  double (*nearest) (const PlotMark *mark, const PlotFrame *frame, double px, double py, PlotReadout *readout);
  /* A clause for the sentence that describes the figure. */
  void (*describe) (const PlotMark *mark, const PlotPanel *panel, GString *text);
  /* Lines "prefix x\ty\tvalue\n". */
  void (*table) (const PlotMark *mark, const char *prefix, GString *text);
};

/* Range of a map's finite cells; false if there are none. */
bool plot_map_extent (const PlotMark *map, double *min, double *max);

/* The limits of a map's colours: its own, else those of its cells; symmetric about 0 for PLOT_SIGNED. */
void plot_map_limits (const PlotMark *map, double *min, double *max);

/* cells.c: a map's texts, in the colour that stands out against their cells; @min and @max are the limits of its colours. */
void plot_cells_draw (PlotCanvas *canvas, const PlotMark *map, const PlotRectangle *box, double min, double max);

/* Where a value stands in the colours of a map, see PlotMark.bend. */
double plot_map_bend (double bend, double value);
/* line.c: many values share each pixel, and the line goes through their means. */
bool plot_line_is_dense (const PlotMark *mark, const PlotFrame *frame);

/* draw.c: a thin outline; an image that is as light or as dark as the page still has an edge. */
void plot_edge_draw (PlotCanvas *canvas, const PlotRectangle *r);

/* Colour of a sample of group @style. Shapes of groups after the first seven, and of pins, have holes of different sizes, some
 * with a dot. */
PlotColour plot_points_colour (PlotScheme scheme, const PlotMark *points, int style);
void plot_points_hole (PlotCanvas *canvas, int style, double x, double y, double radius, PlotColour inside, PlotColour dot);

/* For tables: a number as C writes it whatever the locale ("nan", "inf"). */
void plot_table_row (GString *text, const char *prefix, double x, double y, double value);

/* Puts a number for people, to three decimals, in the place of @place in @text. */
void plot_mark_fill_in (GString *text, const char *place, double value);

/* Writes the readout of item readout->index: "too high: 1.32", or as the mark has it: "class 1 at (0.4, −0.2)". */
void plot_mark_say_item (const PlotMark *mark, PlotReadout *readout);

/* Writes the readout of a mark's value: "too high: 1.32", or the number alone where the mark has no name. */
void plot_mark_say_value (const PlotMark *mark, PlotReadout *readout);
