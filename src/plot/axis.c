/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/axis.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The smallest of 1, 2, 5 · 10ⁿ that is ≥ @size. */
static double
nice_step (double size)
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
    double step = nice_step ((max / 2 - min / 2) / fmax (1, n_ticks) * 2);
    min = floor (min / step + 1e-9) * step;
    max = ceil (max / step - 1e-9) * step;
  } else if (log10 (max) - log10 (min) > 2) {
    min = pow (10, floor (log10 (min) + 1e-6));
    max = pow (10, ceil (log10 (max) - 1e-6));
  } else {
    min = 1 / nice_step (1 / min);
    max = nice_step (max);
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

/* "2.5e-04" → "2.5×10<sup>−4</sup>" or "2.5e−4" */
static void
scientific (double value, int decimals, bool markup, char *text, size_t size)
{
  char digits[48];
  g_snprintf (digits, sizeof digits, "%.*e", decimals, value);
  char *e = strchr (digits, 'e');
  int exponent = atoi (e + 1);
  *e = '\0';
  const char *minus = digits[0] == '-' ? "−" : "", *mantissa = digits + (digits[0] == '-');
  if (!markup)
    g_snprintf (text, size, "%s%se%d", minus, mantissa, exponent);
  else if (strcmp (mantissa, "1") == 0)
    g_snprintf (text, size, "%s10<sup>%s%d</sup>", minus, exponent < 0 ? "−" : "", abs (exponent));
  else
    g_snprintf (text, size, "%s%s×10<sup>%s%d</sup>", minus, mantissa, exponent < 0 ? "−" : "", abs (exponent));
}

static void
decimal (double value, int decimals, const char *suffix, char *text, size_t size)
{
  char digits[40];
  g_snprintf (digits, sizeof digits, "%.*f", decimals, fabs (value));
  bool zero = strspn (digits, "0.") == strlen (digits);
  g_snprintf (text, size, "%s%s%s", value < 0 && !zero ? "−" : "", digits, zero ? "" : suffix);
}

/* Decimals that a multiple of @step needs; ≤ 9. */
static int
decimals_for (double step)
{
  int n = 0;
  for (double s = step; n < 9 && fabs (s - nearbyint (s)) > 1e-6 * fabs (s); n++)
    s *= 10;
  return n;
}

/* One form for all labels of an axis, chosen by its largest value and its step. */
static void
label_linear (PlotTicks *ticks, double step)
{
  double size = fmax (fabs (ticks->at[0]), fabs (ticks->at[ticks->n - 1]));
  for (int i = 0; i < ticks->n; i++) {
    char *text = ticks->label[i];
    double v = ticks->at[i];
    if (v == 0)
      g_strlcpy (text, "0", sizeof ticks->label[i]);
    else if (size >= 1e12 || size < 1e-4) {
      int digits = (int) floor (log10 (size)) - (int) floor (log10 (step));
      int decimals = (int) floor (log10 (fabs (v))) - (int) floor (log10 (step) + 1e-9);
      scientific (v, CLAMP (decimals, 0, MAX (digits, 0)), true, text, sizeof ticks->label[i]);
    } else if (size >= 1e4 && step >= 100) {
      double unit = size >= 1e9 && step >= 1e7 ? 1e9 : size >= 1e6 && step >= 1e4 ? 1e6 : 1e3;
      decimal (v / unit, decimals_for (step / unit), unit == 1e9 ? "G" : unit == 1e6 ? "M" : "k", text,
               sizeof ticks->label[i]);
    } else {
      decimal (v, decimals_for (step), "", text, sizeof ticks->label[i]);
    }
  }
}

/* A single number is no scale: then the next smaller step. */
static double
linear_step (const PlotRange *range, int n_wanted)
{
  double half = range->max / 2 - range->min / 2, step = nice_step (half / fmax (1, n_wanted) * 2);
  for (int finer = 0; finer < 3 && floor (range->max / step + 1e-6) - ceil (range->min / step - 1e-6) < 1; finer++)
    step = nice_step (0.4 * step);
  return range->whole ? fmax (1, step) : step;
}

static void
linear_ticks (PlotTicks *ticks, const PlotRange *range, int n_wanted)
{
  double step = linear_step (range, n_wanted);
  double first = ceil (range->min / step - 1e-6), last = floor (range->max / step + 1e-6);
  /* multiples of 1/n are exact decimals where multiples of 0.1 are not */
  double inverse = step < 1 ? nearbyint (1 / step) : 0;
  for (double k = first; k <= last && ticks->n < PLOT_TICKS; k++) {
    double v = inverse > 0 && inverse < 1e15 ? k / inverse : k * step;
    if (ticks->n > 0 && v <= ticks->at[ticks->n - 1])
      break;
    ticks->at[ticks->n++] = v == 0 ? 0 : v;
  }
  if (ticks->n > 0)
    label_linear (ticks, step);
}

/* Where at most two whole decades are in sight: 1, 2, 5. */
static void
log_steps (PlotTicks *ticks, const PlotRange *range, int n_wanted)
{
  static const double steps[] = { 1, 2, 5 };
  int low = (int) floor (log10 (range->min) - 1e-9), high = (int) ceil (log10 (range->max) + 1e-9);
  for (int decade = low; decade <= high; decade++)
    for (int s = 0; s < 3; s++) {
      double v = decade < 0 ? steps[s] / pow (10, -decade) : steps[s] * pow (10, decade);
      double unit = plot_range_unit (range, v);
      if (unit < -1e-6 || unit > 1 + 1e-6 || ticks->n >= PLOT_TICKS)
        continue;
      ticks->at[ticks->n] = v;
      if (v >= 1e-3 && v < 1e4)
        decimal (v, MAX (0, -decade), "", ticks->label[ticks->n], sizeof ticks->label[0]);
      else
        scientific (v, 0, true, ticks->label[ticks->n], sizeof ticks->label[0]);
      ticks->n++;
    }
}

static void
minor_decades (PlotTicks *ticks, const PlotRange *range, int low, int high, int stride)
{
  for (int decade = low - 1; decade <= high; decade++)
    for (int m = stride == 1 ? 2 : 1; m <= (stride == 1 ? 9 : 1); m++) {
      double v = m * pow (10, decade), unit = plot_range_unit (range, v);
      if (unit >= 0 && unit <= 1 && ticks->n_minor < PLOT_MINOR_TICKS)
        ticks->minor[ticks->n_minor++] = v;
    }
}

static void
log_ticks (PlotTicks *ticks, const PlotRange *range, int n_wanted)
{
  int low = (int) ceil (log10 (range->min) - 1e-6), high = (int) floor (log10 (range->max) + 1e-6);
  if (high - low < 2 && !(range->floor > 0)) {
    log_steps (ticks, range, n_wanted);
    if (ticks->n >= 2 && ticks->n <= n_wanted + 2)
      return;
    ticks->n = 0;
  }
  if (high - low < 1) {
    linear_ticks (ticks, range, n_wanted);
    return;
  }
  int stride = 1;
  while ((high - low) / stride + 1 > n_wanted + 1)
    stride++;
  bool plain = low >= -3 && high <= 3 && !(range->floor > 0);
  int first = range->floor > 0 ? low : (int) ceil ((double) low / stride) * stride;
  for (int decade = first; decade <= high && ticks->n < PLOT_TICKS; decade += stride) {
    double v = decade < 0 ? 1 / pow (10, -decade) : pow (10, decade);
    ticks->at[ticks->n] = fmax (v, range->floor); /* a power that is rounded down is no less */
    if (plain)
      decimal (v, MAX (0, -decade), "", ticks->label[ticks->n], sizeof ticks->label[0]);
    else
      scientific (v, 0, true, ticks->label[ticks->n], sizeof ticks->label[0]);
    if (range->floor > 0 && decade == low) {
      char *above = g_strdup (ticks->label[ticks->n]);
      g_snprintf (ticks->label[ticks->n], sizeof ticks->label[0], "≤ %s", above);
      g_free (above);
    }
    ticks->n++;
  }
  minor_decades (ticks, range, low, high, stride);
}

static void
category_ticks (PlotTicks *ticks, const PlotRange *range, char *const *categories)
{
  for (int i = 0; categories[i] != NULL && ticks->n < PLOT_TICKS; i++) {
    double unit = plot_range_unit (range, i);
    if (!(unit >= 0 && unit <= 1))
      continue;
    char *escaped = g_markup_escape_text (categories[i], -1);
    if (strlen (escaped) < sizeof ticks->label[0]) {
      ticks->at[ticks->n] = i;
      g_strlcpy (ticks->label[ticks->n++], escaped, sizeof ticks->label[0]);
    }
    g_free (escaped);
  }
}

void
plot_ticks_make (PlotTicks *ticks, const PlotRange *range, int n_wanted, char *const *categories)
{
  ticks->n = ticks->n_minor = 0;
  if (categories != NULL)
    category_ticks (ticks, range, categories);
  else if (range->scale == PLOT_LOG)
    log_ticks (ticks, range, MAX (2, n_wanted));
  else
    linear_ticks (ticks, range, MAX (2, n_wanted));
}

void
plot_number (double value, bool markup, char *text, size_t size)
{
  double magnitude = fabs (value);
  if (isnan (value))
    g_snprintf (text, size, "NaN");
  else if (isinf (value))
    g_snprintf (text, size, "%s∞", value < 0 ? "−" : "");
  else if (value == 0)
    g_snprintf (text, size, "0");
  else if (magnitude >= 1e6 || magnitude < 1e-4)
    scientific (value, 2, markup, text, size);
  else {
    /* four significant digits, no zeros at the end */
    int decimals = CLAMP (3 - (int) floor (log10 (magnitude)), 0, 7);
    decimal (value, decimals, "", text, size);
    if (strchr (text, '.') != NULL) {
      char *end = text + strlen (text);
      while (end[-1] == '0')
        *--end = '\0';
      if (end[-1] == '.')
        end[-1] = '\0';
    }
  }
}
