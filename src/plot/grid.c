/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/layout.h"

#include <math.h>

static bool
is_image (const PlotPanel *panel)
{
  return panel->x.hidden && panel->y.hidden;
}

bool
plot_grid_is_square (const PlotFigure *figure)
{
  for (int i = 0; i < figure->n_panels; i++)
    if (!figure->panels[i].square)
      return false;
  return figure->n_panels > 0;
}

double
plot_grid_gap (const PlotCanvas *canvas, const PlotLayout *layout)
{
  bool image = layout->figure->n_panels > 0 && is_image (&layout->figure->panels[0]);
  return canvas->theme->compact ? 4 : image ? 8 : 22;
}

double
plot_grid_row_gap (const PlotCanvas *canvas, const PlotLayout *layout)
{
  return fmin (plot_grid_gap (canvas, layout), 14);
}

void
plot_grid_set_columns (PlotLayout *layout, int n_columns)
{
  layout->n_columns = CLAMP (n_columns, 1, MAX (1, layout->figure->n_panels));
  layout->n_rows = (layout->figure->n_panels + layout->n_columns - 1) / layout->n_columns;
}

bool
plot_grid_allows (const PlotFigure *figure, int n_columns)
{
  return figure->n_together <= 1 || n_columns % figure->n_together == 0;
}

double
plot_grid_filled (const PlotFigure *figure, int n_columns)
{
  int rows = (figure->n_panels + n_columns - 1) / n_columns;
  return (double) figure->n_panels / (rows * n_columns);
}

static double
panel_aspect (const PlotFigure *figure)
{
  const PlotPanel *panel = &figure->panels[0];
  if (!panel->square)
    return is_image (panel) ? 1 : 1.6;
  for (int m = 0; m < panel->n_marks; m++)
    if (plot_mark_is (&panel->marks[m], "map") && panel->marks[m].rows > 0)
      return CLAMP ((double) panel->marks[m].columns / panel->marks[m].rows, 0.1, 10);
  return 1.1;
}

void
plot_grid_estimate (PlotCanvas *canvas, PlotLayout *layout)
{
  const PlotFigure *figure = layout->figure;
  int n = figure->n_panels, best = 1;
  double best_size = -1, aspect = panel_aspect (figure), gap = plot_grid_gap (canvas, layout);
  /* what titles, labels and ticks will take of each cell, roughly */
  bool image = is_image (&figure->panels[0]);
  double line = canvas->line_height[PLOT_TEXT_LABEL], chrome_x = image ? 0 : 3 * line, chrome_y = image ? line : 5.5 * line;
  if (canvas->theme->compact)
    chrome_x = chrome_y = 0;
  double title = 0; /* the widest */
  for (int p = 0; p < n && !canvas->theme->compact; p++)
    if (figure->panels[p].title != NULL)
      title = fmax (title, plot_canvas_width (canvas, PLOT_TEXT_PANEL, figure->panels[p].title));
  for (int columns = 1; columns <= n; columns++) {
    int rows = (n + columns - 1) / columns;
    double w = (layout->grid.width - gap * (columns - 1)) / columns - chrome_x;
    double h = (layout->grid.height - gap * (rows - 1)) / rows - chrome_y, size = fmin (w / aspect, h) * plot_grid_filled (figure, columns);
    size *= title > w + chrome_x ? fmax (0.3, (w + chrome_x) / title) : 1; /* rather smaller than with cut titles */
    if (size > best_size + 0.5 && plot_grid_allows (figure, columns)) {
      best_size = size;
      best = columns;
    }
  }
  plot_grid_set_columns (layout, figure->n_columns > 0 ? figure->n_columns : best);
}

static double
outer_width (const PlotPanelLayout *p)
{
  return p->left + p->frame.rect.width + p->right;
}

static double
outer_height (const PlotPanelLayout *p)
{
  return p->top + p->frame.rect.height + p->bottom;
}

/* The largest panel of a row or column: frames of images differ. */
static double
largest (const PlotLayout *layout, double (*size) (const PlotPanelLayout *), int first, int step, int end)
{
  double most = 0;
  for (int i = first; i < end; i += step)
    most = fmax (most, size (&layout->panels[i]));
  return most;
}

/* Rows and columns of square frames take no more room than they need; gaps grow a little, or to what is @wanted, @rest is left over. */
static double
close_up (double room, double used, int n, double gap, double wanted, double *rest)
{
  double saved = room - used - gap * (n - 1);
  if (saved > 0)
    gap += fmax (fmin (saved / (2 * n), gap), fmin (saved / n, wanted - gap));
  else
    gap = fmax (0, gap + saved);
  *rest = fmax (0, room - used - gap * (n - 1));
  return gap;
}

static void
close_up_columns (PlotLayout *layout, double gap)
{
  int n = layout->figure->n_panels, columns = layout->n_columns;
  double used = 0, rest;
  for (int c = 0; c < columns; c++)
    used += largest (layout, outer_width, c, columns, n);
  gap = close_up (layout->grid.width, used, columns, gap, layout->title_width + 4 - used / columns, &rest);
  double at = layout->grid.x + floor (rest / 2);
  for (int c = 0; c < columns; c++) {
    double width = largest (layout, outer_width, c, columns, n);
    for (int i = c; i < n; i += columns) {
      layout->panels[i].cell.x = floor (at);
      layout->panels[i].cell.width = width;
      layout->panels[i].frame.rect.x = floor (at + layout->panels[i].left);
    }
    at += width + gap;
  }
  layout->title_gap = columns > 1 ? CLAMP (gap - 4, 0, layout->has_bar && !layout->bar_above ? 24 : gap) : 0; /* the bar is 16 px away */
  if (!layout->bar_above)
    layout->bar.x = floor (at - gap) + 16;
}

static void
close_up_rows (PlotLayout *layout, double gap)
{
  int n = layout->figure->n_panels, columns = layout->n_columns;
  double used = 0, rest;
  for (int row = 0; row < layout->n_rows; row++)
    used += largest (layout, outer_height, row * columns, 1, MIN (n, (row + 1) * columns));
  gap = close_up (layout->grid.height, used, layout->n_rows, gap, 0, &rest);
  double at = layout->grid.y + floor (rest / 3); /* nearer to title and legend than to what follows */
  for (int row = 0; row < layout->n_rows; row++) {
    int end = MIN (n, (row + 1) * columns);
    double height = largest (layout, outer_height, row * columns, 1, end);
    for (int i = row * columns; i < end; i++) {
      layout->panels[i].cell.y = floor (at);
      layout->panels[i].cell.height = height;
      layout->panels[i].frame.rect.y = floor (at + layout->panels[i].top);
    }
    at += height + gap;
  }
}

void
plot_grid_centre (PlotCanvas *canvas, PlotLayout *layout)
{
  if (!plot_grid_is_square (layout->figure))
    return;
  close_up_columns (layout, plot_grid_gap (canvas, layout));
  close_up_rows (layout, plot_grid_row_gap (canvas, layout));
}
