/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/i18n.h"
#include "lab/viewer.h"

#include <math.h>

/* What the lanes' rates have led to: the training loss now against the learning rate, a point for each lane.
 * Lanes that left the finite numbers have no place on the axis and stand as rules. */

static const char *
refuses (const LabExperiment *experiment)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  int knob = lab_setup_find_knob (setup, "optimizer.lr");
  for (int lane = 1; knob >= 0 && lane < lab_setup_n_lanes (setup); lane++)
    if (lab_setup_value (setup, knob, lane) != lab_setup_value (setup, knob, 0))
      return NULL;
  return _ ("This compares lanes that differ in their learning rate; here there is only one rate.");
}

static double
newest (const TrainSeries *series)
{
  return series != NULL && series->n > 0 ? series->last[series->n - 1] : NAN;
}

static void
add_lane (const LabViewer *viewer, PlotPanel *panel, const TrainSnapshot *snapshot, int lane)
{
  double rate = snapshot->lanes[lane].settings.nets[0].optimizer[0];
  double loss = newest (train_snapshot_series (snapshot, lane, "train_loss", 0));
  const char *name = lab_lane_name (viewer, lane);
  int style = lab_lane_style (viewer, lane);
  if (isfinite (loss)) {
    plot_panel_add_points (panel, name, style, 1, &rate, &loss, NULL);
    return;
  }
  g_autofree char *label =
      name != NULL ? g_strdup_printf (_ ("%s: diverged"), name) : g_strdup (_ ("diverged"));
  plot_panel_add_rule (panel, label, style, rate);
}

/* From a third of the smallest to three times the largest rate: rules and single points need room, too. */
static void
set_range (PlotPanel *panel, const TrainSnapshot *snapshot)
{
  double low = INFINITY, high = 0;
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    double rate = snapshot->lanes[lane].settings.nets[0].optimizer[0];
    if (rate > 0) {
      low = fmin (low, rate);
      high = fmax (high, rate);
    }
  }
  if (high > 0)
    panel->x.min = low / 3, panel->x.max = high * 3;
}

/* A quiet line from lane to lane, by rate. */
static void
add_line (PlotPanel *panel, const TrainSnapshot *snapshot)
{
  double rates[TRAIN_MAX_LANES], losses[TRAIN_MAX_LANES];
  int n = 0;
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    double rate = snapshot->lanes[lane].settings.nets[0].optimizer[0];
    double loss = newest (train_snapshot_series (snapshot, lane, "train_loss", 0));
    int at = n;
    if (!isfinite (loss))
      continue;
    for (; at > 0 && rates[at - 1] > rate; at--) {
      rates[at] = rates[at - 1];
      losses[at] = losses[at - 1];
    }
    rates[at] = rate;
    losses[at] = loss;
    n++;
  }
  if (n < 2)
    return;
  PlotMark *line = plot_panel_add_line (panel, NULL, -1, n, rates, losses);
  line->alpha = 0.4;
  plot_set_text (&line->say, "");
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  g_autofree char *title =
      g_strdup_printf (_ ("Training loss against the learning rate, step %ld"), snapshot->step);
  PlotFigure *figure = plot_figure_new (title);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, _ ("learning rate"), _ ("training loss"));
  panel->x.scale = PLOT_LOG;
  panel->y.scale = PLOT_LOG;
  set_range (panel, snapshot);
  add_line (panel, snapshot);
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    add_lane (viewer, panel, snapshot, lane);
  return figure;
}

const LabView lab_view_learning_rate = {
  { "learning-rate", N_ ("Learning rate"),
    N_ ("The training loss of each lane against its learning rate, on logarithmic axes"), NULL, NULL },
  .refuses = refuses,
  .figure = figure,
  .lesson = "learning-rate-extremes",
};
