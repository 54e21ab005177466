/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/axis.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
  int n;
  const double *values;
} Span;

void
plot_range_start (PlotRange *range, PlotScale scale)
{
  *range = (PlotRange) { .scale = scale, .min = INFINITY, .max = -INFINITY, .tail_min = INFINITY, .tail_max = -INFINITY };
  range->arrays = g_array_new (FALSE, FALSE, sizeof (Span));
}

void
plot_range_include (PlotRange *range, double value)
{
  if (!isfinite (value))
    return;
  if (range->scale == PLOT_LOG && value <= 0) {
    range->n_left_out++;
    return;
  }
  if (value < range->min)
    range->min = value;
  if (value > range->max)
    range->max = value;
}

void
plot_range_add (PlotRange *range, int n, const double *values)
{
  Span span = { n, values };
  g_array_append_val (range->arrays, span);
  for (int i = 0; i < n; i++)
    plot_range_include (range, values[i]);
}

void
plot_range_add_tail (PlotRange *range, int n, const double *values)
{
  for (int i = 0; i < n; i++) {
    if (!isfinite (values[i]) || (range->scale == PLOT_LOG && values[i] <= 0))
      continue;
    range->tail_min = fmin (range->tail_min, values[i]);
    range->tail_max = fmax (range->tail_max, values[i]);
  }
}

static void
add_tails (PlotRange *range)
{
  double low = -INFINITY, high = INFINITY;
  if (!(range->tail_min <= range->tail_max))
    return;
  if (range->min <= range->max) {
    double extent = fmax (range->max / 2 - range->min / 2, fabs (range->max) / 2) * 2;
    low = range->scale == PLOT_LOG ? range->min / 1000 : range->min - extent;
    high = range->scale == PLOT_LOG ? range->max * 1000 : range->max + extent;
  }
  range->min = fmin (range->min, fmax (low, range->tail_min));
  range->max = fmax (range->max, fmin (high, range->tail_max));
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* All values that the scale can show, ascending; the caller frees them. */
static double *
sorted_values (const PlotRange *range, int *n_values)
{
  int n = 0;
  for (guint s = 0; s < range->arrays->len; s++)
    n += g_array_index (range->arrays, Span, s).n;
  double *values = g_new (double, n + 1);
  *n_values = 0;
  for (guint s = 0; s < range->arrays->len; s++) {
    Span span = g_array_index (range->arrays, Span, s);
    for (int i = 0; i < span.n; i++)
      if (isfinite (span.values[i]) && (range->scale == PLOT_LINEAR || span.values[i] > 0))
        values[(*n_values)++] = span.values[i];
  }
  qsort (values, (size_t) *n_values, sizeof *values, compare);
  return values;
}

/* A run that explodes passes 1e30 on its way to infinity; if the axis followed, every other line would be flat. Where
 * the extremes lie absurdly far from the middle 96 % of the values, the axis ends near those and counts the rest. */
static void
leave_out_extremes (PlotRange *range)
{
  bool absurd = range->scale == PLOT_LOG ? log10 (range->max) - log10 (range->min) > 9
                                         : fmax (fabs (range->min), fabs (range->max)) > 1e4;
  if (!absurd || range->arrays->len == 0)
    return;
  int n;
  double *values = sorted_values (range, &n);
  if (n >= 25) {
    double low = values[n / 50], high = values[n - 1 - n / 50], min = range->min, max = range->max;
    if (range->scale == PLOT_LOG) {
      min = fmax (min, low / 100);
      max = fmin (max, high * 100);
    } else {
      double air = fmax (fabs (high), fabs (low));
      max = max > 1000 * air && air > 0 ? high + 0.25 * air : max;
      min = min < -1000 * air && air > 0 ? low - 0.25 * air : min;
    }
    for (int i = 0; i < n; i++)
      range->n_beyond += values[i] < min || values[i] > max;
    range->min = min;
    range->max = max;
  }
  g_free (values);
}

double
plot_nice_step (double size)
{
  double power = pow (10, floor (log10 (size)));
  double f = size / power;
  return (f <= 1.0000001 ? 1 : f <= 2.0000001 ? 2 : f <= 5.0000001 ? 5 : 10) * power;
}

/* Widens a range without extent, so that the value stands in the middle. */
static void
widen (PlotRange *range)
{
  double v = range->min;
  range->equal = true;
  if (range->scale == PLOT_LOG) {
    range->min = v / 3.1622776601683795;
    range->max = v * 3.1622776601683795;
  } else {
    double half = v == 0 ? 1 : fabs (v) * 0.5;
    range->min = fmax (-1e308, v - half);
    range->max = fmin (1e308, v + half);
  }
}

/* On a log axis what is rounded outwards must still be a number. */
static void
stay_representable (PlotRange *range)
{
  if (range->scale != PLOT_LOG)
    return;
  range->min = CLAMP (range->min, 1e-300, 1e300);
  range->max = CLAMP (range->max, 1e-300, 1e300);
}

/* Nor one that is only the rounding of floats. */
static bool
no_extent (const PlotRange *range)
{
  double size = fmax (fabs (range->min), fabs (range->max));
  if (range->scale == PLOT_LOG)
    return range->max / range->min < 1 + 1e-6;
  return range->max - range->min <= size * 1e-6;
}

static void
round_outwards (PlotRange *range, bool round_min, bool round_max, int n_ticks)
{
  double min = range->min, max = range->max;
  if (range->scale == PLOT_LINEAR) {
    double step = plot_nice_step ((max / 2 - min / 2) / fmax (1, n_ticks) * 2);
    min = floor (min / step + 1e-9) * step;
    max = ceil (max / step - 1e-9) * step;
  } else if (log10 (max) - log10 (min) > 2) {
    min = pow (10, floor (log10 (min) + 1e-6));
    max = pow (10, ceil (log10 (max) - 1e-6));
  } else {
    min = 1 / plot_nice_step (1 / min);
    max = plot_nice_step (max);
  }
  if (round_min && isfinite (min) && (range->scale == PLOT_LINEAR || min > 0))
    range->min = min;
  if (round_max && isfinite (max))
    range->max = max;
}

static void
add_air (PlotRange *range, bool at_min, bool at_max)
{
  double a = plot_range_value (range, -0.04), b = plot_range_value (range, 1.04);
  if (at_min && isfinite (a))
    range->min = a;
  if (at_max && isfinite (b))
    range->max = b;
}

/* Zeros and less on a logarithmic axis with nothing else: it is linear then, for they are values, too. */
static void
turn_linear (PlotRange *range)
{
  range->scale = PLOT_LINEAR;
  range->n_left_out = 0;
  plot_range_include (range, 0);
  for (guint s = 0; s < range->arrays->len; s++) {
    Span span = g_array_index (range->arrays, Span, s);
    for (int i = 0; i < span.n; i++)
      plot_range_include (range, span.values[i]);
  }
  range->max = range->min < 0 ? range->max : 1;
}

void
plot_range_finish (PlotRange *range, const PlotAxis *axis, int n_ticks)
{
  bool own_limits = isfinite (axis->min) || isfinite (axis->max), zeros = range->n_left_out > 0;
  if (zeros && !own_limits && !(range->min <= range->max) && !(range->tail_min <= range->tail_max))
    turn_linear (range);
  bool log = range->scale == PLOT_LOG;
  bool own_min = isfinite (axis->min) && (!log || axis->min > 0), own_max = isfinite (axis->max) && (!log || axis->max > 0);
  range->empty = !(range->min <= range->max);
  if (!range->empty && !(own_min && own_max))
    leave_out_extremes (range);
  add_tails (range);
  range->empty = !(range->min <= range->max);
  if (range->empty) {
    range->min = log ? 1 : 0;
    range->max = log ? 10 : 1;
  }
  g_array_free (range->arrays, TRUE);
  range->arrays = NULL;
  if (own_min)
    range->min = axis->min;
  if (own_max)
    range->max = axis->max;
  if (range->min > range->max && own_min != own_max) /* a limit beyond all data */
    *(own_min ? &range->max : &range->min) = own_min ? range->min : range->max;
  if (range->min > range->max)
    *range = (PlotRange) { .scale = range->scale, .min = range->max, .max = range->min, .empty = range->empty };
  if (log && axis->floor > 0) { /* nothing is left out: it stands on the foot */
    range->floor = range->min;
    range->empty &= !zeros;
    range->n_left_out = range->n_beyond = 0;
  }
  stay_representable (range);
  if (no_extent (range))
    widen (range);
  if (range->padded && !range->tight && !range->empty)
    add_air (range, !own_min, !own_max);
  else if (!range->tight && !range->empty)
    round_outwards (range, !own_min, !own_max, n_ticks);
  stay_representable (range);
  range->floor = range->floor > 0 ? range->min : 0; /* it may have moved */
  range->reversed = axis->reversed;
  range->whole = axis->whole;
  plot_range_settle (range);
}

void
plot_range_settle (PlotRange *range)
{
  bool log_scale = range->scale == PLOT_LOG;
  range->start = log_scale ? log (range->min) : range->min / 2;
  range->extent = (log_scale ? log (range->max) : range->max / 2) - range->start;
}

static double
unit_from_min (const PlotRange *range, double value)
{
  if (isnan (value))
    return NAN;
  if (range->scale == PLOT_LOG)
    return value > 0 && value >= range->floor ? (log (value) - range->start) / range->extent : NAN;
  return isinf (value) ? value : (value / 2 - range->start) / range->extent;
}

double
plot_range_unit (const PlotRange *range, double value)
{
  double unit = unit_from_min (range, value);
  return range->reversed ? 1 - unit : unit;
}

double
plot_range_value (const PlotRange *range, double unit)
{
  unit = range->reversed ? 1 - unit : unit;
  if (range->scale == PLOT_LOG)
    return exp (log (range->min) * (1 - unit) + log (range->max) * unit);
  return range->min * (1 - unit) + range->max * unit;
}
