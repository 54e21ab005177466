/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/across.h"

/* What the lanes' rates have led to: the training loss now against the learning rate. */

static const char *
refuses (const LabExperiment *experiment)
{
  g_autoptr (GArray) shown = lab_shown (experiment, NULL);
  if (lab_shown_differs (shown, "optimizer.lr"))
    return NULL;
  return _ ("This compares lanes that differ in their learning rate; here there is only one rate.");
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  g_auto (LabMeasure) measure = lab_measure (viewer, "train_loss");
  return lab_figure_across (viewer, snapshot, "optimizer.lr", &measure);
}

const LabView lab_view_learning_rate = {
  { "learning-rate", N_ ("Learning rate"),
    N_ ("The training loss of each lane against its learning rate, on logarithmic axes"), NULL, NULL },
  .help = N_ ("The training loss at this step against the learning rate, a point for each lane. Such curves fall, have a "
             "trough and then rise steeply: the best rate is in the trough, often a little to its left for safety. Upright "
             "rules are rates at which a lane diverged. The best rate of a short run is not always that of a long one. A "
             "click on a point, or Return at the cursor, opens its run alone."),
  .refuses = refuses,
  .figure = figure,
  .lesson = "learning-rate-extremes",
  .across = true,
};
