/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <string.h>

/* One metric over the steps, a line for each lane. A metric of layers without layer=k has a panel for each
 * lane and a line for each layer, or on request for each head; of two players there is a line for each. */

enum { METRIC, SCALE, LAYER, TEST, NET, HEADS };

static Param params[] = {
  [METRIC] = { "metric", N_ ("Metric"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 0, 0 },
  [SCALE] = { "scale", N_ ("Scale"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 1, 0, "linear|log" },
  [LAYER] = { "layer", N_ ("Layer"), NULL, PARAM_INT, PARAM_LIVE, 0, 64, 0 },
  [TEST] = { "test", N_ ("Test sets, too"), NULL, PARAM_BOOL, PARAM_LIVE, 0, 1, 0 },
  [NET] = { "net", N_ ("Of two players"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 2, 0, N_ ("both") "|G|D" },
  [HEADS] = { "heads", N_ ("A line for each head"), NULL, PARAM_BOOL, PARAM_LIVE, 0, 1, 0 },
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
add_players (const LabViewer *viewer, PlotPanel *panel, LabShown shown, bool several, const char *metric)
{
  static const char *const parts[] = { "net=G", "net=D" };
  bool any = false;
  for (int i = 0; i < 2; i++) {
    const TrainSeries *series = train_snapshot_part_series (shown.snapshot, shown.lane, metric, 0, parts[i]);
    any |= series != NULL;
    if (series == NULL || (viewer->values[NET] != 0 && viewer->values[NET] != i + 1))
      continue;
    const char *player = lab_part_label (viewer, parts[i] + strlen ("net="));
    g_autofree char *label = shown.name != NULL ? g_strdup_printf (_ ("%s, %s"), shown.name, player) : g_strdup (player);
    PlotMark *line = lab_panel_add_shown (panel, label, &shown, series);
    if (several && i > 0)
      line->alpha = 0.5;
    shown.style += !several;
  }
  return any;
}

/* One more line of a lane: it shares the lane's colour; the only lane's has the next style. */
static void
add_other (PlotPanel *panel, LabShown *shown, bool several, const char *of, const TrainSeries *series)
{
  if (series == NULL)
    return;
  g_autofree char *label = shown->name != NULL ? g_strdup_printf (_ ("%s, %s"), shown->name, of) : g_strdup (of);
  shown->style += !several;
  PlotMark *line = lab_panel_add_shown (panel, label, shown, series);
  if (several)
    line->alpha = 0.5;
}

static void
add_lane (const LabViewer *viewer, PlotPanel *panel, LabShown shown, bool several, const char *metric)
{
  if (add_players (viewer, panel, shown, several, metric))
    return;
  const char *chosen = lab_viewer_test (viewer), *test = viewer->values[TEST] != 0 ? test_name (metric) : NULL;
  const TrainSeries *series = train_snapshot_series (shown.snapshot, shown.lane, metric, (int) viewer->values[LAYER]);
  const char *own = test != NULL ? _ ("train") : viewer->values[TEST] != 0 && viewer->tests->len > 0 ? _ ("test") : NULL;
  if (series != NULL)
    lab_panel_add_shown (panel, shown.name != NULL ? shown.name : own, &shown, series);
  if (test != NULL && chosen == NULL)
    add_other (panel, &shown, several, _ ("test"), train_snapshot_series (shown.snapshot, shown.lane, test, 0));
  for (guint i = 0; viewer->values[TEST] != 0 && i < viewer->tests->len; i++) {
    const char *name = viewer->tests->pdata[i];
    g_autofree char *part = g_strdup_printf ("test=%s", name);
    if (chosen == NULL || strcmp (name, chosen) == 0)
      add_other (panel, &shown, several, lab_part_label (viewer, name),
                 train_snapshot_part_series (shown.snapshot, shown.lane, chosen != NULL && test != NULL ? test : metric, 0, part));
  }
}

/* A panel for each lane with a line for each head that has the metric; false: none has. */
static bool
add_heads (const LabViewer *viewer, PlotFigure *figure, const TrainSnapshot *snapshot, const TrainMetric *metric, PlotScale scale)
{
  const GPtrArray *parts = lab_setup_experiment (lab_experiment_setup (viewer->experiment))->parts;
  bool any = false;
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    PlotPanel *panel = NULL;
    for (guint i = 0; i < parts->len; i++) {
      const LessonPart *part = parts->pdata[i];
      g_autofree char *head = part->kind == LESSON_HEAD ? g_strdup_printf ("head=%s", part->name) : NULL;
      const TrainSeries *series = head != NULL ? train_snapshot_part_series (snapshot, lane, metric->entry.name, 0, head) : NULL;
      if (series == NULL)
        continue;
      if (panel == NULL) {
        panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane), _ ("step"), _ (metric->entry.label));
        panel->y.scale = scale;
        lab_panel_set_steps (viewer, panel, snapshot);
        any = true;
      }
      lab_panel_add_series (panel, part->label, panel->n_marks % PLOT_STYLES, snapshot, lane, series);
    }
  }
  lab_figure_share_ranges (figure, false);
  return any;
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
  if (metric != NULL && viewer->values[HEADS] != 0 && add_heads (viewer, figure, snapshot, metric, scale))
    return figure;
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, _ ("step"), NULL);
  panel->y.scale = scale;
  lab_panel_set_steps (viewer, panel, snapshot);
  g_autoptr (GArray) shown = lab_shown (viewer->experiment, snapshot);
  const char *setting = lab_shown_add_values (shown);
  for (guint i = 0; i < shown->len; i++)
    add_lane (viewer, panel, g_array_index (shown, LabShown, i), shown->len > 1, name);
  lab_figure_add_changes (viewer, panel, snapshot);
  g_autofree char *inner = setting != NULL ? lab_inside_a_sentence (setting) : NULL;
  g_autofree char *caption = setting != NULL ? g_strdup_printf (_ ("In brackets: %s"), inner) : NULL;
  plot_set_text (&figure->caption, caption);
  return figure;
}

const LabView lab_view_curve = {
  { "curve", N_ ("Curve"), N_ ("One metric over the steps, a line for each lane"), NULL, params },
  .help = N_ ("One metric over the training steps, a line for each lane; of a metric of layers, a line for each layer. "
             "Compare where lines level off and how far apart training and test end. On a logarithmic axis equal distances "
             "are equal factors. A band spans the least and greatest value where one point stands for several steps and a "
             "triangle at the top is where a lane diverged; nothing is smoothed."),
  .figure = figure,
  .over_steps = true,
};
