/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/layout.h"
#include "plot/marks/mark.h"

#include <math.h>

void
plot_mark_fill_in (GString *text, const char *place, double value)
{
  char number[48];
  plot_number (nearbyint (value * 1000) / 1000, false, number, sizeof number);
  g_string_replace (text, place, number, 0);
}

void
plot_mark_say_value (const PlotMark *mark, PlotReadout *readout)
{
  char number[48];
  plot_number (readout->value, false, number, sizeof number);
  g_snprintf (readout->text, sizeof readout->text, "%s%s%s", mark->label ? mark->label : "",
              mark->label ? _(": ") : "", number);
}

void
plot_mark_say_item (const PlotMark *mark, PlotReadout *readout)
{
  const char *name = mark->label != NULL ? mark->label : "";
  int group = mark->group != NULL ? mark->group[readout->index] : -1;
  if (mark->names != NULL && group >= 0 && group < (int) g_strv_length (mark->names))
    name = mark->names[group];
  if (mark->say == NULL) {
    char number[48];
    plot_number (readout->value, false, number, sizeof number);
    g_snprintf (readout->text, sizeof readout->text, "%s%s%s", name, name[0] != '\0' ? _(": ") : "", number);
    return;
  }
  GString *text = g_string_new (mark->say);
  g_string_replace (text, "{name}", name, 0);
  plot_mark_fill_in (text, "{x}", mark->x[readout->index]);
  plot_mark_fill_in (text, "{y}", readout->value);
  g_strlcpy (readout->text, text->str, sizeof readout->text);
  g_string_free (text, TRUE);
}

static bool
contains (const PlotRectangle *r, double x, double y)
{
  return x >= r->x && x <= r->x + r->width && y >= r->y && y <= r->y + r->height;
}

/* "step 120 · too high: 1.32" */
static void
write_text (const PlotPanel *panel, PlotReadout *readout)
{
  char x[64], part[256];
  double at = readout->mark >= 0 && panel->marks[readout->mark].n > 0 && readout->index >= 0
                ? panel->marks[readout->mark].x[readout->index] : readout->x;
  const PlotMark *mark = readout->mark >= 0 ? &panel->marks[readout->mark] : NULL;
  if (mark != NULL && mark->says != NULL && readout->index >= 0 && readout->index < (int) g_strv_length (mark->says)) {
    g_strlcpy (readout->text, mark->says[readout->index], sizeof readout->text);
    return;
  }
  if (mark != NULL && mark->say != NULL)
    return;
  if (panel->x.hidden) /* an image: the cell says it all */
    return;
  g_strlcpy (part, readout->text, sizeof part);
  plot_number (at, false, x, sizeof x);
  int category = (int) nearbyint (readout->x);
  if (panel->x.categories != NULL && category >= 0 && category < (int) g_strv_length (panel->x.categories))
    g_strlcpy (x, panel->x.categories[category], sizeof x);
  g_snprintf (readout->text, sizeof readout->text, "%s%s%s%s%s", panel->x.label ? panel->x.label : "",
              panel->x.label ? " " : "", x, part[0] != '\0' ? " · " : "", part);
  /* a name cut within a character would not be text any more */
  const char *end;
  if (!g_utf8_validate (readout->text, -1, &end))
    readout->text[end - readout->text] = '\0';
}

static void
find_mark (const PlotPanel *panel, const PlotPanelLayout *p, double px, double py, PlotReadout *readout)
{
  double best = INFINITY;
  for (int m = 0; m < panel->n_marks; m++) {
    PlotReadout candidate = *readout;
    if (panel->marks[m].say != NULL && panel->marks[m].say[0] == '\0')
      continue; /* ground, not figure */
    candidate.text[0] = '\0';
    double distance = panel->marks[m].type->nearest (&panel->marks[m], &p->frame, px, py, &candidate);
    if (!(distance < best))
      continue;
    best = distance;
    candidate.mark = m;
    *readout = candidate;
  }
}

static const PlotMark *
map_with_reach (const PlotPanel *panel)
{
  for (int m = 0; m < panel->n_marks; m++)
    if (panel->marks[m].reach > 0)
      return &panel->marks[m];
  return NULL;
}

/* Whether panel @index is the image that the map in the next panel speaks of. */
static bool
has_map_beside (const PlotLayout *layout, int index)
{
  return index + 1 < layout->figure->n_panels && layout->panels[index].image && layout->panels[index + 1].image &&
         map_with_reach (&layout->figure->panels[index]) == NULL &&
         map_with_reach (&layout->figure->panels[index + 1]) != NULL;
}

static void
find_reach (const PlotLayout *layout, PlotReadout *readout)
{
  const PlotPanelLayout *p = &layout->panels[readout->panel];
  const PlotMark *mark = &layout->figure->panels[readout->panel].marks[readout->mark];
  if (!(mark->reach > 0))
    return;
  double width = p->frame.rect.width * mark->reach / (p->frame.x.max - p->frame.x.min);
  double height = p->frame.rect.height * mark->reach / (p->frame.y.max - p->frame.y.min);
  readout->reach[0] = (PlotRectangle) { readout->point_x - width / 2, readout->point_y - height / 2, width, height };
  if (readout->panel == 0 || !has_map_beside (layout, readout->panel - 1))
    return;
  readout->reach[1] = readout->reach[0];
  readout->reach[1].x += p[-1].frame.rect.x - p->frame.rect.x;
  readout->reach[1].y += p[-1].frame.rect.y - p->frame.rect.y;
}

/* What a layout needs beside the figure; nothing is drawn. */
typedef struct {
  cairo_surface_t *surface;
  cairo_t *cr;
  PlotCanvas canvas;
  PlotLayout layout;
} Ground;

static void
lay_out (Ground *ground, const PlotFigure *figure, const PlotRectangle *rectangle, const PlotTheme *theme)
{
  ground->surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  ground->cr = cairo_create (ground->surface);
  plot_canvas_init (&ground->canvas, ground->cr, theme, NULL);
  plot_layout_make (&ground->layout, &ground->canvas, figure, rectangle);
}

static void
clear (Ground *ground)
{
  plot_layout_clear (&ground->layout);
  plot_canvas_clear (&ground->canvas);
  cairo_destroy (ground->cr);
  cairo_surface_destroy (ground->surface);
}

bool
plot_figure_hit (const PlotFigure *figure, const PlotRectangle *rectangle, const PlotTheme *theme, double px, double py,
                 PlotReadout *readout)
{
  Ground ground;
  *readout = (PlotReadout) { .panel = -1, .mark = -1, .index = -1, .x = NAN, .y = NAN, .value = NAN, .point_x = NAN,
                             .point_y = NAN };
  lay_out (&ground, figure, rectangle, theme);
  const PlotLayout *layout = &ground.layout;
  for (int i = 0; i < figure->n_panels && !layout->nothing; i++) {
    const PlotPanelLayout *p = &layout->panels[i];
    const PlotRectangle *r = &p->frame.rect;
    if (p->nothing || !contains (r, px, py))
      continue;
    if (has_map_beside (layout, i)) {
      px += p[1].frame.rect.x - r->x;
      py += p[1].frame.rect.y - r->y;
      r = &p[1].frame.rect;
      p = &layout->panels[++i];
    }
    readout->panel = i;
    readout->x = plot_range_value (&p->frame.x, (px - r->x) / r->width);
    readout->y = plot_range_value (&p->frame.y, 1 - (py - r->y) / r->height);
    readout->pixel_x = (p->frame.x.max - p->frame.x.min) / r->width;
    readout->pixel_y = (p->frame.y.max - p->frame.y.min) / r->height;
    find_mark (&figure->panels[i], p, px, py, readout);
    write_text (&figure->panels[i], readout);
    if (readout->mark >= 0)
      find_reach (layout, readout);
    break;
  }
  clear (&ground);
  return readout->panel >= 0;
}

const char *
plot_figure_grip (const PlotFigure *figure, const PlotRectangle *rectangle, const PlotTheme *theme, double px, double py)
{
  const char *grip = NULL;
  double best = 8; /* px: what a hand hits */
  Ground ground;
  lay_out (&ground, figure, rectangle, theme);
  for (int i = 0; i < figure->n_panels && !ground.layout.nothing; i++)
    for (int m = 0; m < figure->panels[i].n_marks; m++) {
      const PlotMark *mark = &figure->panels[i].marks[m];
      const PlotFrame *frame = &ground.layout.panels[i].frame;
      double distance = mark->drag != NULL && contains (&frame->rect, px, py) ? fabs (plot_frame_x (frame, mark->x[0]) - px) : INFINITY;
      if (distance <= best) {
        best = distance;
        grip = mark->drag;
      }
    }
  clear (&ground);
  return grip;
}
