/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/layout.h"

#include <math.h>
#include <string.h>

#define SAMPLE 20 /* px: stroke, marker or block before a name */

static void
add_entry (GArray *entries, const PlotMark *mark, const char *text, int style)
{
  for (guint i = 0; i < entries->len; i++) {
    const PlotLegendEntry *e = &g_array_index (entries, PlotLegendEntry, i);
    if (e->style == style && e->mark->type == mark->type && strcmp (e->text, text) == 0)
      return;
  }
  PlotLegendEntry entry = { .mark = mark, .text = text, .style = style };
  g_array_append_val (entries, entry);
}

static void
collect (const PlotPanel *panel, bool direct, GArray *entries)
{
  for (int m = 0; m < panel->n_marks; m++) {
    const PlotMark *mark = &panel->marks[m];
    bool points = plot_mark_is (mark, "points");
    if (points && mark->names != NULL) {
      for (int g = 0; mark->names[g] != NULL; g++)
        add_entry (entries, mark, mark->names[g], g);
    } else if (mark->label != NULL &&
               (points || plot_mark_is (mark, "bars") || (plot_mark_is (mark, "line") && !direct))) {
      add_entry (entries, mark, mark->label, mark->style);
    }
  }
}

double
plot_legend_make (PlotCanvas *canvas, const PlotFigure *figure, bool direct, double x, double y, double width,
                  GArray *entries)
{
  for (int p = 0; p < figure->n_panels; p++)
    collect (&figure->panels[p], direct, entries);
  double line = canvas->line_height[PLOT_TEXT_LABEL] + 3, at_x = x, at_y = y;
  for (guint i = 0; i < entries->len; i++) {
    PlotLegendEntry *e = &g_array_index (entries, PlotLegendEntry, i);
    double need = SAMPLE + 6 + fmin (ceil (plot_canvas_width (canvas, PLOT_TEXT_LABEL, e->text)), width - SAMPLE - 6);
    if (at_x > x && at_x + need > x + width) {
      at_x = x;
      at_y += line;
    }
    e->x = at_x;
    e->y = at_y;
    at_x += need + 18;
  }
  return entries->len > 0 ? at_y - y + line + 7 : 0;
}

static void
draw_sample (PlotCanvas *canvas, const PlotLegendEntry *e)
{
  double middle = e->y + canvas->line_height[PLOT_TEXT_LABEL] / 2;
  cairo_new_path (canvas->cr);
  plot_canvas_source (canvas, plot_mark_colour (canvas->scheme, e->mark), 1);
  if (plot_mark_is (e->mark, "line")) {
    plot_canvas_pen (canvas, 2.2, isnan (e->mark->shade) ? e->style : -1);
    cairo_move_to (canvas->cr, e->x, middle);
    cairo_line_to (canvas->cr, e->x + SAMPLE, middle);
    cairo_stroke (canvas->cr);
    cairo_set_dash (canvas->cr, NULL, 0, 0);
  } else if (plot_mark_is (e->mark, "points")) {
    plot_canvas_source (canvas, plot_points_colour (canvas->scheme, e->mark, e->style), 1);
    plot_canvas_marker (canvas, e->style, e->x + SAMPLE - 7, middle, 4);
    cairo_fill (canvas->cr);
  } else {
    plot_canvas_source (canvas, plot_mark_colour (canvas->scheme, e->mark), e->mark->alpha);
    cairo_rectangle (canvas->cr, e->x + 4, middle - 4.5, SAMPLE - 6, 9);
    cairo_fill (canvas->cr);
  }
}

void
plot_legend_draw (PlotCanvas *canvas, const GArray *entries)
{
  for (guint i = 0; i < entries->len; i++) {
    const PlotLegendEntry *e = &g_array_index (entries, PlotLegendEntry, i);
    draw_sample (canvas, e);
    plot_canvas_source (canvas, plot_foreground (canvas->scheme), 1);
    plot_canvas_text (canvas, PLOT_TEXT_LABEL, e->text, e->x + SAMPLE + 6, e->y, PLOT_START, 0);
  }
}

void
plot_colour_bar_draw (PlotCanvas *canvas, const PlotLayout *layout)
{
  const PlotRectangle *bar = &layout->bar;
  bool is_signed = layout->bar_colours == PLOT_SIGNED;
  cairo_pattern_t *ramp = cairo_pattern_create_linear (0, bar->y + bar->height, 0, bar->y);
  for (int i = 0; i <= 32; i++) {
    double at = i / 32.0;
    PlotColour c = plot_map_colour (canvas->scheme, layout->bar_colours, is_signed ? 2 * at - 1 : at);
    cairo_pattern_add_color_stop_rgb (ramp, at, c.red, c.green, c.blue);
  }
  cairo_rectangle (canvas->cr, bar->x, bar->y, 12, bar->height);
  cairo_set_source (canvas->cr, ramp);
  cairo_fill (canvas->cr);
  cairo_pattern_destroy (ramp);
  cairo_rectangle (canvas->cr, bar->x + 0.5, bar->y + 0.5, 11, bar->height - 1);
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 0.45);
  cairo_set_line_width (canvas->cr, 1);
  cairo_stroke (canvas->cr);
  double line = canvas->line_height[PLOT_TEXT_TICK];
  plot_canvas_source (canvas, plot_muted (canvas->scheme), 1);
  for (int i = 0; i < layout->bar_ticks.n; i++) {
    double y = bar->y + (1 - plot_range_unit (&layout->bar_range, layout->bar_ticks.at[i])) * bar->height;
    plot_canvas_text (canvas, PLOT_TEXT_TICK, layout->bar_ticks.label[i], bar->x + 18, y - line / 2, PLOT_START, 0);
  }
  if (layout->figure->colour_label != NULL)
    plot_canvas_text (canvas, PLOT_TEXT_LABEL, layout->figure->colour_label, bar->x,
                      bar->y - ceil (1.5 * canvas->line_height[PLOT_TEXT_LABEL]), PLOT_START, bar->width);
}
