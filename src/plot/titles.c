/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/layout.h"

#include <math.h>

/* Titles of figure and panels. A small figure has them in plainer letters before any is cut, and cuts them at a clause. */

PlotTextKind
plot_title_kind (PlotCanvas *canvas, const char *title, double width)
{
  bool large = !canvas->theme->compact && plot_canvas_width (canvas, PLOT_TEXT_TITLE, title) <= width;
  return large ? PLOT_TEXT_TITLE : PLOT_TEXT_PANEL;
}

/* Bold, but plain above images and where one does not fit in a small figure. */
static void
choose_kind (PlotCanvas *canvas, PlotLayout *layout)
{
  layout->title_kind = PLOT_TEXT_PANEL;
  for (int i = 0; i < layout->figure->n_panels && plot_layout_is_small (canvas, layout); i++) {
    const char *title = layout->figure->panels[i].title;
    if (title != NULL && plot_canvas_width (canvas, PLOT_TEXT_PANEL, title) > layout->panels[i].cell.width)
      layout->title_kind = PLOT_TEXT_LABEL;
  }
}

PlotTextKind
plot_panel_title_kind (const PlotLayout *layout, const PlotPanelLayout *p)
{
  return p->image ? PLOT_TEXT_LABEL : layout->title_kind;
}

/* Of an image it is cut, of axes hardly begun. */
static bool
is_unreadable (PlotCanvas *canvas, const PlotLayout *layout, int index)
{
  const PlotPanelLayout *p = &layout->panels[index];
  const char *title = layout->figure->panels[index].title;
  double room = p->image ? p->cell.width + layout->title_gap : 1.5 * p->cell.width;
  return title != NULL && plot_canvas_least_width (canvas, plot_panel_title_kind (layout, p), title) > room;
}

bool
plot_titles_are_cut (PlotCanvas *canvas, const PlotLayout *layout)
{
  bool cut = false;
  for (int i = 0; i < layout->figure->n_panels && layout->titles; i++)
    cut |= layout->panels[i].image && is_unreadable (canvas, layout, i);
  return cut;
}

/* In a thumbnail the marks come first: titles only where all can be read and they leave room for the picture. */
static bool
shows_titles (PlotCanvas *canvas, const PlotLayout *layout)
{
  const PlotFigure *figure = layout->figure;
  if (!canvas->theme->compact)
    return true;
  if (figure->n_panels == 1 && figure->title != NULL)
    return false;
  for (int i = 0; i < figure->n_panels; i++) {
    double line = canvas->line_height[plot_panel_title_kind (layout, &layout->panels[i])];
    if (figure->panels[i].title != NULL && (layout->panels[i].cell.height < 2.7 * line || is_unreadable (canvas, layout, i)))
      return false;
  }
  return true;
}

static double
image_title_width (PlotCanvas *canvas, const PlotLayout *layout)
{
  double widest = 0;
  for (int p = 0; p < layout->figure->n_panels && layout->titles; p++)
    if (layout->panels[p].image && !layout->figure->panels[p].bare && layout->figure->panels[p].title != NULL)
      widest = fmax (widest, plot_canvas_width (canvas, PLOT_TEXT_LABEL, layout->figure->panels[p].title));
  return widest;
}

void
plot_titles_choose (PlotCanvas *canvas, PlotLayout *layout)
{
  choose_kind (canvas, layout);
  layout->titles = shows_titles (canvas, layout);
  layout->title_width = image_title_width (canvas, layout);
}

double
plot_title_height (PlotCanvas *canvas, const PlotLayout *layout, const PlotPanel *panel, const PlotPanelLayout *p)
{
  double line = canvas->line_height[PLOT_TEXT_PANEL];
  if (panel->title == NULL || !layout->titles)
    return 0;
  bool fixed = canvas->theme->compact || p->image || plot_grid_is_square (layout->figure);
  if (fixed || plot_canvas_width (canvas, layout->title_kind, panel->title) <= p->cell.width)
    return line;
  double wrapped = plot_canvas_wrapped_height (canvas, layout->title_kind, panel->title, p->cell.width);
  return wrapped < 3.5 * line && wrapped < p->cell.height / 4 ? wrapped : line;
}
