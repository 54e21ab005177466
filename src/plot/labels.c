/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "plot/layout.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
  const PlotMark *mark;
  double x, y;      /* the line's last point */
  double centre;    /* where its name stands */
} EndLabel;

/* Index of the last point that can be drawn, or −1. */
static int
last_point (const PlotMark *mark, const PlotFrame *frame)
{
  for (int i = mark->n - 1; i >= 0; i--)
    if (!isnan (plot_frame_x (frame, mark->x[i])) && !isnan (plot_frame_y_floored (frame, mark->y[i])))
      return i;
  return -1;
}

/* Where the eye sees the line end: the last value of a dense one is one of many within the last pixels. */
static double
visible_end (const PlotMark *mark, const PlotFrame *frame, int last, double x)
{
  double sum = 0;
  int n = 0;
  for (int i = last; i >= 0 && plot_line_is_dense (mark, frame) && plot_frame_x (frame, mark->x[i]) > x - 16; i--) {
    double y = plot_frame_y_floored (frame, mark->y[i]);
    if (isnan (y))
      break;
    sum += CLAMP (y, frame->rect.y, frame->rect.y + frame->rect.height);
    n++;
  }
  return n > 0 ? sum / n : plot_frame_y_floored (frame, mark->y[last]);
}

static int
by_height (const void *a, const void *b)
{
  const EndLabel *p = a, *q = b;
  return p->y != q->y ? (p->y > q->y) - (p->y < q->y) : (p->mark > q->mark) - (p->mark < q->mark);
}

/* Pushes names apart so that each is as near to its line as the others let it: neighbours that meet form a block that
 * is centred on the mean of its lines' ends (pool adjacent violators). */
static void
spread_out (EndLabel *labels, int n, double line, double top, double bottom)
{
  double *sum = g_new (double, n);
  int *size = g_new (int, n), n_blocks = 0;
  for (int i = 0; i < n; i++) {
    sum[n_blocks] = labels[i].y - 0.0;
    size[n_blocks++] = 1;
    while (n_blocks > 1) {
      int a = n_blocks - 2, b = n_blocks - 1;
      double half = line / 2, end = sum[a] / size[a] + size[a] * half, start = sum[b] / size[b] - size[b] * half;
      end = fmax (end, top + size[a] * line);
      if (end <= start)
        break;
      sum[a] += sum[b];
      size[a] += size[b];
      n_blocks--;
    }
  }
  double free_from = top;
  for (int block = 0, i = 0, left = n; block < n_blocks; block++) {
    double start = fmax (sum[block] / size[block] - size[block] * line / 2, free_from);
    start = fmax (top, fmin (start, bottom - left * line));
    for (int k = 0; k < size[block]; k++, i++)
      labels[i].centre = start + (k + 0.5) * line;
    left -= size[block];
    free_from = start + size[block] * line;
  }
  g_free (sum);
  g_free (size);
}

/* More names than lines of text: first, last and evenly between them. */
static int
thin_out (EndLabel *labels, int n, int room)
{
  if (n <= room || room < 2)
    return MIN (n, MAX (room, 0));
  for (int i = 0; i < room; i++)
    labels[i] = labels[(int) ((double) i * (n - 1) / (room - 1) + 0.5)];
  return room;
}

static void
draw_end_label (PlotCanvas *canvas, const PlotPanelLayout *p, const EndLabel *label, double x)
{
  PlotColour colour = plot_mark_colour (canvas->scheme, label->mark);
  double line = canvas->line_height[PLOT_TEXT_LABEL];
  cairo_new_path (canvas->cr);
  cairo_arc (canvas->cr, label->x, label->y, 2.6, 0, 2 * G_PI);
  plot_canvas_source (canvas, colour, 1);
  cairo_fill (canvas->cr);
  if (fabs (label->centre - label->y) > 3 || x - label->x > PLOT_LABEL_GAP + 4) {
    cairo_move_to (canvas->cr, label->x + 3, label->y);
    if (x - PLOT_LABEL_GAP > label->x + 3)
      cairo_line_to (canvas->cr, x - PLOT_LABEL_GAP, label->y); /* level, or it looks as if the curve went on there */
    cairo_line_to (canvas->cr, x - 3, label->centre);
    plot_canvas_source (canvas, colour, 0.55);
    cairo_set_line_width (canvas->cr, 0.9);
    cairo_stroke (canvas->cr);
  }
  plot_canvas_source (canvas, plot_text_colour (canvas->scheme, colour), 1);
  plot_canvas_text (canvas, PLOT_TEXT_LABEL, label->mark->label, x, label->centre - line / 2, PLOT_START, p->label_width);
}

static void
draw_end_labels (PlotCanvas *canvas, const PlotPanel *panel, const PlotPanelLayout *p)
{
  EndLabel *labels = g_new0 (EndLabel, panel->n_marks + 1);
  const PlotRectangle *r = &p->frame.rect;
  double line = canvas->line_height[PLOT_TEXT_LABEL], x = r->x;
  int n = 0;
  for (int m = 0; m < panel->n_marks; m++) {
    const PlotMark *mark = &panel->marks[m];
    int last = plot_mark_is (mark, "line") ? last_point (mark, &p->frame) : -1;
    if (mark->label == NULL || last < 0 || mark->diverged)
      continue;
    double end = CLAMP (plot_frame_x (&p->frame, mark->x[last]), r->x, r->x + r->width);
    labels[n++] = (EndLabel) { mark, end, CLAMP (visible_end (mark, &p->frame, last, end), r->y, r->y + r->height) };
    x = fmax (x, end);
  }
  double cursor = plot_frame_x (&p->frame, panel->cursor);
  if (cursor > x && cursor < fmin (x + PLOT_LABEL_GAP + p->label_width, r->x + r->width + 1))
    x = cursor; /* it is ahead of the last record: names stand behind it, not under */
  qsort (labels, (size_t) n, sizeof *labels, by_height);
  n = thin_out (labels, n, (int) ((r->height + line) / line));
  bool inside = x + PLOT_LABEL_GAP < r->x + r->width - line; /* over the horizontal axis, then: not into it */
  spread_out (labels, n, line, r->y - line / 2, r->y + r->height + (inside ? 0 : line / 2));
  for (int i = 0; i < n; i++)
    draw_end_label (canvas, p, &labels[i], x + PLOT_LABEL_GAP);
  for (int i = 0; i < n; i++) {
    PlotRectangle box = { x + PLOT_LABEL_GAP - 4, labels[i].centre - line / 2, p->label_width + 4, line };
    g_array_append_val (canvas->taken, box);
  }
  g_free (labels);
}

/* Whether nothing stands there yet, and no rule crosses it unless it may lie @over rules. */
static bool
is_clear (const PlotCanvas *canvas, const PlotPanel *panel, const PlotFrame *frame, const PlotRectangle *box, bool over)
{
  for (guint i = 0; i < canvas->taken->len; i++)
    if (plot_rectangles_meet (box, &g_array_index (canvas->taken, PlotRectangle, i)))
      return false;
  for (int m = 0; m < panel->n_marks && !over; m++) {
    double x = plot_mark_is (&panel->marks[m], "rule") ? plot_frame_x (frame, panel->marks[m].x[0]) : NAN;
    if (x > box->x && x < box->x + box->width)
      return false;
  }
  return true;
}

/* A place for a flag at @x near the frame's top: right of its line, else left of it, else a line lower. */
static bool
place_flag (const PlotCanvas *canvas, const PlotPanel *panel, const PlotFrame *frame, double x, bool over, PlotRectangle *box)
{
  const PlotRectangle *r = &frame->rect;
  for (box->y = r->y + 2; box->y + box->height <= r->y + r->height * 0.6; box->y += box->height + 1)
    for (int side = 0; side < 2; side++) {
      box->x = side == 0 ? x + 5 : x - 5 - box->width;
      if (box->x >= r->x && box->x + box->width <= r->x + r->width && is_clear (canvas, panel, frame, box, over))
        return true;
    }
  return false;
}

/* A word that stands nowhere else may cross rules where there is no other place. */
static void
draw_flag (PlotCanvas *canvas, const PlotPanel *panel, const PlotFrame *frame, const char *text, double x, bool repeated,
           PlotColour colour)
{
  double width = ceil (plot_canvas_width (canvas, PLOT_TEXT_NOTE, text)) + 7;
  if (width > frame->rect.width * 0.6) /* half a word says nothing */
    return;
  PlotRectangle box = { .width = width, .height = canvas->line_height[PLOT_TEXT_NOTE] + 1 };
  if (!place_flag (canvas, panel, frame, x, false, &box) && (repeated || !place_flag (canvas, panel, frame, x, true, &box)))
    return;
  g_array_append_val (canvas->taken, box);
  cairo_rectangle (canvas->cr, box.x, box.y, box.width, box.height);
  plot_canvas_source (canvas, plot_background (canvas->scheme), 0.85);
  cairo_fill (canvas->cr);
  plot_canvas_source (canvas, plot_text_colour (canvas->scheme, colour), 1);
  plot_canvas_text (canvas, PLOT_TEXT_NOTE, text, box.x + 3, box.y, PLOT_START, box.width - 5);
}

/* Where a line left the finite numbers: a cross in a triangle at the top of the frame, above its last finite point. */
static void
draw_diverged (PlotCanvas *canvas, const PlotPanel *panel, const PlotMark *mark, const PlotPanelLayout *p)
{
  const PlotRectangle *r = &p->frame.rect;
  int last = last_point (mark, &p->frame);
  double x = last >= 0 ? plot_frame_x (&p->frame, mark->x[last]) : r->x;
  double y = last >= 0 ? plot_frame_y (&p->frame, mark->y[last]) : r->y;
  PlotColour colour = plot_mark_colour (canvas->scheme, mark);
  double size = canvas->theme->compact ? 4 : 6;
  static const double dots[] = { 1.5, 2.5 };
  x = CLAMP (x, r->x, r->x + r->width);
  plot_canvas_source (canvas, colour, 1);
  cairo_set_line_width (canvas->cr, 1.4);
  if (y > r->y + 2 * size) { /* the way it went */
    cairo_set_dash (canvas->cr, dots, 2, 0);
    cairo_move_to (canvas->cr, x, fmin (y, r->y + r->height));
    cairo_line_to (canvas->cr, x, r->y + 2 * size);
    cairo_stroke (canvas->cr);
    cairo_set_dash (canvas->cr, NULL, 0, 0);
  }
  cairo_move_to (canvas->cr, x, r->y);
  cairo_line_to (canvas->cr, x + size, r->y + 1.8 * size);
  cairo_line_to (canvas->cr, x - size, r->y + 1.8 * size);
  cairo_close_path (canvas->cr);
  cairo_fill (canvas->cr);
  if (canvas->theme->compact)
    return;
  char *text = g_strdup_printf (mark->label != NULL ? _("%s: %s") : "%s%s", mark->label != NULL ? mark->label : "",
                                _("diverged"));
  draw_flag (canvas, panel, &p->frame, text, x + size - 2, false, colour);
  g_free (text);
}

/* A word keeps off every point that stands alone; of a crowd it may hide some. */
static void
keep_off_points (PlotCanvas *canvas, const PlotPanel *panel, const PlotPanelLayout *p)
{
  for (int m = 0; m < panel->n_marks; m++) {
    const PlotMark *mark = &panel->marks[m];
    if (mark->n != 1 || !plot_mark_is (mark, "points"))
      continue;
    PlotRectangle box = { plot_frame_x (&p->frame, mark->x[0]) - 3, plot_frame_y (&p->frame, mark->y[0]) - 3, 6, 6 };
    g_array_append_val (canvas->taken, box);
  }
}

static bool
is_repeated (const PlotPanel *panel, int rule)
{
  for (int m = 0; m < rule; m++)
    if (plot_mark_is (&panel->marks[m], "rule") && g_strcmp0 (panel->marks[m].label, panel->marks[rule].label) == 0)
      return true;
  return false;
}

void
plot_labels_draw (PlotCanvas *canvas, const PlotPanel *panel, const PlotPanelLayout *p, bool direct)
{
  const PlotRectangle *r = &p->frame.rect;
  g_array_set_size (canvas->taken, 0);
  keep_off_points (canvas, panel, p);
  if (direct && p->label_width > 0)
    draw_end_labels (canvas, panel, p);
  for (int m = 0; m < panel->n_marks; m++)
    if (panel->marks[m].diverged)
      draw_diverged (canvas, panel, &panel->marks[m], p);
  if (canvas->theme->compact)
    return;
  for (int m = 0; m < panel->n_marks; m++) {
    const PlotMark *mark = &panel->marks[m];
    double x = plot_mark_is (mark, "rule") ? plot_frame_x (&p->frame, mark->x[0]) : NAN;
    if (mark->label != NULL && x >= r->x && x <= r->x + r->width)
      draw_flag (canvas, panel, &p->frame, mark->label, x, is_repeated (panel, m), plot_lane_colour (canvas->scheme, mark->style));
  }
}
