/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/across.h"

#include <math.h>

/* What the lanes' rates have led to: the training loss now against the learning rate. Where all lanes have the same one, the parts
 * are the experiment at other rates, which are trained on the spot. */

#define KEY "optimizer.lr"

static const char *
refuses (const LabExperiment *experiment)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  g_autoptr (GArray) shown = lab_shown (experiment, NULL);
  if (lab_shown_differs (shown, KEY) || lab_setup_has_rates (setup))
    return NULL;
  return lab_setup_find_knob (setup, KEY) >= 0 ? _ ("This compares learning rates; here something else is swept.")
                                               : _ ("This compares learning rates; here none is to be chosen.");
}

/* The axis is there before the runs are. */
static void
expect_rates (const LabViewer *viewer, const LabSetup *setup, PlotFigure *figure)
{
  PlotAxis *axis = &figure->panels[0].x;
  int n = viewer->parts != NULL ? (int) viewer->parts->len : 0;
  axis->scale = PLOT_LOG;
  axis->min = INFINITY, axis->max = 0;
  for (int i = 0; i < LAB_N_RATES; i++) {
    axis->min = fmin (axis->min, lab_setup_rate (setup, i) / 2);
    axis->max = fmax (axis->max, lab_setup_rate (setup, i) * 2);
  }
  if (n == LAB_N_RATES)
    return;
  g_autofree char *text = n == 0 ? g_strdup (_ ("One learning rate so far; the window tries others beside it."))
                                 : g_strdup_printf (_ ("%d of %d learning rates so far, with all else as it is here"), n, LAB_N_RATES);
  plot_set_text (&figure->caption, text);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const LabSetup *setup = lab_experiment_setup (viewer->experiment);
  g_auto (LabMeasure) measure = lab_measure (viewer, "train_loss");
  PlotFigure *figure = lab_figure_across (viewer, snapshot, KEY, &measure);
  if (lab_setup_has_rates (setup))
    expect_rates (viewer, setup, figure);
  return figure;
}

const LabView lab_view_learning_rate = {
  { "learning-rate", N_ ("Learning rate"),
    N_ ("The training loss of each lane against its learning rate, on logarithmic axes"), NULL, NULL },
  .help = N_ ("The training loss at this step against the learning rate, a point for each lane; where all lanes have "
             "the same rate, seven are tried on the spot, and at step 0 each is shown at its end. Such curves fall, have a "
             "trough and then rise steeply: the best rate is in the trough, often a little to its left for safety. Upright "
             "rules are rates at which a lane diverged. The best rate of a short run is not always that of a long one. A "
             "click on a point, or Return at the cursor, opens its run alone."),
  .refuses = refuses,
  .figure = figure,
  .lesson = "learning-rate-extremes",
  .across = true,
  .rates = true,
};
