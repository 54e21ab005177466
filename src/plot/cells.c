/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/marks/mark.h"

#include <math.h>
#include <string.h>

/* Texts in the cells of a map: all lines where they fit in every cell, else the first ones, else their signs, else none. */

enum { LINES = 3 };

static int
split (const char *text, char lines[LINES][48])
{
  int n = 0;
  for (; n < LINES && *text != '\0'; n++) {
    size_t length = strcspn (text, "\n");
    g_strlcpy (lines[n], text, MIN (length + 1, sizeof lines[n]));
    text += length + (text[length] != '\0');
  }
  return n;
}

/* How many lines of each text fit into a cell. */
static int
lines_that_fit (PlotCanvas *canvas, PlotTextKind kind, char *const *texts, double width, double height)
{
  int fit = MIN (LINES, (int) (height / canvas->line_height[kind]));
  for (int i = 0; texts[i] != NULL && fit > 0; i++) {
    char lines[LINES][48];
    int n = split (texts[i], lines);
    for (int k = 0; k < n && k < fit; k++)
      if (plot_canvas_width (canvas, kind, lines[k]) > width - 4)
        fit = k;
  }
  return fit;
}

/* Cells in which three lines would leave half of the room take larger letters: they are read from further away. */
static PlotTextKind
kind_for (PlotCanvas *canvas, char *const *texts, double width, double height)
{
  bool roomy = lines_that_fit (canvas, PLOT_TEXT_TITLE, texts, width / 2, height / 2) == LINES;
  return roomy ? PLOT_TEXT_TITLE : PLOT_TEXT_LABEL;
}

/* The sign alone where nothing more fits; false: the text has none, or even that does not. */
static bool
shorten_to_sign (PlotCanvas *canvas, char *line, double width, double height)
{
  size_t length = g_str_has_prefix (line, "+") ? 1 : g_str_has_prefix (line, "−") ? strlen ("−") : 0;
  line[length] = '\0';
  return length > 0 && height >= 0.75 * canvas->line_height[PLOT_TEXT_LABEL] && plot_canvas_width (canvas, PLOT_TEXT_LABEL, line) <= width - 2;
}

void
plot_cells_draw (PlotCanvas *canvas, const PlotMark *map, const PlotRectangle *box, double min, double max)
{
  double width = box->width / map->columns, height = box->height / map->rows;
  if (canvas->theme->compact)
    return;
  PlotTextKind kind = kind_for (canvas, map->texts, width, height);
  double line = canvas->line_height[kind];
  int fit = lines_that_fit (canvas, kind, map->texts, width, height);
  for (int i = 0; i < map->rows * map->columns && map->texts[i] != NULL; i++) {
    char lines[LINES][48];
    int n = MIN (split (map->texts[i], lines), MAX (fit, 1));
    if (n == 0 || (fit == 0 && !shorten_to_sign (canvas, lines[0], width, height)))
      continue;
    double at = max > min ? (map->cells[i] - min) / (max - min) : 0.5;
    PlotColour under = plot_map_colour (canvas->scheme, map->colours, map->colours == PLOT_SIGNED ? 2 * at - 1 : at);
    double x = box->x + (i % map->columns + 0.5) * width, y = box->y + (i / map->columns + 0.5) * height - n * line / 2;
    plot_canvas_source (canvas, isfinite (at) ? plot_text_on (canvas->scheme, under) : plot_foreground (canvas->scheme), 1);
    for (int k = 0; k < n; k++)
      plot_canvas_text (canvas, kind, lines[k], x, y + k * line, PLOT_MIDDLE, 0);
  }
}
