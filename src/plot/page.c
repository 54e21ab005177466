/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/page.h"

#include "plot/canvas.h"
#include "plot/write.h"

#include <math.h>

#define MARGIN 24
#define GAP 16

/* Where things come to stand; @draw false: only measured. */
typedef struct {
  PlotCanvas canvas;
  const PlotTheme *theme;
  bool draw;
  double width, y;
} Page;

static void
add_text (Page *page, PlotTextKind kind, PlotColour colour, const char *text, double x, double width)
{
  if (text == NULL || *text == '\0')
    return;
  plot_canvas_source (&page->canvas, colour, 1);
  if (page->draw)
    plot_canvas_wrapped (&page->canvas, kind, text, x, page->y, width);
  page->y += ceil (plot_canvas_wrapped_height (&page->canvas, kind, text, width)) + 4;
}

/* A figure with its caption, from the y of the page on. */
static void
add_figure (Page *page, const PlotFigure *figure, const char *caption, double x, double width, double height)
{
  const PlotRectangle all = { x, page->y, width, height };
  if (page->draw)
    plot_figure_draw (page->canvas.cr, figure, &all, page->theme);
  page->y += height + 4;
  add_text (page, PLOT_TEXT_NOTE, plot_muted (page->canvas.scheme), caption, x, width);
}

static void
add_row (Page *page, const PlotPage *of, int first, int n)
{
  double width = (page->width - (n - 1) * GAP) / n, top = page->y, bottom = top;
  for (int i = 0; i < n; i++) {
    page->y = top;
    add_figure (page, of->figures[first + i], of->captions[first + i], MARGIN + i * (width + GAP), width,
                floor (n == 1 ? width * 0.4 : width * 0.68));
    bottom = fmax (bottom, page->y);
  }
  page->y = bottom + GAP;
}

/* Heading, the large figure, rows of the others, the note. */
static double
lay_out (cairo_t *cr, const PlotPage *of, double width, const PlotTheme *theme, bool draw)
{
  Page page = { .theme = theme, .draw = draw, .width = width - 2 * MARGIN, .y = MARGIN };
  plot_canvas_init (&page.canvas, cr, theme, NULL);
  add_text (&page, PLOT_TEXT_TITLE, plot_foreground (page.canvas.scheme), of->title, MARGIN, page.width);
  add_text (&page, PLOT_TEXT_LABEL, plot_muted (page.canvas.scheme), of->subtitle, MARGIN, page.width);
  page.y += GAP;
  if (of->n > 0)
    add_figure (&page, of->figures[0], of->captions[0], MARGIN, page.width, floor (page.width * 0.5));
  page.y += GAP;
  for (int at = 1; at < of->n; at += 2)
    add_row (&page, of, at, MIN (2, of->n - at));
  add_text (&page, PLOT_TEXT_NOTE, plot_muted (page.canvas.scheme), of->note, MARGIN, page.width);
  plot_canvas_clear (&page.canvas);
  return page.y + MARGIN - GAP / 2.0;
}

double
plot_page_height (const PlotPage *page, double width, const PlotTheme *theme)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  double height = ceil (lay_out (cr, page, width, theme, false));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return height;
}

void
plot_page_draw (cairo_t *cr, const PlotPage *page, double width, double height, const PlotTheme *theme)
{
  PlotColour ground = plot_background (theme->scheme);
  cairo_set_source_rgb (cr, ground.red, ground.green, ground.blue);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  lay_out (cr, page, width, theme, true);
}

typedef struct {
  const PlotPage *page;
  const PlotTheme *theme;
} Job;

static void
draw (cairo_t *cr, double width, double height, const void *data)
{
  const Job *job = data;
  plot_page_draw (cr, job->page, width, height, job->theme);
}

bool
plot_page_write (const PlotPage *page, const char *path, PlotFormat format, double width, double scale, const PlotTheme *theme,
                 BaseError *error)
{
  const Job job = { page, theme };
  const PlotDrawing drawing = { draw, &job, page->title, width, plot_page_height (page, width, theme), scale, 1 };
  return plot_write (&drawing, path, format, error);
}
