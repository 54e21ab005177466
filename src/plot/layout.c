/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/layout.h"

#include "base/words.h"

#include <math.h>
#include <string.h>

bool
plot_mark_is (const PlotMark *mark, const char *type)
{
  return strcmp (mark->type->entry.name, type) == 0;
}

static bool
is_image (const PlotPanel *panel)
{
  return panel->x.hidden && panel->y.hidden;
}

static int
n_labelled_lines (const PlotPanel *panel)
{
  int n = 0;
  for (int m = 0; m < panel->n_marks; m++)
    n += panel->marks[m].label != NULL && plot_mark_is (&panel->marks[m], "line");
  return n;
}

/* ---- ranges ---- */

static void
make_note (PlotPanelLayout *p)
{
  int n_left = p->frame.y.n_left_out + p->frame.x.n_left_out;
  if (n_left > 0)
    p->note = g_strdup_printf (ngettext_ ("%d value ≤ 0 not on the log axis", "%d values ≤ 0 not on the log axis", n_left),
                               n_left);
  else if (p->frame.y.n_beyond > 0)
    p->note = g_strdup_printf (ngettext_ ("%d value beyond the axis", "%d values beyond the axis", p->frame.y.n_beyond),
                               p->frame.y.n_beyond);
}

static void
make_ranges (PlotPanelLayout *p, const PlotPanel *panel)
{
  plot_range_start (&p->frame.x, panel->x.scale);
  plot_range_start (&p->frame.y, panel->y.scale);
  for (int m = 0; m < panel->n_marks; m++)
    panel->marks[m].type->extend (&panel->marks[m], &p->frame.x, &p->frame.y);
  if (panel->x.categories != NULL) { /* half a place of air on both sides */
    plot_range_include (&p->frame.x, -0.5);
    plot_range_include (&p->frame.x, (double) g_strv_length (panel->x.categories) - 0.5);
    p->frame.x.tight = true;
  }
  plot_range_finish (&p->frame.x, &panel->x, 6);
  plot_range_finish (&p->frame.y, &panel->y, 5);
  p->nothing = p->frame.y.empty || p->frame.x.empty;
  p->image = is_image (panel);
  make_note (p);
}

/* ---- margins ---- */

static double
direct_label_width (PlotCanvas *canvas, const PlotPanel *panel, double cell_width)
{
  double widest = 0;
  for (int m = 0; m < panel->n_marks; m++)
    if (panel->marks[m].label != NULL && plot_mark_is (&panel->marks[m], "line"))
      widest = fmax (widest, plot_canvas_width (canvas, PLOT_TEXT_LABEL, panel->marks[m].label));
  return widest > 0 ? fmin (ceil (widest) + 1, 0.28 * cell_width) : 0;
}

static bool
is_short (PlotCanvas *canvas, const char *name)
{
  return name == NULL || plot_canvas_width (canvas, PLOT_TEXT_LABEL, name) < 2.5 * canvas->size;
}

static bool
same_x_name (const PlotLayout *layout, int a, int b)
{
  const PlotPanel *panels = layout->figure->panels;
  return b < layout->figure->n_panels && g_strcmp0 (panels[a].x.label, panels[b].x.label) == 0;
}

static bool
same_y_name (const PlotLayout *layout, int a, int b)
{
  const PlotPanel *panels = layout->figure->panels;
  return b >= 0 && g_strcmp0 (panels[a].y.label, panels[b].y.label) == 0;
}

/* Neighbours say the same name once, x's at the lower right, y's at the upper left; nobody does where that would leave
 * little of the marks. */
static void
choose_names (PlotCanvas *canvas, const PlotLayout *layout, int index)
{
  const PlotPanel *panel = &layout->figure->panels[index];
  PlotPanelLayout *p = &layout->panels[index];
  int columns = layout->n_columns;
  bool first = index % columns == 0, last = index % columns == columns - 1;
  bool labels = !canvas->theme->compact && !canvas->tight && !p->image;
  bool low = layout->n_rows > 1 && p->cell.height < 6.5 * canvas->line_height[PLOT_TEXT_LABEL];
  bool named = panel->x.categories != NULL || panel->y.categories != NULL; /* each name stays, also that in the corner */
  p->names_inside = labels && panel->square && !named && is_short (canvas, panel->x.label) && is_short (canvas, panel->y.label);
  p->x_name = labels && panel->x.label != NULL && !panel->x.hidden;
  p->y_name = labels && panel->y.label != NULL && !panel->y.hidden;
  if (p->names_inside)
    return;
  p->x_name &= !low && !same_x_name (layout, index, index + columns) && (last || !same_x_name (layout, index, index + 1));
  p->y_name &= !low && !same_y_name (layout, index, index - columns) && (first || !same_y_name (layout, index, index - 1));
}

/* Above and below the frame. */
static void
measure_rows (PlotCanvas *canvas, const PlotLayout *layout, const PlotPanel *panel, PlotPanelLayout *p)
{
  bool compact = canvas->theme->compact, labels = !compact && !p->image;
  double tick = canvas->line_height[PLOT_TEXT_TICK], label = canvas->line_height[PLOT_TEXT_LABEL];
  p->title_height = plot_title_height (canvas, layout, panel, p);
  p->top = p->title_height > 0 ? p->title_height + 2 : 0;
  if ((p->y_name && !p->names_inside) || (labels && p->note != NULL))
    p->top += label + 5;
  if (!p->image && !panel->y.hidden && !(compact && layout->figure->n_panels > 1))
    p->top += ceil (tick * (panel->y.scale == PLOT_LOG ? 0.6 : 0.3)); /* exponents stand higher */
  p->bottom = p->image ? 0 : compact ? 3 : panel->x.hidden ? 4 : PLOT_TICK_LENGTH + 2 + tick;
  if (p->x_name && !p->names_inside)
    p->bottom += label;
}

static void
measure_margins (PlotCanvas *canvas, const PlotLayout *layout, int index)
{
  const PlotPanel *panel = &layout->figure->panels[index];
  PlotPanelLayout *p = &layout->panels[index];
  p->left = p->right = p->label_width = 0;
  choose_names (canvas, layout, index);
  measure_rows (canvas, layout, panel, p);
  if (p->nothing || p->image)
    return;
  plot_fit_y_ticks (canvas, layout, panel, p, p->cell.height - p->top - p->bottom);
  for (int i = 0; i < p->y_ticks.n; i++)
    p->left = fmax (p->left, ceil (plot_canvas_width (canvas, PLOT_TEXT_TICK, p->y_ticks.label[i])) + 7);
  if (p->names_inside && panel->y.label != NULL)
    p->left = fmax (p->left, ceil (plot_canvas_width (canvas, PLOT_TEXT_LABEL, panel->y.label)) + 7);
  if (canvas->theme->compact)
    return;
  if (layout->direct)
    p->label_width = direct_label_width (canvas, panel, p->cell.width);
  if (p->label_width > 0)
    p->right = p->label_width + PLOT_LABEL_GAP + 4;
  p->frame.rect = (PlotRectangle) { p->cell.x + p->left, 0, p->cell.width - p->left - p->right, 0 };
  plot_fit_x_ticks (canvas, panel, p, p->names_inside || canvas->tight ? 1 : 2);
  p->bottom += (p->x_rows - 1) * canvas->line_height[PLOT_TEXT_TICK];
  if (p->x_ticks.n > 0) {
    double first = plot_canvas_width (canvas, PLOT_TEXT_TICK, p->x_ticks.label[0]) / 2;
    double last = plot_canvas_width (canvas, PLOT_TEXT_TICK, p->x_ticks.label[p->x_ticks.n - 1]) / 2;
    p->left = fmax (p->left, ceil (first - plot_range_unit (&p->frame.x, p->x_ticks.at[0]) * p->frame.rect.width));
    p->right = fmax (p->right, ceil (last - (1 - plot_range_unit (&p->frame.x, p->x_ticks.at[p->x_ticks.n - 1])) *
                                              p->frame.rect.width));
  }
}

/* Frames in one column begin and end at the same x, those in one row at the same y. */
static void
align_margins (PlotLayout *layout)
{
  int n = layout->figure->n_panels, columns = layout->n_columns;
  for (int line = 0; line < MAX (columns, layout->n_rows); line++) {
    double left = 0, right = 0, top = 0, bottom = 0;
    for (int pass = 0; pass < 2; pass++)
      for (int i = 0; i < n; i++) {
        PlotPanelLayout *p = &layout->panels[i];
        if (i % columns == line && pass == 0) {
          left = fmax (left, p->left);
          right = fmax (right, p->right);
        } else if (i % columns == line) {
          p->left = left;
          p->right = right;
        }
        if (i / columns == line && pass == 0) {
          top = fmax (top, p->top);
          bottom = fmax (bottom, p->bottom);
        } else if (i / columns == line) {
          p->top = top;
          p->bottom = bottom;
        }
      }
  }
}

/* Equal units on both axes: the frame shrinks in one direction. */
static void
make_square (PlotPanelLayout *p)
{
  PlotRectangle *r = &p->frame.rect;
  double units_x = p->frame.x.max - p->frame.x.min, units_y = p->frame.y.max - p->frame.y.min;
  if (!(units_x > 0) || !(units_y > 0) || !isfinite (units_x / units_y))
    return;
  double scale = fmin (r->width / units_x, r->height / units_y);
  double width = fmax (1, floor (units_x * scale)), height = fmax (1, floor (units_y * scale));
  r->x += floor ((r->width - width) / 2);
  r->width = width;
  r->height = height;
}

static void
place_frames (PlotCanvas *canvas, PlotLayout *layout)
{
  for (int i = 0; i < layout->figure->n_panels; i++) {
    PlotPanelLayout *p = &layout->panels[i];
    const PlotPanel *panel = &layout->figure->panels[i];
    p->frame.rect = (PlotRectangle) { floor (p->cell.x + p->left), floor (p->cell.y + p->top),
                                      fmax (1, floor (p->cell.width - p->left - p->right)),
                                      fmax (1, floor (p->cell.height - p->top - p->bottom)) };
    if (panel->square)
      make_square (p);
    if (p->nothing || p->image)
      continue;
    plot_fit_y_ticks (canvas, layout, panel, p, p->frame.rect.height);
    plot_fit_x_ticks (canvas, panel, p, p->x_rows);
    if (p->names_inside)
      plot_clear_corners (canvas, panel, p);
  }
}

/* ---- the grid ---- */

/* Names stand at the lines' ends where there is room for them, whole; else a legend above says them once. */
static bool
wants_direct_labels (PlotCanvas *canvas, const PlotLayout *layout, double width)
{
  const PlotFigure *figure = layout->figure;
  double cell = width / layout->n_columns, most = 0.28 * (cell - plot_grid_gap (canvas, layout)), least = figure->n_panels > 1 ? 380 : 280;
  if (canvas->theme->compact || cell < least)
    return false;
  for (int p = 0; p < figure->n_panels; p++)
    if (n_labelled_lines (&figure->panels[p]) > 12 || direct_label_width (canvas, &figure->panels[p], INFINITY) > most)
      return false;
  return true;
}

static PlotRectangle
cell_at (PlotCanvas *canvas, const PlotLayout *layout, int row, int column)
{
  double gap = plot_grid_gap (canvas, layout), row_gap = plot_grid_row_gap (canvas, layout);
  double width = (layout->grid.width - gap * (layout->n_columns - 1)) / layout->n_columns;
  double height = (layout->grid.height - row_gap * (layout->n_rows - 1)) / layout->n_rows;
  return (PlotRectangle) { layout->grid.x + (width + gap) * column, layout->grid.y + (height + row_gap) * row,
                           fmax (1, width), fmax (1, height) };
}

bool
plot_layout_has_caption (const PlotCanvas *canvas, const PlotFigure *figure)
{
  return figure->caption != NULL && !canvas->theme->compact && !canvas->tight;
}

static void
place_head_and_foot (PlotCanvas *canvas, PlotLayout *layout, double *top, double *bottom)
{
  const PlotFigure *figure = layout->figure;
  *top = layout->inner.y;
  *bottom = layout->inner.y + layout->inner.height;
  layout->title_y = *top;
  if (figure->title != NULL)
    *top += canvas->line_height[plot_title_kind (canvas, figure->title, layout->inner.width)] + (canvas->theme->compact ? 1 : 6);
  if (plot_layout_has_caption (canvas, figure)) {
    *bottom -= plot_canvas_wrapped_height (canvas, PLOT_TEXT_NOTE, figure->caption, layout->inner.width) + 6;
    layout->caption_y = *bottom + 6;
  }
}

/* Places everything for the number of columns that was chosen. */
static void
fit (PlotCanvas *canvas, PlotLayout *layout)
{
  for (int p = 0; p < layout->figure->n_panels; p++)
    layout->panels[p].cell = cell_at (canvas, layout, p / layout->n_columns, p % layout->n_columns);
  plot_titles_choose (canvas, layout);
  for (int p = 0; p < layout->figure->n_panels; p++)
    measure_margins (canvas, layout, p);
  align_margins (layout);
  place_frames (canvas, layout);
}

/* The width of a square frame that had its cell for itself, weighed as below: no try gives more. */
static double
width_at_most (PlotCanvas *canvas, const PlotLayout *layout)
{
  const PlotFrame *frame = &layout->panels[0].frame;
  PlotRectangle cell = cell_at (canvas, layout, 0, 0);
  double aspect = (frame->x.max - frame->x.min) / (frame->y.max - frame->y.min);
  double width = aspect > 0 ? fmin (cell.width, cell.height * aspect) : cell.width;
  return fmax (1, width) * plot_grid_filled (layout->figure, layout->n_columns);
}

/* What square frames leave over depends on their margins: only trying says which number of columns makes them largest. A
 * hole in the last row counts against it, and titles that are cut. Returns the width of a frame, so weighed. */
static double
fit_best (PlotCanvas *canvas, PlotLayout *layout)
{
  const PlotFigure *figure = layout->figure;
  int best = layout->n_columns, tried = 0;
  double largest = 0;
  if (figure->n_columns == 0 && figure->n_panels <= (layout->panels[0].image ? 60 : 12) && plot_grid_is_square (figure))
    for (int columns = 1; columns <= figure->n_panels; columns++) {
      if (!plot_grid_allows (figure, columns))
        continue;
      plot_grid_set_columns (layout, columns);
      if (width_at_most (canvas, layout) < largest)
        continue;
      fit (canvas, layout);
      tried = columns;
      double width = layout->panels[0].frame.rect.width * plot_grid_filled (figure, columns);
      width *= layout->title_width > layout->panels[0].cell.width + plot_grid_gap (canvas, layout) - 4 ? 0.7 : 1;
      if (width >= largest) /* side by side rather than below each other */
        best = columns;
      largest = fmax (largest, width);
    }
  plot_grid_set_columns (layout, best);
  if (tried != best) /* else that was the last try */
    fit (canvas, layout);
  return largest;
}

/* Everything below the title in @room, the colour bar above the panels or beside them; returns how large square frames get. */
static double
arrange (PlotCanvas *canvas, PlotLayout *layout, const PlotRectangle *room, bool bar_above)
{
  double used = 0, width = layout->inner.width;
  layout->grid = *room;
  layout->bar_above = bar_above;
  g_array_set_size (layout->legend, 0);
  double legend_y = room->y;
  if (bar_above) {
    double left = width - plot_bar_lie (canvas, layout) - 24;
    used = layout->bar.height + 10;
    if (left >= 0.45 * width)
      width = left;
    else /* no room beside the bar */
      legend_y += used;
  } else if (layout->has_bar) {
    plot_bar_reserve (canvas, layout);
  }
  plot_grid_estimate (canvas, layout);
  layout->direct = wants_direct_labels (canvas, layout, layout->grid.width);
  if (!canvas->theme->compact)
    used = fmax (used, legend_y - room->y + plot_legend_make (canvas, layout->figure, layout->direct, room->x, legend_y, width, layout->legend));
  layout->grid.y += used;
  layout->grid.height = fmax (1, layout->grid.height - used);
  return fit_best (canvas, layout);
}

bool
plot_layout_is_small (const PlotCanvas *canvas, const PlotLayout *layout)
{
  return layout->inner.width <= 45 * canvas->size || layout->inner.height <= 30 * canvas->size;
}

/* Whether words take the room that the marks need: only small figures have too little of it. */
static bool
is_crowded (PlotCanvas *canvas, const PlotLayout *layout)
{
  double area = 0;
  bool narrow = false;
  if (!plot_layout_is_small (canvas, layout))
    return false;
  for (int p = 0; p < layout->figure->n_panels; p++) {
    const PlotRectangle *r = &layout->panels[p].frame.rect;
    area += r->width * r->height;
    narrow |= !layout->panels[p].nothing && fmin (r->width, r->height) < (layout->panels[p].image ? 14 : 24);
  }
  return narrow || plot_titles_are_cut (canvas, layout) || area < 0.15 * layout->inner.width * layout->inner.height;
}

static void
make (PlotLayout *layout, PlotCanvas *canvas, const PlotFigure *figure, const PlotRectangle *rectangle)
{
  double padding = canvas->theme->compact ? 6 : 12, top, bottom;
  *layout = (PlotLayout) { .figure = figure, .nothing = true };
  layout->inner = (PlotRectangle) { rectangle->x + padding, rectangle->y + padding,
                                    fmax (1, rectangle->width - 2 * padding), fmax (1, rectangle->height - 2 * padding) };
  layout->panels = g_new0 (PlotPanelLayout, figure->n_panels + 1);
  layout->legend = g_array_new (FALSE, FALSE, sizeof (PlotLegendEntry));
  place_head_and_foot (canvas, layout, &top, &bottom);
  PlotRectangle room = { layout->inner.x, top, layout->inner.width, fmax (1, bottom - top) };
  layout->grid = room;
  for (int p = 0; p < figure->n_panels; p++) {
    make_ranges (&layout->panels[p], &figure->panels[p]);
    layout->nothing &= layout->panels[p].nothing;
  }
  if (layout->nothing)
    return;
  plot_bar_share (layout);
  layout->has_bar &= !canvas->theme->compact;
  bool may_lie = layout->has_bar && figure->n_panels > 1 && plot_grid_is_square (figure);
  double above = may_lie ? arrange (canvas, layout, &room, true) : -1;
  if (arrange (canvas, layout, &room, false) * 1.05 <= above)
    arrange (canvas, layout, &room, true);
  plot_grid_centre (canvas, layout);
  plot_titles_shorten (canvas, layout);
  if (layout->has_bar && !layout->bar_above)
    plot_bar_place (canvas, layout);
}

void
plot_layout_make (PlotLayout *layout, PlotCanvas *canvas, const PlotFigure *figure, const PlotRectangle *rectangle)
{
  make (layout, canvas, figure, rectangle);
  while (!layout->nothing && is_crowded (canvas, layout) && plot_canvas_save_room (canvas)) {
    plot_layout_clear (layout);
    make (layout, canvas, figure, rectangle);
  }
}

void
plot_layout_clear (PlotLayout *layout)
{
  for (int p = 0; p < layout->figure->n_panels; p++)
    g_free (layout->panels[p].note), g_free (layout->panels[p].title);
  g_free (layout->panels);
  g_array_free (layout->legend, TRUE);
}
