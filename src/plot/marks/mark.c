/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/marks/mark.h"

#include <math.h>

#define ROW(id) extern const PlotMarkType plot_mark_##id;
#include "plot-marks-rows.inc"
#undef ROW

static const BaseEntry *const entries[] = {
#define ROW(id) &plot_mark_##id.entry,
#include "plot-marks-rows.inc"
#undef ROW
};

const BaseRegistry *
plot_mark_types (void)
{
  static const BaseRegistry registry = { "marks", entries, (int) G_N_ELEMENTS (entries) };
  return &registry;
}

double
plot_frame_x (const PlotFrame *frame, double value)
{
  double px = frame->rect.x + plot_range_unit (&frame->x, value) * frame->rect.width;
  return isnan (px) || !isfinite (value) ? NAN : CLAMP (px, -1e5, 1e5);
}

double
plot_frame_y (const PlotFrame *frame, double value)
{
  double px = frame->rect.y + (1 - plot_range_unit (&frame->y, value)) * frame->rect.height;
  return isnan (px) || !isfinite (value) ? NAN : CLAMP (px, -1e5, 1e5);
}

double
plot_frame_y_floored (const PlotFrame *frame, double value)
{
  if (value >= 0 && value < frame->y.floor)
    return frame->rect.y + frame->rect.height;
  return plot_frame_y (frame, value);
}

static void
append_number (GString *text, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  if (isnan (value))
    g_string_append (text, "nan");
  else if (isinf (value))
    g_string_append (text, value < 0 ? "-inf" : "inf");
  else
    g_string_append (text, g_ascii_formatd (number, sizeof number, "%.9g", value));
}

void
plot_table_row (GString *text, const char *prefix, double x, double y, double value)
{
  g_string_append (text, prefix);
  append_number (text, x);
  g_string_append_c (text, '\t');
  append_number (text, y);
  g_string_append_c (text, '\t');
  append_number (text, value);
  g_string_append_c (text, '\n');
}
