/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* A metric of layers over the depth, now: a signal or a gradient that is lost on its way is a line that falls. */

enum { METRIC, SCALE };

static Param params[] = {
  [METRIC] = { "metric", N_ ("Metric"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 0, 0 },
  [SCALE] = { "scale", N_ ("Scale"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 1, 1, "linear|log" },
  { NULL },
};

__attribute__ ((constructor)) static void
fill_metrics (void)
{
  lab_metric_choices (&params[METRIC], "act_std");
}

/* The finite values of one lane, layer by layer. */
static void
add_lane (PlotPanel *panel, const LabShown *shown, const char *metric, long step)
{
  int n_layers = shown->snapshot->lanes[shown->lane].n_layers, n = 0;
  g_autofree double *x = g_new (double, n_layers), *y = g_new (double, n_layers);
  for (int layer = 1; layer <= n_layers; layer++) {
    double value = lab_shown_metric (shown, metric, layer, step);
    if (isfinite (value))
      x[n] = layer, y[n++] = value;
  }
  if (n == 0)
    return;
  panel->x.min = 0.5, panel->x.max = fmax (panel->x.max, n_layers + 0.5);
  plot_set_text (&plot_panel_add_points (panel, NULL, shown->style, n, x, y, NULL)->say, _ ("layer {x}: {y}"));
  plot_set_text (&plot_panel_add_line (panel, shown->name, shown->style, n, x, y)->say, "");
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const char *metric = lab_metric_name (viewer->values[METRIC]);
  g_autofree char *title = g_strdup_printf (_ ("%s by layer, step %ld"), viewer->title, lab_recorded_step (snapshot, metric, 1));
  PlotFigure *figure = plot_figure_new (title);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, _ ("layer"), NULL);
  g_autoptr (GArray) shown = lab_shown (viewer->experiment, snapshot);
  panel->y.scale = viewer->values[SCALE] != 0 ? PLOT_LOG : PLOT_LINEAR;
  panel->x.whole = true;
  plot_set_text (&panel->empty, _ ("No layer has a finite value of this metric."));
  for (guint i = 0; i < shown->len; i++)
    add_lane (panel, &g_array_index (shown, LabShown, i), metric, snapshot->step);
  return figure;
}

const LabView lab_view_layers = {
  { "layers", N_ ("By layer"), N_ ("A metric of layers at this step over the depth, a line for each lane"), NULL, params },
  .help = N_ ("One metric of every layer at this step, input at the left, a line for each lane. On a logarithmic axis a "
             "straight line that falls or rises is a fixed factor per layer: a signal or a gradient that vanishes or "
             "explodes. A level line is a network whose layers are all alike. Layers without such a value, and values that "
             "are not finite, are left out."),
  .figure = figure,
};
