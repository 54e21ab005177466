/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/across.h"

/* The lanes beside each other at this step: a panel for each metric of the whole network, a bar with its value for each lane. */

enum { SHOW, TEST };
enum { MAX_PANELS = 9 };

static const Param params[] = {
  [SHOW] = { "show", N_ ("Metrics"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 3, 0, "all|losses|accuracies|others" },
  [TEST] = LAB_TEST_PARAM,
  { NULL },
};

static bool
is_wanted (const char *name, int show)
{
  bool loss = g_str_has_suffix (name, "_loss"), accuracy = g_str_has_suffix (name, "_acc");
  return show == 0 || (show == 1 ? loss : show == 2 ? accuracy : !loss && !accuracy);
}

static void
add_lane (PlotPanel *panel, const LabShown *shown, guint place, double value)
{
  double edge = place - 0.4;
  g_autofree char *number = lab_short_number (value);
  const char *texts[] = { number, NULL };
  PlotMark *bar = plot_panel_add_bars (panel, NULL, shown->style, 1, &edge, &value, 0.8);
  bar->alpha = shown->pin != NULL ? 0.5 : 1;
  plot_set_texts (&bar->texts, texts);
}

static void
add_metric (const LabViewer *viewer, PlotFigure *figure, const GArray *lanes, const BaseEntry *metric, long step)
{
  g_auto (GStrv) names = g_new0 (char *, lanes->len + 1);
  g_auto (LabMeasure) measure = lab_measure (viewer, metric->name);
  g_autofree char *label = lab_measure_label (viewer, &measure);
  PlotPanel *panel = plot_figure_add_panel (figure, label, NULL, NULL);
  plot_set_text (&panel->empty, _ ("not finite"));
  for (guint i = 0; i < lanes->len; i++) {
    const LabShown *shown = &g_array_index (lanes, LabShown, i);
    names[i] = g_strdup (shown->name != NULL ? shown->name : "");
    add_lane (panel, shown, i, lab_shown_measure (shown, &measure, step));
  }
  if (g_str_has_suffix (metric->name, "_acc"))
    panel->y.min = 0, panel->y.max = 1;
  plot_set_texts (&panel->x.categories, (const char *const *) names);
}

/* What any lane has recorded of the whole network, in the order of the registry. */
static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  PlotFigure *figure = plot_figure_new (NULL);
  g_autoptr (GArray) lanes = lab_shown (viewer->experiment, snapshot);
  long newest = 0;
  for (int i = 0; i < train_metrics.n_entries && figure->n_panels < MAX_PANELS; i++) {
    const BaseEntry *metric = train_metrics.entries[i];
    bool there = false;
    for (int lane = 0; lane < snapshot->n_lanes; lane++) {
      const TrainSeries *series = train_snapshot_series (snapshot, lane, metric->name, 0);
      there |= series != NULL && series->n > 0;
    }
    if (!there || !is_wanted (metric->name, (int) viewer->values[SHOW]))
      continue;
    add_metric (viewer, figure, lanes, metric, snapshot->step);
    newest = MAX (newest, lab_recorded_step (snapshot, metric->name, 0));
  }
  figure->title = g_strdup_printf (_ ("The lanes at step %ld"), newest);
  if (figure->n_panels == 0)
    plot_set_text (&figure->empty, _ ("No such metric is recorded here."));
  return figure;
}

const LabView lab_view_compare = {
  { "compare", N_ ("Comparison"), N_ ("The metrics of all lanes at this step as bars with their values"), NULL, params },
  .help = N_ ("A panel for each recorded metric of the whole network, a bar for each lane: its newest value up to this "
             "step. Compare within a panel; each has an axis of its own. One step of one seed says little: before you call "
             "a lane better, move to other steps and run other seeds."),
  .figure = figure,
};
