/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/layout.h"

#include <math.h>
#include <string.h>

/* How many ticks an axis has so that no label meets another. */

/* Names that do not fit beside or below each other: every second, every third … */
static void
thin_out (PlotTicks *ticks, int stride)
{
  int n = 0;
  for (int i = 0; i < ticks->n; i += stride, n++) {
    ticks->at[n] = ticks->at[i];
    memmove (ticks->label[n], ticks->label[i], sizeof ticks->label[0]);
  }
  ticks->n = n;
}

static bool
y_labels_fit (PlotCanvas *canvas, const PlotPanelLayout *p, double height)
{
  const PlotTicks *ticks = &p->y_ticks;
  double gap = INFINITY;
  for (int i = 1; i < ticks->n; i++)
    gap = fmin (gap, height * fabs (plot_range_unit (&p->frame.y, ticks->at[i]) - plot_range_unit (&p->frame.y, ticks->at[i - 1])));
  return gap >= 1.25 * plot_texts_size (canvas->texts, PLOT_TEXT_TICK); /* less than a line of a font with much air */
}

void
plot_fit_y_ticks (PlotCanvas *canvas, const PlotLayout *layout, const PlotPanel *panel, PlotPanelLayout *p, double height)
{
  int wanted = canvas->theme->compact ? 2 : CLAMP ((int) (height / 42), 3, 8);
  if (panel->y.hidden || (canvas->theme->compact && (p->cell.width < 90 || layout->figure->n_panels > 1))) {
    p->y_ticks.n = p->y_ticks.n_minor = 0;
    return;
  }
  for (; wanted >= 2; wanted--) {
    plot_ticks_make (&p->y_ticks, &p->frame.y, wanted, panel->y.categories);
    if (y_labels_fit (canvas, p, height))
      return;
  }
  for (int stride = 2; stride < PLOT_TICKS && panel->y.categories != NULL; stride++) {
    plot_ticks_make (&p->y_ticks, &p->frame.y, 2, panel->y.categories);
    thin_out (&p->y_ticks, stride);
    if (y_labels_fit (canvas, p, height))
      return;
  }
  p->y_ticks.n = MIN (p->y_ticks.n, 1);
}

/* Left end of a tick label that is centred on its tick but stays inside the cell. */
static double
x_label_left (const PlotPanelLayout *p, double at, double width)
{
  double left = p->frame.rect.x + plot_range_unit (&p->frame.x, at) * p->frame.rect.width - width / 2;
  return CLAMP (left, p->cell.x, fmax (p->cell.x, p->cell.x + p->cell.width - width));
}

/* In one row, or by turns in two. */
static bool
x_labels_fit (PlotCanvas *canvas, const PlotPanelLayout *p, int n_rows)
{
  double end[2] = { -INFINITY, -INFINITY };
  for (int i = 0; i < p->x_ticks.n; i++) {
    double width = plot_canvas_width (canvas, PLOT_TEXT_TICK, p->x_ticks.label[i]);
    double left = x_label_left (p, p->x_ticks.at[i], width);
    if (left < end[i % n_rows] + 7 || width > p->cell.width)
      return false;
    end[i % n_rows] = left + width;
  }
  return true;
}

void
plot_fit_x_ticks (PlotCanvas *canvas, const PlotPanel *panel, PlotPanelLayout *p, int most_rows)
{
  int wanted = CLAMP ((int) (p->frame.rect.width / 75), 4, 10);
  p->x_ticks.n = p->x_ticks.n_minor = 0;
  p->x_rows = 1;
  if (panel->x.hidden || canvas->theme->compact)
    return;
  for (; wanted >= 2; wanted--) {
    plot_ticks_make (&p->x_ticks, &p->frame.x, wanted, panel->x.categories);
    if (x_labels_fit (canvas, p, 1))
      return;
  }
  if (most_rows > 1 && panel->x.categories != NULL && x_labels_fit (canvas, p, 2)) {
    p->x_rows = 2;
    return;
  }
  for (int stride = 2; stride < PLOT_TICKS && p->x_ticks.n > 1; stride++) {
    plot_ticks_make (&p->x_ticks, &p->frame.x, 2, panel->x.categories);
    thin_out (&p->x_ticks, stride);
    if (x_labels_fit (canvas, p, 1))
      return;
  }
  if (!x_labels_fit (canvas, p, 1))
    p->x_ticks.n = 0;
}

void
plot_clear_corners (PlotCanvas *canvas, const PlotPanel *panel, PlotPanelLayout *p)
{
  const PlotRectangle *r = &p->frame.rect;
  double line = canvas->line_height[PLOT_TEXT_LABEL];
  while (p->y_ticks.n > 0 && panel->y.label != NULL &&
         plot_frame_y (&p->frame, p->y_ticks.at[p->y_ticks.n - 1]) < r->y + 1.5 * line)
    p->y_ticks.n--;
  double name = panel->x.label != NULL ? plot_canvas_width (canvas, PLOT_TEXT_LABEL, panel->x.label) : 0;
  for (; p->x_ticks.n > 0 && panel->x.label != NULL; p->x_ticks.n--) {
    const char *label = p->x_ticks.label[p->x_ticks.n - 1];
    double width = plot_canvas_width (canvas, PLOT_TEXT_TICK, label);
    if (x_label_left (p, p->x_ticks.at[p->x_ticks.n - 1], width) + width < r->x + r->width - name - 6)
      break;
  }
}
