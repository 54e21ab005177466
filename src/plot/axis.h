/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One axis: which values it covers, where a value stands on it (0 … 1), and its ticks. */

#include "plot/figure.h"

#include <glib.h>

typedef struct {
  PlotScale scale;
  double min, max;
  bool empty;     /* no value to show: 0 … 1, or 1 … 10 on a log axis */
  bool equal;     /* all values are the same: widened around it */
  bool tight;     /* no rounding outwards (x of lines, maps) */
  bool padded;    /* some air at both ends (points) */
  bool reversed;  /* min at the top or right */
  bool whole;     /* ticks at whole numbers only */
  double floor;   /* log: what is less stands on the foot; 0: none */
  int n_left_out; /* values ≤ 0 that a log axis cannot show */
  int n_beyond;   /* values so far from the rest that they are off the scale */
  GArray *arrays; /* while values are gathered */
  double tail_min, tail_max; /* of values that may not stretch the axis far */
  double start, extent; /* of the axis, as places are reckoned: logarithms, or halves, whose difference cannot overflow */
} PlotRange;

/* Starts an empty range; then add values; finish applies the axis' own limits and rounds outwards. A log axis without limits
 * that finds values, but none above 0, becomes linear. */
void plot_range_start (PlotRange *range, PlotScale scale);
void plot_range_add (PlotRange *range, int n, const double *values); /* @values must stay until finish */
/* Values of a line that diverges: they count as far as three decades (linear: one extent) beyond all others. */
void plot_range_add_tail (PlotRange *range, int n, const double *values);
void plot_range_include (PlotRange *range, double value);
void plot_range_finish (PlotRange *range, const PlotAxis *axis, int n_ticks);

/* After a change of min, max or scale by hand. */
void plot_range_settle (PlotRange *range);

/* 0 at min … 1 at max, beyond them outside; NaN for NaN and for ≤ 0 on a log axis. */
double plot_range_unit (const PlotRange *range, double value);
double plot_range_value (const PlotRange *range, double unit);

/* The smallest of 1, 2, 5 · 10ⁿ that is ≥ @size. */
double plot_nice_step (double size);

#define PLOT_TICKS 32
#define PLOT_MINOR_TICKS 160

typedef struct {
  int n, n_minor;
  double at[PLOT_TICKS];
  char label[PLOT_TICKS][48]; /* Pango markup */
  double minor[PLOT_MINOR_TICKS];
} PlotTicks;

/* About @n_wanted ticks (≥ 2): multiples of 1, 2 or 5 · 10ⁿ; on a log axis whole decades, minor ticks at 2 … 9, and
 * when less than two decades are in sight 1-2-5 steps. With @categories ticks stand at 0, 1, 2 … */
void plot_ticks_make (PlotTicks *ticks, const PlotRange *range, int n_wanted, char *const *categories);

/* A number for people: "0.001", "1.5k", "2.5×10<sup>−4</sup>"; @markup false: "2.5e-4". */
void plot_number (double value, bool markup, char *text, size_t size);
