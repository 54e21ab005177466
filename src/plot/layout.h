/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where everything of a figure stands. Drawing and hit testing share it, so that they cannot disagree. */

#include "plot/marks/mark.h"

typedef struct {
  PlotRectangle cell; /* the panel with its title and labels */
  PlotFrame frame;    /* where its marks are drawn */
  PlotTicks x_ticks, y_ticks;
  double left, right, top, bottom; /* margins of the frame within the cell */
  double title_height; /* of one line, or of several that are wrapped */
  double label_width; /* of direct labels beside the frame; 0: none */
  int x_rows;         /* of the ticks' labels, by turns; 0: none were placed */
  bool names_inside;  /* short names of the axes stand in the rows of the ticks */
  bool x_name, y_name; /* the axis' name is drawn */
  bool image;         /* both axes hidden: a title and the marks */
  bool nothing;       /* no value to draw */
  char *title;        /* what is shown of it; owned or NULL */
  char *note;         /* what an axis had to leave out; owned or NULL */
} PlotPanelLayout;

typedef struct {
  const PlotMark *mark;
  const char *text;
  int style;
  double x, y; /* left end of the sample, top of the line */
} PlotLegendEntry;

typedef struct {
  const PlotFigure *figure;
  PlotRectangle inner, grid, bar;
  double title_y, caption_y;
  PlotColours bar_colours;
  PlotTicks bar_ticks;
  PlotRange bar_range;
  double bar_bend;
  double title_width, title_gap; /* of the widest title over an image; by how much one may be wider than its image */
  bool has_bar, bar_pale, bar_above, direct, nothing, titles;
  PlotTextKind title_kind; /* of the panels' titles; images have PLOT_TEXT_LABEL */
  int n_columns, n_rows;
  PlotPanelLayout *panels; /* [figure->n_panels] */
  GArray *legend;          /* of PlotLegendEntry */
} PlotLayout;

#define PLOT_TICK_LENGTH 4
#define PLOT_LABEL_GAP 10 /* between a line's end and its name */

void plot_layout_make (PlotLayout *layout, PlotCanvas *canvas, const PlotFigure *figure, const PlotRectangle *rectangle);
void plot_layout_clear (PlotLayout *layout);

/* Whether the words may need room of the marks. */
bool plot_layout_is_small (const PlotCanvas *canvas, const PlotLayout *layout);

/* The words at the foot: not where there is little room. */
bool plot_layout_has_caption (const PlotCanvas *canvas, const PlotFigure *figure);

/* titles.c: whether the panels have titles, in which letters; whether one cannot be read for that; the letters of the figure's title in @width; the height of a panel's, up to
 * four lines of one that is too wide where the panel stays higher than they are. Square ones may yet become narrower. */
void plot_titles_choose (PlotCanvas *canvas, PlotLayout *layout);
bool plot_titles_are_cut (PlotCanvas *canvas, const PlotLayout *layout);
/* Cuts titles at clauses to the width they have; false, and whole ones: shorter ones would be mistaken for one another. */
bool plot_titles_shorten (PlotCanvas *canvas, PlotLayout *layout);
PlotTextKind plot_title_kind (PlotCanvas *canvas, const char *title, double width);
PlotTextKind plot_panel_title_kind (const PlotLayout *layout, const PlotPanelLayout *p);
double plot_title_height (PlotCanvas *canvas, const PlotLayout *layout, const PlotPanel *panel, const PlotPanelLayout *p);

/* grid.c: how many columns, and where square frames stand in the room they leave over. */
bool plot_grid_is_square (const PlotFigure *figure);
bool plot_grid_allows (const PlotFigure *figure, int n_columns);
double plot_grid_filled (const PlotFigure *figure, int n_columns); /* share of the cells that hold a panel: a hole costs */
double plot_grid_gap (const PlotCanvas *canvas, const PlotLayout *layout);
double plot_grid_row_gap (const PlotCanvas *canvas, const PlotLayout *layout);
void plot_grid_set_columns (PlotLayout *layout, int n_columns);
void plot_grid_estimate (PlotCanvas *canvas, PlotLayout *layout);
void plot_grid_centre (PlotCanvas *canvas, PlotLayout *layout);

/* ticks.c: as many as there is room for, down the cell's @height or across the frame, in @most_rows; and none where the names of
 * the axes stand in their rows, at the ends of both. */
void plot_fit_y_ticks (PlotCanvas *canvas, const PlotLayout *layout, const PlotPanel *panel, PlotPanelLayout *p, double height);
void plot_fit_x_ticks (PlotCanvas *canvas, const PlotPanel *panel, PlotPanelLayout *p, int most_rows);
void plot_clear_corners (PlotCanvas *canvas, const PlotPanel *panel, PlotPanelLayout *p);

/* legend.c: entries that the panels need, placed from (@x, @y) in lines of @width; returns the height used. */
double plot_legend_make (PlotCanvas *canvas, const PlotFigure *figure, bool direct, double x, double y, double width,
                         GArray *entries);
void plot_legend_draw (PlotCanvas *canvas, const GArray *entries);

/* bar.c: limits that all maps share and the range of the bar; room for it beside the panels, or in the row above them
 * (returns its width); where it stands beside them. */
void plot_bar_share (PlotLayout *layout);
void plot_bar_reserve (PlotCanvas *canvas, PlotLayout *layout);
double plot_bar_lie (PlotCanvas *canvas, PlotLayout *layout);
void plot_bar_place (PlotCanvas *canvas, PlotLayout *layout);
void plot_bar_draw (PlotCanvas *canvas, const PlotLayout *layout);

/* labels.c: names at the ends of lines, flags of events, the mark of divergence. */
void plot_labels_draw (PlotCanvas *canvas, const PlotPanel *panel, const PlotPanelLayout *layout, bool direct);

bool plot_mark_is (const PlotMark *mark, const char *type);

/* draw.c: as plot_figure_draw; every text drawn goes into @log (of PlotTextBox). For tests. */
void plot_figure_draw_logged (cairo_t *cr, const PlotFigure *figure, const PlotRectangle *rectangle,
                              const PlotTheme *theme, GArray *log);
