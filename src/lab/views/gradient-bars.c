/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

/* The gradient of each layer now: bars that fall from right to left by powers of ten are a vanishing gradient. */

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, const TrainSnapshot *snapshot, int lane)
{
  int n = snapshot->lanes[lane].n_layers;
  g_autofree double *edges = g_new (double, n), *norms = g_new (double, n);
  g_auto (GStrv) texts = g_new0 (char *, n + 1), names = g_new0 (char *, n + 1);
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane), _ ("layer"), _ ("gradient norm"));
  for (int layer = 1; layer <= n; layer++) {
    edges[layer - 1] = layer - 1.4;
    norms[layer - 1] = lab_metric_at (snapshot, lane, "grad_norm", layer, snapshot->step);
    texts[layer - 1] = lab_short_number (norms[layer - 1]);
    names[layer - 1] = g_strdup_printf ("%d", layer);
  }
  PlotMark *bars = plot_panel_add_bars (panel, NULL, lab_lane_style (viewer, lane), n, edges, norms, 0.8);
  bars->about = 1 + lane;
  plot_set_texts (&bars->texts, (const char *const *) texts);
  plot_set_texts (&panel->x.categories, (const char *const *) names);
  plot_set_text (&panel->empty, _ ("not finite"));
  panel->y.scale = PLOT_LOG;
}

static bool
subject (const LabViewer *viewer, const PlotMark *mark, const PlotReadout *place, const TrainSnapshot *snapshot, LabSubject *subject)
{
  int lane = mark->about - 1;
  const TrainSeries *series = place->index >= 0 ? train_snapshot_series (snapshot, lane, "grad_norm", place->index + 1) : NULL;
  if (series != NULL)
    lab_subject_of_series (snapshot, lane, (int) (series - snapshot->lanes[lane].series), subject);
  return series != NULL;
}

/* A pinned run as hollow points over the bars. */
static void
add_pin (PlotPanel *panel, const LabShown *shown, long step)
{
  for (int layer = 1; layer <= shown->snapshot->lanes[shown->lane].n_layers; layer++) {
    double x = layer - 1, norm = lab_shown_metric (shown, "grad_norm", layer, step);
    plot_panel_add_points (panel, shown->pin->name, shown->style, 1, &x, &norm, NULL);
  }
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  g_autofree char *title = g_strdup_printf (_ ("Gradient of each layer, step %ld"), lab_recorded_step (snapshot, "grad_norm", 1));
  PlotFigure *figure = plot_figure_new (title);
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    add_lane (viewer, figure, snapshot, lane);
  g_autoptr (GArray) shown = lab_shown (viewer->experiment, snapshot);
  for (guint i = 0; i < shown->len; i++) {
    const LabShown *pinned = &g_array_index (shown, LabShown, i);
    if (pinned->pin != NULL && pinned->live >= 0)
      add_pin (&figure->panels[pinned->live], pinned, snapshot->step);
  }
  lab_figure_share_ranges (figure, false);
  return figure;
}

const LabView lab_view_gradient_bars = {
  { "gradient-bars", N_ ("Gradient by layer"),
    N_ ("Euclidean norm of the gradient of each layer's weights at this step, as bars on a logarithmic axis"), NULL, NULL },
  .help = N_ ("The length (Euclidean norm) of the gradient of each layer's weights at this step, input at the left, on a "
             "logarithmic axis. Bars of like height: all layers learn. Bars that fall towards the left by powers of ten "
             "are a vanishing gradient, bars that rise an exploding one. Larger layers have longer gradients by size "
             "alone: differences of less than a factor of ten mean little."),
  .figure = figure,
  .subject = subject,
};
