/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/across.h"
#include "lab/setup-private.h"

#include "plot/axis.h"

#include <math.h>

/* One metric of the runs against another: a point for each run. */

enum { X, Y, LAYER, TEST };

static Param params[] = {
  [X] = { "x", N_ ("Metric across"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 0, 0 },
  [Y] = { "y", N_ ("Metric upwards"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 0, 0 },
  [LAYER] = { "layer", N_ ("Layer, of a metric of layers"), NULL, PARAM_INT, PARAM_LIVE, 1, 64, 1 },
  [TEST] = LAB_TEST_PARAM,
  { NULL },
};

__attribute__ ((constructor)) static void
fill_metrics (void)
{
  lab_metric_choices (&params[X], "train_loss");
  lab_metric_choices (&params[Y], "test_loss");
}

static const char *
refuses (const LabExperiment *experiment)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  g_autoptr (GArray) shown = lab_shown (experiment, NULL);
  return (int) shown->len + lab_setup_n_elsewhere (setup) > 1 ? NULL : _ ("This compares several runs; here there is one.");
}

/* Runs of a sweep have the style of their lane in the lesson, lanes their own. */
static void
add_run (PlotPanel *panel, const LabAcross *run, const LabMeasure measures[2])
{
  const LabSetup *setup = lab_experiment_setup (run->experiment);
  double x, y;
  if (!lab_across_value (run, &measures[0], &x) || !lab_across_value (run, &measures[1], &y))
    return;
  bool swept = setup->points[run->lane] >= 0;
  int style = run->lane;
  const char *name = lab_setup_lane_label (setup, run->lane), *label = name;
  for (guint i = 0; swept && i < setup->experiment->lanes->len; i++)
    if (setup->experiment->lanes->pdata[i] == setup->lesson_lanes[run->lane])
      style = (int) i;
  if (swept)
    label = setup->lesson_lanes[run->lane] != NULL ? setup->lesson_lanes[run->lane]->label : NULL;
  if (swept && label == NULL)
    style = 0;
  char x_text[48], y_text[48];
  plot_number (x, false, x_text, sizeof x_text);
  plot_number (y, false, y_text, sizeof y_text);
  g_autofree char *say = g_strdup_printf (_ ("%s: %s %s, %s %s"), name, panel->x.label, x_text, panel->y.label, y_text);
  PlotMark *mark = plot_panel_add_points (panel, label, style % PLOT_STYLES, 1, &x, &y, NULL);
  plot_set_text (&mark->say, say);
  mark->about = run->number;
  g_autofree char *values = lab_across_values (run);
  if (*values != '\0' && isfinite (x) && isfinite (y))
    plot_panel_add_text (panel, values, style % PLOT_STYLES, x, y)->width = 6;
}

static void
add_pin (PlotPanel *panel, const LabShown *shown, const LabMeasure measures[2], long step)
{
  double x = lab_shown_measure (shown, &measures[0], step), y = lab_shown_measure (shown, &measures[1], step);
  plot_panel_add_points (panel, shown->name, shown->style, 1, &x, &y, NULL);
}

/* What the numbers beside the points are values of. */
static void
name_values (const LabViewer *viewer, PlotFigure *figure)
{
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint s = 0; s < lab_experiment_setup (viewer->experiment)->experiment->sweeps->len; s++)
    g_string_append_printf (names, "%s%s", s > 0 ? ", " : "",
                            lab_across_label (viewer->experiment, lab_across_key (viewer->experiment, (int) s)));
  g_autofree char *caption = g_strdup_printf (_ ("At each point: %s"), names->str);
  if (names->len > 0)
    plot_set_text (&figure->caption, caption);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  LabMeasure measures[] = { lab_measure (viewer, lab_metric_name (viewer->values[X])), lab_measure (viewer, lab_metric_name (viewer->values[Y])) };
  g_autofree char *across = lab_measure_label (viewer, &measures[0]), *upwards = lab_measure_label (viewer, &measures[1]);
  g_autoptr (GArray) runs = lab_across_runs (viewer, snapshot);
  g_autofree char *title = lab_across_unequal (runs) ? g_strdup (_ ("The runs, each at its end"))
                                                     : g_strdup_printf (_ ("The runs at step %ld"), lab_across_step (runs, &measures[0]));
  PlotFigure *figure = plot_figure_new (title);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, across, upwards);
  plot_set_text (&panel->empty, _ ("not finite"));
  panel->x.scale = g_str_has_suffix (measures[0].metric, "_loss") ? PLOT_LOG : PLOT_LINEAR;
  panel->y.scale = g_str_has_suffix (measures[1].metric, "_loss") ? PLOT_LOG : PLOT_LINEAR;
  for (guint i = 0; i < runs->len; i++)
    add_run (panel, &g_array_index (runs, LabAcross, i), measures);
  g_autoptr (GArray) shown = lab_shown (viewer->experiment, snapshot);
  for (guint i = 0; i < shown->len; i++)
    if (g_array_index (shown, LabShown, i).pin != NULL)
      add_pin (panel, &g_array_index (shown, LabShown, i), measures, snapshot->step);
  name_values (viewer, figure);
  lab_figure_note_missing (viewer, figure);
  lab_measure_clear (&measures[0]);
  lab_measure_clear (&measures[1]);
  return figure;
}

const LabView lab_view_scatter = {
  { "scatter", N_ ("Scatter of runs"), N_ ("One metric of all runs against another, a point for each run"), NULL, params },
  .help = N_ ("Each point is a run: one metric across, another upwards, losses on logarithmic axes. Points along a line "
             "rise and fall together; points off it are the runs to look at. Runs that diverged have no finite value and "
             "no point. That two metrics go together does not say that one causes the other: the setting that differs may "
             "move both. A click on a point, or Return at the cursor, opens its run alone."),
  .refuses = refuses,
  .figure = figure,
  .across = true,
  .example = "data = moons n=60 test=200 noise=0.3\nnetwork = dense 4 tanh | dense 1\nloss = bce\n"
             "optimizer = adam lr=0.02\nbatch = 20\nsteps = 200\nrecord = every 20\n"
             "sweep layer1.units = 1, 2, 4, 8, 16, 32, 64\n",
};
