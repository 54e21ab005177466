/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* How the activations of each hidden layer are spread over the batch: a row for each lane, a column for each
 * layer. */

enum { LAYER };

static const Param params[] = {
  [LAYER] = { "layer", N_ ("Layer (0: all)"), NULL, PARAM_INT, PARAM_LIVE, 0, 64, 0 },
  { NULL },
};

static char *
panel_title (const LabViewer *viewer, int lane, int layer, const TrainHistogram *pre)
{
  const char *name = lab_lane_name (viewer, lane);
  g_autofree char *place = name != NULL ? g_strdup_printf (_ ("%s, layer %d"), name, layer)
                                        : g_strdup_printf (_ ("layer %d"), layer);
  if (!isfinite (pre->saturated))
    return g_steal_pointer (&place);
  return g_strdup_printf (_ ("%s: %.0f %% saturated"), place, 100 * pre->saturated);
}

static void
add_panel (const LabViewer *viewer, PlotFigure *figure, const TrainLaneSnapshot *here, int lane, int layer)
{
  const TrainHistogram *out = &here->out[layer - 1];
  g_autofree char *title = panel_title (viewer, lane, layer, &here->pre[layer - 1]);
  PlotPanel *panel = plot_figure_add_panel (figure, title, _ ("activation"), _ ("share"));
  double edges[TRAIN_BINS], shares[TRAIN_BINS], width = (out->high - out->low) / TRAIN_BINS;
  if (!isfinite (width))
    return; /* nothing finite: the panel stays empty and says so */
  if (width <= 0)
    width = 1e-3;
  for (int i = 0; i < TRAIN_BINS; i++) {
    edges[i] = out->low + i * width;
    shares[i] = out->share[i];
  }
  plot_panel_add_bars (panel, NULL, lab_lane_style (viewer, lane), TRAIN_BINS, edges, shares, width);
  panel->y.min = 0;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  g_autofree char *title = g_strdup_printf (_ ("Activations by layer, step %ld"), snapshot->step);
  PlotFigure *figure = plot_figure_new (title);
  int wanted = (int) viewer->values[LAYER];
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    const TrainLaneSnapshot *here = &snapshot->lanes[lane];
    int last = here->n_layers > 1 ? here->n_layers - 1 : here->n_layers; /* without the logits */
    for (int layer = 1; layer <= last; layer++)
      if (wanted == 0 || wanted == layer)
        add_panel (viewer, figure, here, lane, layer);
    if (lane == 0)
      figure->n_columns = figure->n_panels;
  }
  if (figure->n_panels == 0)
    plot_set_text (&figure->empty, _ ("No lane has such a layer."));
  return figure;
}

const LabView lab_view_activations = {
  { "activations", N_ ("Activations"),
    N_ ("Histograms of the activations of each hidden layer over the batch, with the saturated share"), NULL,
    params },
  /* xgettext:no-c-format */
  .help = N_ ("For each hidden layer, a histogram of its activations over a batch at this step; a row for each lane. "
             "Healthy layers spread over a range; one column at 0 means silent units, columns at both ends of tanh or "
             "sigmoid mean saturated ones. A pre-activation counts as saturated where the slope of the function is below 5 "
             "% of its largest. Ranges differ from panel to panel: read the axis before comparing widths."),
  .figure = figure,
};
