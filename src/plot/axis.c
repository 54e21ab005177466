/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/axis.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
  double half = range->max / 2 - range->min / 2, step = plot_nice_step (half / fmax (1, n_wanted) * 2);
  for (int finer = 0; finer < 3 && floor (range->max / step + 1e-6) - ceil (range->min / step - 1e-6) < 1; finer++)
    step = plot_nice_step (0.4 * step);
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
