/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/across.h"

/* A metric against the setting in which the runs differ. */

enum { METRIC, AXIS, LAYER, TEST };

static Param params[] = {
  [METRIC] = { "metric", N_ ("Metric"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 0, 0 },
  [AXIS] = { "axis", N_ ("Which of the swept settings"), NULL, PARAM_INT, PARAM_LIVE, 1, 8, 1 },
  [LAYER] = { "layer", N_ ("Layer, of a metric of layers"), NULL, PARAM_INT, PARAM_LIVE, 1, 64, 1 },
  [TEST] = LAB_TEST_PARAM,
  { NULL },
};

__attribute__ ((constructor)) static void
fill_metrics (void)
{
  lab_metric_choices (&params[METRIC], "train_loss");
}

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_across_key (experiment, 0) != NULL ? NULL : _ ("This compares runs that differ in a setting; here all are alike.");
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const char *key = lab_across_key (viewer->experiment, (int) viewer->values[AXIS] - 1);
  g_auto (LabMeasure) measure = lab_measure (viewer, lab_metric_name (viewer->values[METRIC]));
  key = key != NULL ? key : lab_across_key (viewer->experiment, 0);
  return lab_figure_across (viewer, snapshot, key, &measure);
}

const LabView lab_view_sweep = {
  { "sweep", N_ ("Sweep"), N_ ("A metric of all runs against the setting that is swept, or in which the lanes differ"), NULL, params },
  .help = N_ ("A metric at this step against the setting that was swept, or in which the lanes differ: a point for each "
             "run, a line for each group that differs in nothing else. Look for the trough or the plateau, and whether it "
             "lies within the range or at its end. Upright rules are runs that diverged. One run for each value cannot "
             "tell chance from effect: sweep seeds, too. A click on a point, or Return at the cursor, opens its run alone."),
  .refuses = refuses,
  .figure = figure,
  .across = true,
  .example = "data = moons n=120 test=60 noise=0.15\nnetwork = dense 12 relu | dense 12 relu | dense 1\nloss = mse\n"
             "optimizer = sgd\nbatch = 30\nsteps = 120\nrecord = every 10\n"
             "sweep optimizer.lr = 1e-4 .. 100 log 7\n",
};
