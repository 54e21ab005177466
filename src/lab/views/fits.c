/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* A family of fits: each to a training set of its own, with their mean, their spread and the truth. */

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_result (experiment, 0, "fits") != NULL ? NULL : _ ("This shows many fits of one function; here are none.");
}

/* The truth with as much room on both sides: what fits make of the ends is no reason to see nothing else. */
static void
set_height (PlotPanel *panel, const CalcValue *truth)
{
  double min = INFINITY, max = -INFINITY;
  for (int i = 0; i < truth->n; i++)
    min = fmin (min, truth->values[i]), max = fmax (max, truth->values[i]);
  panel->y.min = min - 0.6 * (max - min), panel->y.max = max + 0.6 * (max - min);
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const LabExperiment *from = viewer->experiment;
  const CalcValue *x = lab_result (from, lane, "place_x"), *truth = lab_result (from, lane, "place_truth"), *mean = lab_result (from, lane, "place_mean");
  const CalcValue *deviation = lab_result (from, lane, "place_deviation"), *fits = lab_result (from, lane, "fits");
  g_autofree char *bias = lab_short_number (lab_result_number (from, lane, "bias2", NULL));
  g_autofree char *variance = lab_short_number (lab_result_number (from, lane, "variance", NULL));
  g_autofree char *parts = g_strdup_printf (_ ("bias² %s · variance %s"), bias, variance), *title = lab_lane_says (viewer, lane, parts);
  PlotPanel *panel = plot_figure_add_panel (figure, title, "x", "y");
  set_height (panel, truth);
  for (int i = 0; i < fits->height; i++) {
    PlotMark *fit = plot_panel_add_line (panel, NULL, -1, x->n, x->values, fits->values + i * fits->width);
    fit->alpha = 0.3;
    plot_set_text (&fit->say, "");
  }
  g_autofree double *low = g_new (double, x->n), *high = g_new (double, x->n);
  for (int i = 0; i < x->n; i++)
    low[i] = mean->values[i] - deviation->values[i], high[i] = mean->values[i] + deviation->values[i];
  PlotMark *line = plot_panel_add_line (panel, _ ("mean of the fits"), 0, x->n, x->values, mean->values);
  plot_mark_set_spread (line, low, high);
  line->halo = true;
  plot_panel_add_line (panel, _ ("truth"), 1, x->n, x->values, truth->values)->halo = true;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  PlotFigure *figure = plot_figure_new (_ ("Fits to many training sets"));
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    if (lab_result (viewer->experiment, lane, "fits") != NULL)
      add_lane (viewer, figure, lane);
  return figure;
}

const LabView lab_view_fits = {
  { "fits", N_ ("A family of fits"), N_ ("Fits to many training sets with their mean, their spread and the truth: bias and variance"),
    "Geman, Bienenstock, Doursat 1992, Neural networks and the bias/variance dilemma", NULL },
  .help = N_ ("Each thin line is the same model fitted to another training set; the strong line is their mean, the band one standard deviation to both "
              "sides. Bias is how far the mean stays from the truth (dashed), variance how far single fits scatter around their mean. A stiff model "
              "has much of the first, a flexible one with few samples much of the second."),
  .calculated = true,
  .refuses = refuses,
  .figure = figure,
  .example = "calculator = bias-variance\nlane stiff : calculator.degree = 1\nlane right : calculator.degree = 4\nlane flexible : calculator.degree = 12\n",
};
