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
               (points || plot_mark_is (mark, "bars") || plot_mark_is (mark, "links") || (plot_mark_is (mark, "line") && !direct))) {
      add_entry (entries, mark, mark->label, mark->style);
    } else if (mark->label != NULL && (plot_mark_is (mark, "arrow") || plot_mark_is (mark, "ellipse"))) {
      add_entry (entries, mark, mark->label, -1); /* what the shape means, whatever the lane */
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
  plot_canvas_source (canvas, plot_mark_colour (canvas->scheme, e->mark), plot_mark_is (e->mark, "line") ? fmax (e->mark->alpha, 0.4) : 1);
  if (plot_mark_is (e->mark, "line") || plot_mark_is (e->mark, "links")) {
    plot_canvas_pen (canvas, e->style < PLOT_STYLES ? 2.2 : 1.3, isnan (e->mark->shade) ? e->style : -1);
    cairo_move_to (canvas->cr, e->x, middle);
    cairo_line_to (canvas->cr, e->x + SAMPLE, middle);
    cairo_stroke (canvas->cr);
    cairo_set_dash (canvas->cr, NULL, 0, 0);
  } else if (plot_mark_is (e->mark, "points")) {
    PlotColour colour = plot_points_colour (canvas->scheme, e->mark, e->style);
    plot_canvas_source (canvas, colour, 1);
    plot_canvas_marker (canvas, e->style, e->x + SAMPLE - 7, middle, 4);
    cairo_fill (canvas->cr);
    plot_points_hole (canvas, e->style, e->x + SAMPLE - 7, middle, 4, plot_background (canvas->scheme), colour);
  } else if (plot_mark_is (e->mark, "arrow")) {
    plot_canvas_arrow (canvas, e->x, middle, e->x + SAMPLE, middle, e->mark->width, plot_muted (canvas->scheme), 1);
  } else if (plot_mark_is (e->mark, "ellipse")) {
    cairo_arc (canvas->cr, e->x + SAMPLE / 2.0, middle, 5, 0, 2 * G_PI);
    plot_canvas_source (canvas, plot_muted (canvas->scheme), 1);
    plot_canvas_pen (canvas, 1.6, -1);
    cairo_stroke (canvas->cr);
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
