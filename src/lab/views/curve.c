/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/i18n.h"
#include "lab/viewer.h"

#include <string.h>

/* One metric over the steps, a line for each lane. A metric of layers without layer=k has a panel for each
 * lane and a line for each layer; of two players there is a line for each. */

enum { METRIC, SCALE, LAYER, TEST, NET };

static Param params[] = {
  [METRIC] = { "metric", N_ ("Metric"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 0, 0 },
  [SCALE] = { "scale", N_ ("Scale"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 1, 0, "linear|log" },
  [LAYER] = { "layer", N_ ("Layer"), NULL, PARAM_INT, PARAM_LIVE, 0, 64, 0 },
  [TEST] = { "test", N_ ("Test set, too"), NULL, PARAM_BOOL, PARAM_LIVE, 0, 1, 0 },
  [NET] = { "net", N_ ("Of two players"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 2, 0, N_ ("both") "|G|D" },
  { NULL },
};

__attribute__ ((constructor)) static void
fill_metrics (void)
{
  lab_metric_choices (&params[METRIC], "train_loss");
}

static const TrainMetric *
metric_of (const LabViewer *viewer)
{
  int index = (int) viewer->values[METRIC];
  return index < train_metrics.n_entries ? (const TrainMetric *) train_metrics.entries[index] : NULL;
}

/* "test_loss" for "train_loss", or NULL. */
static const char *
test_name (const char *metric)
{
  if (strncmp (metric, "train_", 6) != 0)
    return NULL;
  for (int i = 0; i < train_metrics.n_entries; i++)
    if (strncmp (train_metrics.entries[i]->name, "test_", 5) == 0 &&
        strcmp (train_metrics.entries[i]->name + 5, metric + 6) == 0)
      return train_metrics.entries[i]->name;
  return NULL;
}

/* A line for each of two players that the metric speaks of; false: it does not. */
static bool
add_players (const LabViewer *viewer, PlotPanel *panel, const TrainSnapshot *snapshot, int lane, const char *metric)
{
  static const char *const parts[] = { "net=G", "net=D" };
  const char *lane_name = lab_lane_name (viewer, lane);
  bool any = false, several = snapshot->n_lanes > 1;
  for (int i = 0; i < 2; i++) {
    const TrainSeries *series = train_snapshot_part_series (snapshot, lane, metric, 0, parts[i]);
    any |= series != NULL;
    if (series == NULL || (viewer->values[NET] != 0 && viewer->values[NET] != i + 1))
      continue;
    const char *player = lab_part_label (viewer, parts[i] + strlen ("net="));
    g_autofree char *label = lane_name != NULL ? g_strdup_printf (_ ("%s, %s"), lane_name, player) : g_strdup (player);
    int style = lab_lane_style (viewer, lane);
    PlotMark *line = lab_panel_add_series (panel, label, several ? style : style + i, snapshot, lane, series);
    if (several && i > 0)
      line->alpha = 0.5;
  }
  return any;
}

static void
add_lane (const LabViewer *viewer, PlotPanel *panel, const TrainSnapshot *snapshot, int lane,
          const char *metric)
{
  if (add_players (viewer, panel, snapshot, lane, metric))
    return;
  int layer = (int) viewer->values[LAYER], style = lab_lane_style (viewer, lane);
  const char *name = lab_lane_name (viewer, lane),
             *test = viewer->values[TEST] != 0 ? test_name (metric) : NULL;
  const TrainSeries *series = train_snapshot_series (snapshot, lane, metric, layer);
  const char *plain = name != NULL ? name : test != NULL ? _ ("train") : NULL;
  if (series != NULL)
    lab_panel_add_series (panel, plain, style, snapshot, lane, series);
  series = test != NULL ? train_snapshot_series (snapshot, lane, test, 0) : NULL;
  if (series == NULL)
    return;
  g_autofree char *label = name != NULL ? g_strdup_printf (_ ("%s, test"), name) : g_strdup (_ ("test"));
  /* a lane's two lines share its colour; the only lane's test line has the next style */
  PlotMark *line =
      lab_panel_add_series (panel, label, snapshot->n_lanes > 1 ? style : style + 1, snapshot, lane, series);
  if (snapshot->n_lanes > 1)
    line->alpha = 0.5;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const TrainMetric *metric = metric_of (viewer);
  const char *name = lab_metric_name (viewer->values[METRIC]);
  PlotScale scale = viewer->values[SCALE] != 0 ? PLOT_LOG : PLOT_LINEAR;
  PlotFigure *figure = plot_figure_new (viewer->title);
  if (metric != NULL && metric->per_layer && viewer->values[LAYER] == 0) {
    lab_figure_add_layers (viewer, figure, snapshot, name, scale);
    return figure;
  }
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, _ ("step"), NULL);
  panel->y.scale = scale;
  lab_panel_set_steps (panel, snapshot);
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    add_lane (viewer, panel, snapshot, lane, name);
  lab_figure_add_changes (viewer, panel, snapshot);
  return figure;
}

const LabView lab_view_curve = {
  { "curve", N_ ("Curve"), N_ ("One metric over the steps, a line for each lane"), NULL, params },
  .help = N_ ("One metric over the training steps, a line for each lane; of a metric of layers, a line for each layer. "
             "Compare where lines level off and how far apart training and test end. On a logarithmic axis equal distances "
             "are equal factors. A band spans the least and greatest value where one point stands for several steps and a "
             "triangle at the top is where a lane diverged; nothing is smoothed."),
  .figure = figure,
};
