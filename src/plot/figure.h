/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A figure: panels with two axes and marks, as plain data that owns its arrays. The same figure is drawn on screen, into
 * PNG, SVG and PDF, and in a test without a display. No widget, no clock, no globals. */

#include "base/error.h"
#include "base/param.h"

#include <cairo.h>

#define PLOT_FONT_SIZE 11

typedef enum { PLOT_LIGHT, PLOT_DARK, PLOT_CONTRAST_LIGHT, PLOT_CONTRAST_DARK } PlotScheme;

/* Texts as they were laid out for earlier drawings; for one thread. */
typedef struct PlotTexts PlotTexts;

PlotTexts *plot_texts_new (void);
void plot_texts_free (PlotTexts *texts); /* NULL is fine */

typedef struct {
  PlotScheme scheme;
  double font_size;     /* px, of tick labels; 0: PLOT_FONT_SIZE */
  const char *font;     /* family; NULL: sans */
  const char *language; /* "en", "zh-cn": chooses the shapes of Han characters; NULL: en */
  bool compact;         /* a thumbnail: title, marks and two or three ticks; no labels, no legend */
  bool transparent;     /* leave the background (plot_background) to the caller */
  PlotTexts *texts;     /* NULL: none are kept */
} PlotTheme;

typedef enum { PLOT_LINEAR, PLOT_LOG } PlotScale;

typedef struct {
  char *label;      /* owned; NULL: none */
  PlotScale scale;
  double min, max;  /* NAN: from the data */
  double floor;     /* log: what is less, 0 too, stands as marks on the foot of the axis, which is this; 0: none */
  bool hidden;      /* neither ticks nor label (images) */
  char **categories; /* owned, NULL-terminated: names at 0, 1, 2 …; or NULL */
  bool reversed;    /* the least at the top: rows of a matrix */
  bool whole;       /* ticks at whole numbers only */
  bool plain;       /* names without lines or ticks: columns of a diagram, rows of one */
} PlotAxis;

typedef enum {
  PLOT_VIRIDIS, /* unsigned */
  PLOT_SIGNED,  /* orange – neutral – blue, symmetric about 0 */
  PLOT_GREY,    /* images: 0 black, 1 white */
} PlotColours;

#define PLOT_STYLES 7 /* lanes that can be told apart: see colours.h */

typedef struct PlotMarkType PlotMarkType; /* a row of the marks registry: line, points, bars, map … */

/* From one node of a diagram to another. */
typedef struct {
  int from, to;
  double value; /* its width */
  double bend;  /* how far its middle lies above the straight line, in units of y */
} PlotLink;

typedef struct {
  const PlotMarkType *type;
  char *label;        /* owned; in legend, direct label, readout; NULL: none */
  int style;          /* 0 … 6: colour, dash and marker of a lane; above: of a record put aside, see colours.h; −1: neutral */
  int n;
  double *x, *y;      /* owned, [n]; NaN is a gap */
  double *low, *high; /* owned, [n]: spread around y; or NULL */
  int *group;         /* owned, [n]: class of a point (its style and shape); or NULL */
  char **names;       /* owned, NULL-terminated: what the groups are called in the legend, or the nodes of links; or NULL */
  int n_links;
  PlotLink *links;    /* owned: between the n nodes at x, y */
  double link_max;    /* of the widest */
  char **texts;       /* owned, NULL-terminated: what stands in each cell of a map (lines after the first where there is room), at each bar; or NULL */
  char **says;        /* owned, NULL-terminated: the readout of each point, bar, cell, link or place of a line as it is; or NULL */
  char *drag;         /* owned; rule: the view's setting that moving it changes, to its x; or NULL */
  double width;       /* bars: of each, in axis units; arrow: of its shaft, in px; text: it stands so many px beside its place; 0: on it */
  bool diverged;      /* line: it left the finite numbers; the place is marked */
  double shade;       /* line: place 0 … 1 in an ordered family (layers), coloured along a ramp; NAN: by style */
  int rows, columns;  /* map: cells[rows][columns], row 0 at the top */
  float *cells;       /* owned; NaN cells are hatched */
  double left, right, bottom, top; /* map, box, ellipse, contour: what it covers in axis units */
  double reach;       /* map of an image: side of the square around its middle that a cell speaks of; 0: itself */
  PlotColours colours;
  double cell_min, cell_max; /* map: range of the colours; NAN: from the data */
  double bend;        /* map: colours go with asinh (cell / bend), beyond it like a logarithm of either sign; 0: with the cell */
  bool fade;          /* map: the nearer a cell is to 0, the more transparent (the default over a PLOT_GREY map) */
  bool pale;          /* map: without the strong ends of its colours, so that points on it are seen (the default of PLOT_SIGNED under classes) */
  bool edge;          /* map: a thin outline, so that one in the colour of the page is seen */
  bool ruled;         /* map: gaps between its cells, where they are large enough to count */
  bool dashed;        /* box: what is gone, or only thought of */
  bool fixed;         /* text: left out where its place is taken; it would say something else elsewhere */
  double fill;        /* box: how much of its colour lies inside it, 0 … 1 */
  bool smooth;        /* map: between cells; else each cell is a crisp rectangle */
  /* map: what the readout says of a cell, owned: {v} the value, {x} {y} the cell's middle, {column} {row} the pixel of an
   * image there; NULL: label and value. Of values below 0 @say_below, if there is one, with the value's size. Points, line:
   * {name} of the group, {x} {y}. Arrow, box, ellipse, rule: as it stands. "": this mark never answers. */
  char *say, *say_below;
  double say_add;     /* added to the value that is said */
  int about;          /* what it stands for, in the numbers of who made it; 0: nothing. Not looked at here */
  double alpha;       /* 0 … 1 */
  bool halo;          /* line: edged in the colour of the background, to lie on a map */
} PlotMark;

typedef struct {
  char *title; /* owned or NULL */
  char *empty; /* owned: what to say where its marks hold no number; NULL: the figure's */
  PlotAxis x, y;
  bool square; /* equal units on both axes */
  bool bare;   /* both axes hidden, and no edge around the frame: a diagram */
  int n_marks;
  PlotMark *marks; /* owned */
  double cursor;   /* x of the shared cursor; NAN: none */
} PlotPanel;

typedef struct {
  char *title, *caption; /* owned or NULL */
  char *empty;           /* owned: what to say where there is nothing to draw yet */
  int n_panels, n_columns; /* n_columns 0: as fits */
  int n_together;          /* so many panels stay side by side (an image and its map); 0: none */
  PlotPanel *panels;     /* owned */
  bool colour_bar;       /* one for all maps of the figure that are not PLOT_GREY */
  char *colour_label;    /* owned: unit of the colour bar */
} PlotFigure;

/* The kinds of mark there are. */
const BaseRegistry *plot_mark_types (void);

/* Replaces an owned text by a copy of @text (NULL: none), and an owned list of them by a copy of @texts. */
void plot_set_text (char **owned, const char *text);
void plot_set_texts (char ***owned, const char *const *texts);

PlotFigure *plot_figure_new (const char *title);
void plot_figure_free (PlotFigure *figure);

/* A new panel at the end, its axes linear and ranged by the data; valid until the next one is added. Texts are copied, as everywhere here. */
PlotPanel *plot_figure_add_panel (PlotFigure *figure, const char *title, const char *x_label, const char *y_label);

/* Marks; arrays are copied. Each returns the mark so that options can be set, valid until the next is added. */
PlotMark *plot_panel_add_line (PlotPanel *panel, const char *label, int style, int n, const double *x,
                               const double *y);
PlotMark *plot_panel_add_points (PlotPanel *panel, const char *label, int style, int n, const double *x,
                                 const double *y, const int *group);
PlotMark *plot_panel_add_bars (PlotPanel *panel, const char *label, int style, int n, const double *left_edges,
                               const double *heights, double width);
PlotMark *plot_panel_add_map (PlotPanel *panel, int rows, int columns, const float *cells, PlotColours colours);
/* The spread around a line that was just added; both [n], copied. */
void plot_mark_set_spread (PlotMark *line, const double *low, const double *high);
/* A vertical line at @x with a label: an event. */
PlotMark *plot_panel_add_rule (PlotPanel *panel, const char *label, int style, double x);
/* A word at a place. */
PlotMark *plot_panel_add_text (PlotPanel *panel, const char *text, int style, double x, double y);
/* Lines between @n nodes, as wide as their values are large; all of one sign are one mark. @names: of the nodes, may be NULL.
 * The readout {from}, {to}, {v} is set with say. */
PlotMark *plot_panel_add_links (PlotPanel *panel, const char *label, int style, int n, const double *x, const double *y,
                                const char *const *names, int n_links, const PlotLink *links);
/* The outline of a rectangle, in axis units; with `fill` the rectangle. */
PlotMark *plot_panel_add_box (PlotPanel *panel, const char *label, int style, double left, double right, double bottom,
                              double top);

/* From one place to another; give it a `say`. The @width px is that of the shaft. */
PlotMark *plot_panel_add_arrow (PlotPanel *panel, const char *label, int style, double x, double y, double to_x, double to_y,
                                double width);
/* With half axes @across and @up in axis units. */
PlotMark *plot_panel_add_ellipse (PlotPanel *panel, const char *label, int style, double x, double y, double across,
                                  double up);
/* Lines of equal height over the cells of @map, a map of the same panel. */
PlotMark *plot_panel_add_contour (PlotPanel *panel, int map, int n_levels, const double *levels);

typedef struct {
  double x, y, width, height;
} PlotRectangle;

/* Draws the figure into the rectangle. Cost: ≤ 5 ms for 12 lines of 2,000 points. */
void plot_figure_draw (cairo_t *cr, const PlotFigure *figure, const PlotRectangle *rectangle, const PlotTheme *theme);

typedef struct {
  int panel, mark, index; /* −1: none; a map's index = row · columns + column */
  double x, y;            /* axis units under the pointer */
  double pixel_x, pixel_y; /* axis units in a pixel; of linear axes */
  double value;           /* of the nearest point or the cell */
  double point_x, point_y; /* px: where that point or cell stands */
  PlotRectangle reach[2]; /* px: what a cell with a reach speaks of, here and in the image beside it; width 0: none */
  char text[256];         /* "step 120 · too high: 1.32" */
} PlotReadout;

/* What stands under (@px, @py) when the figure is drawn into @rectangle; false outside every panel. An image beside a map
 * that has a reach answers with that map. */
bool plot_figure_hit (const PlotFigure *figure, const PlotRectangle *rectangle, const PlotTheme *theme, double px,
                      double py, PlotReadout *readout);

/* The setting that a rule near (@px, @py) can be dragged to change, see PlotMark.drag; NULL: none is there. Its value is the
 * readout's x. */
const char *plot_figure_grip (const PlotFigure *figure, const PlotRectangle *rectangle, const PlotTheme *theme, double px,
                              double py);

/* One sentence for a screen reader. The caller frees it. */
char *plot_figure_describe (const PlotFigure *figure);

/* The numbers behind the picture as TSV with a header: panel, mark, x, y, value. The caller frees it. */
char *plot_figure_table (const PlotFigure *figure);

typedef enum { PLOT_PNG, PLOT_SVG, PLOT_PDF } PlotFormat;

/* Writes the figure of @width × @height px (PNG: at @scale) to @path, through a temporary file beside it. Where the theme has
 * no font size, one of 1200 × 800 is drawn as one of 600 × 400 at twice the size, and so on: large ones are seen from afar.
 * Between these the letters grow. */
bool plot_figure_write (const PlotFigure *figure, const char *path, PlotFormat format, double width, double height,
                        double scale, const PlotTheme *theme, BaseError *error);
