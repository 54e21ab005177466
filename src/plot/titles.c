/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/layout.h"

#include <math.h>
#include <string.h>

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

/* The width that a panel's title may take. */
static double
room_for (const PlotLayout *layout, int index)
{
  const PlotPanelLayout *p = &layout->panels[index];
  return p->cell.width + (p->image && !layout->figure->panels[index].bare ? layout->title_gap : 0);
}

/* Square frames would be smaller for a title of which the first clause is cut; others may have the beginning of it. */
static bool
is_unreadable (PlotCanvas *canvas, const PlotLayout *layout, int index)
{
  const PlotPanelLayout *p = &layout->panels[index];
  const PlotPanel *panel = &layout->figure->panels[index];
  double room = room_for (layout, index) * (p->image || panel->square ? 1 : 1.5);
  return panel->title != NULL && plot_canvas_least_width (canvas, plot_panel_title_kind (layout, p), panel->title) > room;
}

bool
plot_titles_are_cut (PlotCanvas *canvas, const PlotLayout *layout)
{
  bool cut = false;
  for (int i = 0; i < layout->figure->n_panels && layout->titles; i++)
    cut |= layout->panels[i].image && is_unreadable (canvas, layout, i);
  return cut;
}

/* Two panels of different names would seem to have the same. What stands behind a point is a value, no part of a name. */
static bool
are_mistaken (const PlotLayout *layout)
{
  const PlotPanel *panels = layout->figure->panels;
  for (int i = 0; i < layout->figure->n_panels; i++)
    for (int k = 0; k < i; k++) {
      const char *title = layout->panels[i].title;
      if (title != NULL && g_strcmp0 (title, layout->panels[k].title) == 0 && strcmp (panels[i].title, panels[k].title) != 0 &&
          !g_str_has_prefix (panels[i].title + strlen (title), " · "))
        return true;
    }
  return false;
}

bool
plot_titles_shorten (PlotCanvas *canvas, PlotLayout *layout)
{
  const PlotPanel *panels = layout->figure->panels;
  for (int i = 0; i < layout->figure->n_panels; i++) {
    PlotPanelLayout *p = &layout->panels[i];
    g_free (p->title);
    p->title = panels[i].title == NULL ? NULL : plot_canvas_shortened (canvas, plot_panel_title_kind (layout, p), panels[i].title, room_for (layout, i));
  }
  bool mistaken = are_mistaken (layout);
  for (int i = 0; i < layout->figure->n_panels && mistaken; i++)
    plot_set_text (&layout->panels[i].title, panels[i].title);
  return !mistaken;
}

/* In a thumbnail the marks come first: titles only where all can be read and told apart and leave room for the picture. */
static bool
shows_titles (PlotCanvas *canvas, PlotLayout *layout)
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
  return plot_titles_shorten (canvas, layout);
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
  return wrapped < 4.5 * line && wrapped < 0.36 * p->cell.height ? wrapped : line;
}
