/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/layout.h"

#include <math.h>

static void
horizontal (PlotCanvas *canvas, double x0, double x1, double y)
{
  cairo_move_to (canvas->cr, x0, floor (y) + 0.5);
  cairo_line_to (canvas->cr, x1, floor (y) + 0.5);
}

/* Calm lines at the y ticks alone: the eye compares heights, x is read off the axis. */
static void
draw_grid (PlotCanvas *canvas, const PlotPanelLayout *p)
{
  const PlotRectangle *r = &p->frame.rect;
  cairo_set_line_width (canvas->cr, 1);
  for (int i = 0; i < p->y_ticks.n; i++)
    horizontal (canvas, r->x, r->x + r->width, fmin (plot_frame_y (&p->frame, p->y_ticks.at[i]), r->y + r->height - 0.5));
  plot_canvas_source (canvas, plot_grid (canvas->scheme), 1);
  cairo_stroke (canvas->cr);
}

static void
draw_tick_marks (PlotCanvas *canvas, const PlotPanelLayout *p)
{
  const PlotRectangle *r = &p->frame.rect;
  double foot = r->y + r->height;
  for (int i = 0; i < p->x_ticks.n; i++) {
    double x = floor (fmin (plot_frame_x (&p->frame, p->x_ticks.at[i]), r->x + r->width - 0.5)) + 0.5;
    cairo_move_to (canvas->cr, x, foot);
    cairo_line_to (canvas->cr, x, foot + PLOT_TICK_LENGTH);
  }
  for (int i = 0; i < p->x_ticks.n_minor; i++) {
    double x = floor (plot_frame_x (&p->frame, p->x_ticks.minor[i])) + 0.5;
    cairo_move_to (canvas->cr, x, foot);
    cairo_line_to (canvas->cr, x, foot + PLOT_TICK_LENGTH / 2.0);
  }
  for (int i = 0; i < p->y_ticks.n_minor && r->height > 30; i++)
    horizontal (canvas, r->x - 3, r->x, plot_frame_y (&p->frame, p->y_ticks.minor[i]));
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 0.6);
  cairo_stroke (canvas->cr);
}

static void
draw_axis_line (PlotCanvas *canvas, const PlotPanel *panel, const PlotPanelLayout *p)
{
  const PlotRectangle *r = &p->frame.rect;
  double zero = plot_frame_y (&p->frame, 0);
  if (panel->x.plain)
    return;
  cairo_set_line_width (canvas->cr, 1);
  horizontal (canvas, r->x, r->x + r->width, r->y + r->height - 0.5);
  if (p->frame.y.scale == PLOT_LINEAR && !panel->square && panel->y.categories == NULL && zero > r->y + 1 && zero < r->y + r->height - 1)
    horizontal (canvas, r->x, r->x + r->width, zero);
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 0.75);
  cairo_stroke (canvas->cr);
}

static void
draw_tick_labels (PlotCanvas *canvas, const PlotPanelLayout *p)
{
  const PlotRectangle *r = &p->frame.rect;
  double line = canvas->line_height[PLOT_TEXT_TICK];
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 1);
  for (int i = 0; i < p->y_ticks.n; i++)
    plot_canvas_text (canvas, PLOT_TEXT_TICK, p->y_ticks.label[i], r->x - 6,
                      plot_frame_y (&p->frame, p->y_ticks.at[i]) - line / 2, PLOT_END, 0);
  for (int i = 0; i < p->x_ticks.n; i++) {
    double width = plot_canvas_width (canvas, PLOT_TEXT_TICK, p->x_ticks.label[i]);
    double left = plot_frame_x (&p->frame, p->x_ticks.at[i]) - width / 2;
    left = CLAMP (left, p->cell.x, fmax (p->cell.x, p->cell.x + p->cell.width - width));
    plot_canvas_text (canvas, PLOT_TEXT_TICK, p->x_ticks.label[i], left,
                      r->y + r->height + PLOT_TICK_LENGTH + 1 + (i % MAX (1, p->x_rows)) * line, PLOT_START, 0);
  }
}

/* y's name lies above its axis, x's below the right end of its own: both are read without turning the head. */
static void
draw_axis_names (PlotCanvas *canvas, const PlotPanel *panel, const PlotPanelLayout *p)
{
  const PlotRectangle *r = &p->frame.rect;
  double line = canvas->line_height[PLOT_TEXT_LABEL], y = r->y - line - 5 - ceil (line * 0.3), end = p->cell.x + p->cell.width;
  if (p->names_inside)
    y = r->y - ceil (line * 0.3);
  double name_x = r->x - p->left > p->cell.x ? r->x - p->left : p->cell.x, used = 0;
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 1);
  if (p->names_inside && p->y_name) {
    plot_canvas_text (canvas, PLOT_TEXT_LABEL, panel->y.label, r->x - 6, y, PLOT_END, 0);
  } else if (p->y_name) {
    used = plot_canvas_width (canvas, PLOT_TEXT_LABEL, panel->y.label) + 16;
    plot_canvas_text (canvas, PLOT_TEXT_LABEL, panel->y.label, name_x, y, PLOT_START, end - name_x);
  }
  if (p->note != NULL && end - name_x - used > 40)
    plot_canvas_text (canvas, PLOT_TEXT_NOTE, p->note, r->x + r->width, y, PLOT_END,
                      fmax (1, r->x + r->width - name_x - used));
  if (p->x_name) {
    double below = r->y + r->height + PLOT_TICK_LENGTH + 1 + (p->names_inside ? 0 : MAX (1, p->x_rows) * canvas->line_height[PLOT_TEXT_TICK]);
    plot_canvas_clauses (canvas, PLOT_TEXT_LABEL, panel->x.label, r->x + r->width, below, PLOT_END, r->x + r->width - p->cell.x);
  }
}

static void
draw_panel_title (PlotCanvas *canvas, const PlotLayout *layout, const PlotPanel *panel, const PlotPanelLayout *p)
{
  if (panel->title == NULL || !layout->titles || p->top < canvas->line_height[PLOT_TEXT_PANEL])
    return;
  const PlotRectangle *r = &p->frame.rect;
  PlotTextKind kind = plot_panel_title_kind (layout, p);
  double line = canvas->line_height[PLOT_TEXT_PANEL];
  plot_canvas_source (canvas, plot_foreground (canvas->scheme), 1);
  if (p->image && !panel->bare)
    plot_canvas_text (canvas, kind, p->title, r->x + r->width / 2, r->y - line, PLOT_MIDDLE, p->cell.width + layout->title_gap);
  else if (p->image)
    plot_canvas_text (canvas, kind, p->title, r->x, r->y - line, PLOT_START, p->cell.width);
  else if (p->title_height > line)
    plot_canvas_wrapped (canvas, kind, panel->title, p->cell.x, p->cell.y, p->cell.width);
  else
    plot_canvas_text (canvas, kind, p->title, p->cell.x, p->cell.y, PLOT_START, p->cell.width);
}

/* Marks end at the frame, but a point whose place is on it is drawn whole.
 * Never CAIRO_ANTIALIAS_FAST inside, though it is faster: in cairo 1.16 a shape that crosses the right edge of its clip and
 * covers each pixel differently makes that rasterizer write one span behind its array. */
static void
clip_to (PlotCanvas *canvas, const PlotRectangle *r, double margin)
{
  cairo_rectangle (canvas->cr, r->x - margin, r->y - margin, r->width + 2 * margin, r->height + 2 * margin);
  cairo_clip (canvas->cr);
}

static void
draw_marks (PlotCanvas *canvas, const PlotPanel *panel, const PlotPanelLayout *p, bool outside)
{
  for (int layer = 0; layer < 8; layer++)
    for (int m = 0; m < panel->n_marks; m++) {
      const PlotMark *mark = &panel->marks[m];
      if (mark->type->layer != layer || mark->type->outside != outside)
        continue;
      cairo_save (canvas->cr);
      if (!outside)
        clip_to (canvas, &p->frame.rect, plot_mark_is (mark, "points") ? 8 : 1);
      cairo_new_path (canvas->cr);
      mark->type->draw (canvas, mark, &p->frame);
      cairo_restore (canvas->cr);
    }
}

/* The shared cursor: a line, and a dot where it meets each lane. */
static void
draw_cursor (PlotCanvas *canvas, const PlotPanel *panel, const PlotPanelLayout *p)
{
  const PlotRectangle *r = &p->frame.rect;
  double x = plot_frame_x (&p->frame, panel->cursor);
  if (isnan (x) || x < r->x - 0.5 || x > r->x + r->width + 0.5)
    return;
  cairo_move_to (canvas->cr, floor (x) + 0.5, r->y);
  cairo_line_to (canvas->cr, floor (x) + 0.5, r->y + r->height);
  plot_canvas_source (canvas, plot_foreground (canvas->scheme), canvas->theme->compact ? 0.25 : 0.55);
  cairo_set_line_width (canvas->cr, 1);
  cairo_stroke (canvas->cr);
  for (int m = 0; m < panel->n_marks; m++) {
    const PlotMark *mark = &panel->marks[m];
    int at = -1;
    bool answers = mark->say == NULL || mark->say[0] != '\0'; /* else ground, not figure */
    for (int i = 0; i < mark->n && answers && plot_mark_is (mark, "line"); i++)
      if (isfinite (mark->x[i]) && isfinite (mark->y[i]) &&
          (at < 0 || fabs (mark->x[i] - panel->cursor) < fabs (mark->x[at] - panel->cursor)))
        at = i;
    double px = at >= 0 ? plot_frame_x (&p->frame, mark->x[at]) : NAN, py = at >= 0 ? plot_frame_y (&p->frame, mark->y[at]) : NAN;
    if (isnan (px) || isnan (py) || fabs (px - x) > 8 || py < r->y || py > r->y + r->height)
      continue;
    cairo_new_path (canvas->cr);
    plot_canvas_marker (canvas, mark->style, px, py, canvas->theme->compact ? 2.2 : 4);
    plot_canvas_source (canvas, plot_background (canvas->scheme), 1);
    cairo_set_line_width (canvas->cr, 2);
    cairo_stroke_preserve (canvas->cr);
    plot_canvas_source (canvas, plot_mark_colour (canvas->scheme, mark), 1);
    cairo_fill (canvas->cr);
  }
}

static void
draw_empty (PlotCanvas *canvas, const char *why, const PlotRectangle *area)
{
  const char *text = why != NULL ? why : _("Nothing to show yet");
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 1);
  plot_canvas_text (canvas, PLOT_TEXT_LABEL, text, area->x + area->width / 2,
                    area->y + area->height / 2 - canvas->line_height[PLOT_TEXT_LABEL] / 2, PLOT_MIDDLE, area->width);
}

void
plot_edge_draw (PlotCanvas *canvas, const PlotRectangle *r)
{
  cairo_rectangle (canvas->cr, r->x - 0.5, r->y - 0.5, r->width + 1, r->height + 1);
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 0.35);
  cairo_set_line_width (canvas->cr, 1);
  cairo_stroke (canvas->cr);
}

static void
draw_panel (PlotCanvas *canvas, const PlotLayout *layout, int index)
{
  const PlotPanel *panel = &layout->figure->panels[index];
  const PlotPanelLayout *p = &layout->panels[index];
  const PlotRectangle *r = &p->frame.rect;
  draw_panel_title (canvas, layout, panel, p);
  if (p->nothing) {
    draw_empty (canvas, panel->empty != NULL ? panel->empty : layout->figure->empty, r);
    return;
  }
  if (!p->image && !panel->y.plain)
    draw_grid (canvas, p);
  draw_marks (canvas, panel, p, false);
  if (p->image && !panel->bare)
    plot_edge_draw (canvas, r);
  if (!p->image) {
    draw_axis_line (canvas, panel, p);
    if (!panel->x.plain)
      draw_tick_marks (canvas, p);
    draw_tick_labels (canvas, p);
    if (!canvas->theme->compact)
      draw_axis_names (canvas, panel, p);
  }
  draw_cursor (canvas, panel, p);
  plot_labels_draw (canvas, panel, p, layout->direct);
  draw_marks (canvas, panel, p, true);
}

static void
draw_head_and_foot (PlotCanvas *canvas, const PlotLayout *layout)
{
  const PlotFigure *figure = layout->figure;
  double width = layout->inner.width;
  plot_canvas_source (canvas, plot_foreground (canvas->scheme), 1);
  if (figure->title != NULL)
    plot_canvas_clauses (canvas, plot_title_kind (canvas, figure->title, width), figure->title, layout->inner.x, layout->title_y,
                         PLOT_START, width);
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 1);
  if (plot_layout_has_caption (canvas, figure))
    plot_canvas_wrapped (canvas, PLOT_TEXT_NOTE, figure->caption, layout->inner.x, layout->caption_y, width);
}

void
plot_figure_draw_logged (cairo_t *cr, const PlotFigure *figure, const PlotRectangle *rectangle, const PlotTheme *theme,
                         GArray *log)
{
  PlotCanvas canvas;
  PlotLayout layout;
  if (!(rectangle->width >= 1) || !(rectangle->height >= 1))
    return;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, rectangle->x, rectangle->y, rectangle->width, rectangle->height);
  cairo_clip (cr);
  plot_canvas_init (&canvas, cr, theme, log);
  if (!theme->transparent) {
    plot_canvas_source (&canvas, plot_background (theme->scheme), 1);
    cairo_paint (cr);
  }
  plot_layout_make (&layout, &canvas, figure, rectangle);
  draw_head_and_foot (&canvas, &layout);
  if (layout.nothing) {
    draw_empty (&canvas, figure->n_panels > 0 && figure->panels[0].empty != NULL ? figure->panels[0].empty : figure->empty, &layout.grid);
  } else {
    plot_legend_draw (&canvas, layout.legend);
    for (int p = 0; p < figure->n_panels; p++)
      draw_panel (&canvas, &layout, p);
    if (layout.has_bar)
      plot_bar_draw (&canvas, &layout);
  }
  plot_layout_clear (&layout);
  plot_canvas_clear (&canvas);
  cairo_restore (cr);
}

void
plot_figure_draw (cairo_t *cr, const PlotFigure *figure, const PlotRectangle *rectangle, const PlotTheme *theme)
{
  plot_figure_draw_logged (cr, figure, rectangle, theme, NULL);
}
