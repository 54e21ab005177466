/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/layout.h"

#include <math.h>
#include <string.h>

/* One colour bar for all maps of a figure: beside the panels, or in the row above them where that leaves them larger. */

#define THICK 12 /* px, of the ramp */
#define LONG 120 /* px, of a ramp that lies */

static bool
counts (const PlotFigure *figure, const PlotMark *mark)
{
  return figure->colour_bar && plot_mark_is (mark, "map") && mark->colours != PLOT_GREY;
}

/* The bar speaks as the readout does, with what that adds to a value. */
static void
make_range (PlotLayout *layout, double min, double max)
{
  PlotAxis axis = { .min = min, .max = max };
  plot_range_start (&layout->bar_range, PLOT_LINEAR);
  layout->bar_range.tight = true;
  plot_range_finish (&layout->bar_range, &axis, 5);
}

void
plot_bar_share (PlotLayout *layout)
{
  double min[3] = { INFINITY, INFINITY, INFINITY }, max[3] = { -INFINITY, -INFINITY, -INFINITY }, add = 0;
  const PlotFigure *figure = layout->figure;
  for (int p = 0; p < figure->n_panels; p++)
    for (int m = 0; m < figure->panels[p].n_marks; m++) {
      const PlotMark *mark = &figure->panels[p].marks[m];
      double low, high;
      if (!counts (figure, mark))
        continue;
      plot_map_limits (mark, &low, &high);
      if (!layout->has_bar) {
        layout->bar_colours = mark->colours;
        add = mark->say_add;
        layout->bar_bend = mark->bend;
        layout->bar_pale = mark->pale;
      }
      layout->has_bar = true;
      min[mark->colours] = fmin (min[mark->colours], low);
      max[mark->colours] = fmax (max[mark->colours], high);
    }
  for (int p = 0; p < figure->n_panels; p++) {
    layout->panels[p].frame.shared = layout->has_bar;
    memcpy (layout->panels[p].frame.cell_min, min, sizeof min);
    memcpy (layout->panels[p].frame.cell_max, max, sizeof max);
  }
  if (layout->has_bar)
    make_range (layout, min[layout->bar_colours] + add, max[layout->bar_colours] + add);
}

/* Ticks of a bent bar: 0 and, on both sides of it alike, @n_steps numbers of each decade that lie far enough from one another. */
static void
make_bent_ticks (PlotLayout *layout, int n_wanted, int n_steps)
{
  static const double steps[] = { 1, 2, 5 };
  PlotTicks *ticks = &layout->bar_ticks;
  const PlotRange *range = &layout->bar_range;
  double bend = layout->bar_bend, least = plot_map_bend (bend, range->min), most = plot_map_bend (bend, range->max);
  double first = round (log10 (bend)) - (n_steps > 1), kept[PLOT_TICKS / 2] = { 0 };
  int n = 1; /* 0 is kept */
  for (int place = 0; n < PLOT_TICKS / 2 && plot_map_bend (bend, kept[n - 1]) <= fmax (fabs (least), fabs (most)); place++) {
    double value = steps[place % n_steps] * pow (10, first + place / n_steps);
    if (plot_map_bend (bend, value) - plot_map_bend (bend, kept[n - 1]) >= (most - least) / (n_wanted + 0.5))
      kept[n++] = value;
  }
  ticks->n = ticks->n_minor = 0;
  for (int k = 1 - n; k < n; k++) {
    double value = copysign (kept[abs (k)], k);
    if (!(value >= range->min && value <= range->max))
      continue;
    ticks->at[ticks->n] = value;
    plot_number (value, true, ticks->label[ticks->n++], sizeof ticks->label[0]);
  }
}

static void
make_ticks (PlotLayout *layout, int n_wanted)
{
  if (layout->bar_bend > 0)
    make_bent_ticks (layout, n_wanted, 1);
  else
    plot_ticks_make (&layout->bar_ticks, &layout->bar_range, n_wanted, NULL);
  if (layout->bar_bend > 0 && layout->bar_ticks.n < 3)
    make_bent_ticks (layout, n_wanted, 3);
}

/* ---- beside ---- */

void
plot_bar_reserve (PlotCanvas *canvas, PlotLayout *layout)
{
  double widest = 0;
  make_ticks (layout, 4);
  for (int i = 0; i < layout->bar_ticks.n; i++)
    widest = fmax (widest, plot_canvas_width (canvas, PLOT_TEXT_TICK, layout->bar_ticks.label[i]));
  double width = THICK + 6 + ceil (widest);
  if (layout->figure->colour_label != NULL)
    width = fmax (width, fmin (fmax (110, 10 * canvas->size), ceil (plot_canvas_width (canvas, PLOT_TEXT_LABEL, layout->figure->colour_label)) + 1));
  layout->bar = (PlotRectangle) { layout->grid.x + layout->grid.width - width, 0, width, 0 };
  layout->grid.width = fmax (1, layout->grid.width - width - 16);
}

void
plot_bar_place (PlotCanvas *canvas, PlotLayout *layout)
{
  const PlotRectangle *frame = &layout->panels[0].frame.rect;
  double label = layout->figure->colour_label != NULL ? ceil (1.5 * canvas->line_height[PLOT_TEXT_LABEL]) : 0;
  layout->bar.y = fmax (frame->y, layout->grid.y + label);
  layout->bar.height = fmax (1, frame->y + frame->height - layout->bar.y);
  double room = layout->grid.y + layout->grid.height - layout->bar.y;
  if (layout->bar.height < 90)
    layout->bar.height = fmax (1, fmin (room, 120));
  layout->bar.height = fmin (layout->bar.height, 320);
  int wanted = CLAMP ((int) (layout->bar.height / 36), 2, 5);
  make_ticks (layout, wanted);
}

/* ---- above ---- */

static void
end_labels (const PlotLayout *layout, char low[48], char high[48])
{
  plot_number (layout->bar_range.min, true, low, 48);
  plot_number (layout->bar_range.max, true, high, 48);
}

double
plot_bar_lie (PlotCanvas *canvas, PlotLayout *layout)
{
  char low[48], high[48];
  double width = LONG + 16;
  end_labels (layout, low, high);
  if (layout->figure->colour_label != NULL)
    width += ceil (plot_canvas_width (canvas, PLOT_TEXT_LABEL, layout->figure->colour_label)) + 10;
  width += ceil (plot_canvas_width (canvas, PLOT_TEXT_TICK, low)) + ceil (plot_canvas_width (canvas, PLOT_TEXT_TICK, high));
  layout->bar = (PlotRectangle) { layout->inner.x + layout->inner.width - width, layout->grid.y, width,
                                  canvas->line_height[PLOT_TEXT_LABEL] };
  return width;
}

/* ---- drawing ---- */

static void
draw_ramp (PlotCanvas *canvas, const PlotLayout *layout, const PlotRectangle *box, bool lies)
{
  bool is_signed = layout->bar_colours == PLOT_SIGNED;
  cairo_pattern_t *ramp = lies ? cairo_pattern_create_linear (box->x, 0, box->x + box->width, 0)
                               : cairo_pattern_create_linear (0, box->y + box->height, 0, box->y);
  for (int i = 0; i <= 32; i++) {
    double at = i / 32.0;
    PlotColour c = plot_map_colour (canvas->scheme, layout->bar_colours, (layout->bar_pale ? PLOT_PALE : 1) * (is_signed ? 2 * at - 1 : at));
    cairo_pattern_add_color_stop_rgb (ramp, at, c.red, c.green, c.blue);
  }
  cairo_rectangle (canvas->cr, box->x, box->y, box->width, box->height);
  cairo_set_source (canvas->cr, ramp);
  cairo_fill (canvas->cr);
  cairo_pattern_destroy (ramp);
  cairo_rectangle (canvas->cr, box->x + 0.5, box->y + 0.5, box->width - 1, box->height - 1);
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 0.45);
  cairo_set_line_width (canvas->cr, 1);
  cairo_stroke (canvas->cr);
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 1);
}

static void
draw_above (PlotCanvas *canvas, const PlotLayout *layout)
{
  const PlotRectangle *bar = &layout->bar;
  char low[48], high[48];
  end_labels (layout, low, high);
  double high_width = ceil (plot_canvas_width (canvas, PLOT_TEXT_TICK, high)), tick = canvas->line_height[PLOT_TEXT_TICK];
  double y = bar->y + (bar->height - tick) / 2, left = bar->x + bar->width - high_width - 8 - LONG;
  PlotRectangle box = { floor (left), floor (bar->y + (bar->height - THICK) / 2), LONG, THICK };
  draw_ramp (canvas, layout, &box, true);
  plot_canvas_text (canvas, PLOT_TEXT_TICK, low, box.x - 8, y, PLOT_END, 0);
  plot_canvas_text (canvas, PLOT_TEXT_TICK, high, bar->x + bar->width, y, PLOT_END, 0);
  if (layout->figure->colour_label != NULL)
    plot_canvas_text (canvas, PLOT_TEXT_LABEL, layout->figure->colour_label, bar->x, bar->y, PLOT_START, 0);
}

static void
draw_beside (PlotCanvas *canvas, const PlotLayout *layout)
{
  const PlotRectangle *bar = &layout->bar;
  PlotRectangle box = { bar->x, bar->y, THICK, bar->height };
  double line = canvas->line_height[PLOT_TEXT_TICK];
  draw_ramp (canvas, layout, &box, false);
  for (int i = 0; i < layout->bar_ticks.n; i++) {
    double least = plot_map_bend (layout->bar_bend, layout->bar_range.min), most = plot_map_bend (layout->bar_bend, layout->bar_range.max);
    double y = bar->y + (most - plot_map_bend (layout->bar_bend, layout->bar_ticks.at[i])) / (most - least) * bar->height;
    plot_canvas_text (canvas, PLOT_TEXT_TICK, layout->bar_ticks.label[i], bar->x + THICK + 6, y - line / 2, PLOT_START, 0);
  }
  if (layout->figure->colour_label != NULL)
    plot_canvas_text (canvas, PLOT_TEXT_LABEL, layout->figure->colour_label, bar->x,
                      bar->y - ceil (1.5 * canvas->line_height[PLOT_TEXT_LABEL]), PLOT_START, bar->width);
}

void
plot_bar_draw (PlotCanvas *canvas, const PlotLayout *layout)
{
  if (layout->bar_above)
    draw_above (canvas, layout);
  else
    draw_beside (canvas, layout);
}
