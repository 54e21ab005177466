/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* How large updates are beside the weights they change. */

/* Half a decade around the rule of thumb: "somewhere around 1e-3". */
static const double healthy = 1e-3, low[] = { 3e-4, 3e-4 }, high[] = { 3e-3, 3e-3 };

static void
add_band (PlotPanel *panel)
{
  const double x[] = { 0, panel->x.max }, y[] = { healthy, healthy };
  PlotMark *band = plot_panel_add_line (panel, NULL, -1, 2, x, y);
  plot_mark_set_spread (band, low, high);
  plot_set_text (&band->say, "");
  panel->y.min = fmin (panel->y.min, 1e-4); /* with air: whether lines lie within is what is asked */
  panel->y.max = fmax (panel->y.max, 1e-2);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  g_autofree char *title = g_strdup_printf (_ ("Updates beside the weights, step %ld"), snapshot->step);
  PlotFigure *figure = plot_figure_new (title);
  lab_figure_add_layers (viewer, figure, snapshot, "update_ratio", PLOT_LOG);
  lab_figure_share_ranges (figure, false);
  for (int p = 0; p < figure->n_panels; p++)
    add_band (&figure->panels[p]);
  plot_set_text (&figure->caption, _ ("Grey: the rule of thumb, about 0.001 (Karpathy, CS231n)."));
  return figure;
}

const LabView lab_view_update_ratio = {
  { "update-ratio", N_ ("Update ratio"),
    N_ ("Size of each update beside the weights of its layer, ‖ΔW‖ / ‖W‖, over the steps, with the usual band around 0.001"),
    "Karpathy 2015, CS231n, Neural networks part 3: ratio of weights to updates", NULL },
  .help = N_ ("The size of each update beside the weights it changes, ‖ΔW‖ / ‖W‖, a line for each layer, on a logarithmic "
             "axis. The grey band around 0.001 is a rule of thumb (Karpathy, CS231n): far above it the rate is too high, "
             "far below it the layer hardly learns. It is no law: weights that begin at zero, or a rate that falls at the "
             "end, leave the band for good reasons."),
  .figure = figure,
  .over_steps = true,
};
