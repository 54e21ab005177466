/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure.h"

#include "plot/marks/mark.h"

#include <math.h>

void
plot_set_text (char **owned, const char *text)
{
  char *copy = g_strdup (text); /* first: @text may be part of what is freed */
  g_free (*owned);
  *owned = copy;
}

void
plot_set_texts (char ***owned, const char *const *texts)
{
  char **copy = g_strdupv ((char **) texts);
  g_strfreev (*owned);
  *owned = copy;
}

PlotFigure *
plot_figure_new (const char *title)
{
  PlotFigure *figure = g_new0 (PlotFigure, 1);
  figure->title = g_strdup (title);
  return figure;
}

static void
clear_axis (PlotAxis *axis)
{
  g_free (axis->label);
  g_strfreev (axis->categories);
}

static void
clear_mark (PlotMark *mark)
{
  g_free (mark->label);
  g_free (mark->x);
  g_free (mark->y);
  g_free (mark->low);
  g_free (mark->high);
  g_free (mark->group);
  g_strfreev (mark->names);
  g_strfreev (mark->texts);
  g_strfreev (mark->says);
  g_free (mark->links);
  g_free (mark->drag);
  g_free (mark->cells);
  g_free (mark->say);
  g_free (mark->say_below);
}

void
plot_figure_free (PlotFigure *figure)
{
  if (figure == NULL)
    return;
  for (int p = 0; p < figure->n_panels; p++) {
    PlotPanel *panel = &figure->panels[p];
    for (int m = 0; m < panel->n_marks; m++)
      clear_mark (&panel->marks[m]);
    g_free (panel->marks);
    g_free (panel->title);
    g_free (panel->empty);
    clear_axis (&panel->x);
    clear_axis (&panel->y);
  }
  g_free (figure->panels);
  g_free (figure->title);
  g_free (figure->caption);
  g_free (figure->empty);
  g_free (figure->colour_label);
  g_free (figure);
}

PlotPanel *
plot_figure_add_panel (PlotFigure *figure, const char *title, const char *x_label, const char *y_label)
{
  figure->panels = g_renew (PlotPanel, figure->panels, figure->n_panels + 1);
  PlotPanel *panel = &figure->panels[figure->n_panels++];
  *panel = (PlotPanel) { .title = g_strdup (title), .cursor = NAN };
  panel->x = (PlotAxis) { .label = g_strdup (x_label), .min = NAN, .max = NAN };
  panel->y = (PlotAxis) { .label = g_strdup (y_label), .min = NAN, .max = NAN };
  return panel;
}

static PlotMark *
add_mark (PlotPanel *panel, const PlotMarkType *type, const char *label, int style, int n, const double *x,
          const double *y)
{
  panel->marks = g_renew (PlotMark, panel->marks, panel->n_marks + 1);
  PlotMark *mark = &panel->marks[panel->n_marks++];
  *mark = (PlotMark) { .type = type, .label = g_strdup (label), .style = style, .n = n, .cell_min = NAN,
                       .cell_max = NAN, .alpha = 1, .shade = NAN };
  mark->x = g_memdup2 (x, (gsize) n * sizeof *x);
  mark->y = g_memdup2 (y, (gsize) n * sizeof *y);
  return mark;
}

extern const PlotMarkType plot_mark_line, plot_mark_points, plot_mark_bars, plot_mark_map, plot_mark_rule,
  plot_mark_text, plot_mark_box, plot_mark_links, plot_mark_arrow, plot_mark_ellipse, plot_mark_contour;

PlotMark *
plot_panel_add_line (PlotPanel *panel, const char *label, int style, int n, const double *x, const double *y)
{
  return add_mark (panel, &plot_mark_line, label, style, n, x, y);
}

PlotMark *
plot_panel_add_points (PlotPanel *panel, const char *label, int style, int n, const double *x, const double *y,
                       const int *group)
{
  PlotMark *mark = add_mark (panel, &plot_mark_points, label, style, n, x, y);
  if (group != NULL)
    mark->group = g_memdup2 (group, (gsize) n * sizeof *group);
  for (int m = 0; m < panel->n_marks; m++)
    if (panel->marks[m].type == &plot_mark_map && panel->marks[m].colours == PLOT_SIGNED) {
      mark->colours = PLOT_SIGNED;
      panel->marks[m].pale |= group != NULL;
    }
  return mark;
}

PlotMark *
plot_panel_add_bars (PlotPanel *panel, const char *label, int style, int n, const double *left_edges,
                     const double *heights, double width)
{
  PlotMark *mark = add_mark (panel, &plot_mark_bars, label, style, n, left_edges, heights);
  mark->width = width;
  return mark;
}

PlotMark *
plot_panel_add_map (PlotPanel *panel, int rows, int columns, const float *cells, PlotColours colours)
{
  PlotMark *mark = add_mark (panel, &plot_mark_map, NULL, -1, 0, NULL, NULL);
  mark->rows = rows;
  mark->columns = columns;
  for (int m = 0; m + 1 < panel->n_marks; m++)
    mark->fade |= panel->marks[m].type == &plot_mark_map && panel->marks[m].colours == PLOT_GREY && colours != PLOT_GREY;
  mark->cells = g_memdup2 (cells, (gsize) rows * (gsize) columns * sizeof *cells);
  mark->colours = colours;
  mark->right = columns;
  mark->top = rows;
  return mark;
}

void
plot_mark_set_spread (PlotMark *line, const double *low, const double *high)
{
  g_free (line->low);
  g_free (line->high);
  line->low = g_memdup2 (low, (gsize) line->n * sizeof *low);
  line->high = g_memdup2 (high, (gsize) line->n * sizeof *high);
}

PlotMark *
plot_panel_add_rule (PlotPanel *panel, const char *label, int style, double x)
{
  return add_mark (panel, &plot_mark_rule, label, style, 1, &x, &x);
}

PlotMark *
plot_panel_add_text (PlotPanel *panel, const char *text, int style, double x, double y)
{
  return add_mark (panel, &plot_mark_text, text, style, 1, &x, &y);
}

PlotMark *
plot_panel_add_box (PlotPanel *panel, const char *label, int style, double left, double right, double bottom, double top)
{
  PlotMark *mark = add_mark (panel, &plot_mark_box, label, style, 0, NULL, NULL);
  mark->left = left, mark->right = right, mark->bottom = bottom, mark->top = top;
  return mark;
}

PlotMark *
plot_panel_add_links (PlotPanel *panel, const char *label, int style, int n, const double *x, const double *y,
                      const char *const *names, int n_links, const PlotLink *links)
{
  PlotMark *mark = add_mark (panel, &plot_mark_links, label, style, n, x, y);
  plot_set_texts (&mark->names, names);
  mark->n_links = n_links;
  mark->links = g_memdup2 (links, (gsize) n_links * sizeof *links);
  for (int i = 0; i < n_links; i++)
    mark->link_max = fmax (mark->link_max, fabs (links[i].value));
  return mark;
}

PlotMark *
plot_panel_add_arrow (PlotPanel *panel, const char *label, int style, double x, double y, double to_x, double to_y,
                      double width)
{
  PlotMark *mark = add_mark (panel, &plot_mark_arrow, label, style, 2, (double[]) { x, to_x }, (double[]) { y, to_y });
  mark->width = width;
  return mark;
}

PlotMark *
plot_panel_add_ellipse (PlotPanel *panel, const char *label, int style, double x, double y, double across, double up)
{
  PlotMark *mark = add_mark (panel, &plot_mark_ellipse, label, style, 0, NULL, NULL);
  mark->left = x - across, mark->right = x + across, mark->bottom = y - up, mark->top = y + up;
  return mark;
}

PlotMark *
plot_panel_add_contour (PlotPanel *panel, int map, int n_levels, const double *levels)
{
  PlotMark *mark = add_mark (panel, &plot_mark_contour, NULL, -1, n_levels, levels, levels);
  const PlotMark *from = &panel->marks[map];
  mark->rows = from->rows;
  mark->columns = from->columns;
  mark->cells = g_memdup2 (from->cells, (gsize) from->rows * (gsize) from->columns * sizeof *from->cells);
  mark->left = from->left, mark->right = from->right, mark->bottom = from->bottom, mark->top = from->top;
  return mark;
}
