/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

/* The size of the gradient in each layer: lines that drift apart by powers of ten are a vanishing or
 * exploding gradient. */

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  g_autofree char *title = g_strdup_printf (_ ("Gradient magnitude by layer, step %ld"), snapshot->step);
  PlotFigure *figure = plot_figure_new (title);
  lab_figure_add_layers (viewer, figure, snapshot, "grad_norm", PLOT_LOG);
  lab_figure_share_ranges (figure, false);
  return figure;
}

const LabView lab_view_gradients = {
  { "gradients", N_ ("Gradient magnitude"),
    N_ ("Euclidean norm of the gradient of each layer's weights over the steps, on a logarithmic axis"), NULL,
    NULL },
  .help = N_ ("The length (Euclidean norm) of the gradient of each layer's weights over the steps, a line for each layer, "
             "on a logarithmic axis. Lines that stay together are healthy; lines that drift apart by powers of ten are a "
             "vanishing or an exploding gradient. At most ten decades are shown. A small gradient at the end of a run may "
             "just mean that the loss is flat there."),
  .figure = figure,
  .over_steps = true,
};
