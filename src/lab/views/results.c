/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/across.h"
#include "lab/sweep.h"

#include <string.h>

/* One output of a calculator: a number as a bar for each lane, a column of a table as a line for each lane, over its index or
 * another column of the table. In a sweep, numbers over the setting that is swept, and lines from its first value to its last. */

enum { OUTPUT, X, SCALE };

#define FIRST N_ ("first") /* the first output there is; the index of the table */

static Param params[] = {
  [OUTPUT] = { "output", N_ ("Result"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 0, 0 },
  [X] = { "x", N_ ("Horizontal"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 0, 0 },
  [SCALE] = { "scale", N_ ("Scale"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 1, 0, "linear|log" },
  { NULL },
};
static GPtrArray *names; /* of what calculators give, each once; kept to the end of the program */

static bool
is_known (const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (strcmp (names->pdata[i], name) == 0)
      return true;
  return false;
}

__attribute__ ((constructor)) static void
fill_names (void)
{
  names = g_ptr_array_new ();
  g_ptr_array_add (names, (gpointer) FIRST);
  for (int i = 0; i < calc_calculators.n_entries; i++)
    for (const CalcOutput *output = ((const CalcCalculator *) calc_calculators.entries[i])->outputs; output->name != NULL; output++)
      if (output->kind <= CALC_COLUMN && !is_known (output->name))
        g_ptr_array_add (names, (gpointer) output->name);
  GString *choices = g_string_new (FIRST);
  for (guint i = 1; i < names->len; i++)
    g_string_append_printf (choices, "|%s", (const char *) names->pdata[i]);
  params[OUTPUT].max = params[X].max = names->len - 1;
  params[OUTPUT].choices = params[X].choices = g_string_free (choices, FALSE);
}

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_experiment_results (experiment, 0) != NULL ? NULL : _ ("Here something is trained, not calculated.");
}

/* The output that a setting names; −1: the calculator has none of this name. */
static int
chosen (const CalcCalculator *calculator, double value)
{
  return value == 0 ? 0 : calc_find_output (calculator, names->pdata[(int) value]);
}

static void
add_bar (const LabViewer *viewer, PlotPanel *panel, int lane, double value)
{
  double left = lane - 0.35;
  const char *name = lab_lane_name (viewer, lane);
  PlotMark *bar = plot_panel_add_bars (panel, NULL, lab_lane_style (viewer, lane), 1, &left, &value, 0.7);
  g_autofree char *text = lab_grouped_number (value);
  g_autofree char *say = g_strdup_printf ("%s%s%s", name != NULL ? name : "", name != NULL ? ": " : "", text);
  plot_set_texts (&bar->texts, (const char *[]){ text, NULL });
  plot_set_texts (&bar->says, (const char *[]){ say, NULL });
}

static void
add_line (const LabViewer *viewer, PlotPanel *panel, int lane, const CalcResults *results, int output, int x)
{
  const CalcValue *y = &results->values[output];
  plot_panel_add_line (panel, lab_lane_name (viewer, lane), lab_lane_style (viewer, lane), y->n, results->values[x].values,
                       y->values);
}

/* The column that is drawn over: the one asked for if it is of the same table, else the index. */
static int
horizontal (const LabViewer *viewer, const CalcCalculator *calculator, const CalcOutput *output)
{
  int x = viewer->values[X] == 0 ? -1 : chosen (calculator, viewer->values[X]);
  bool same = x >= 0 && g_strcmp0 (calculator->outputs[x].index, output->index) == 0;
  return same ? x : calc_find_output (calculator, output->index);
}

/* All runs of a sweep; of many the first and the last have names. */
static void
add_runs (const LabViewer *viewer, const TrainSnapshot *snapshot, PlotPanel *panel, int output, int x)
{
  g_autoptr (GArray) runs = lab_across_runs (viewer, snapshot);
  for (guint i = 0; i < runs->len; i++) {
    const LabAcross *run = &g_array_index (runs, LabAcross, i);
    const LabSetup *setup = lab_experiment_setup (run->experiment);
    const CalcResults *results = lab_experiment_results (run->experiment, run->lane);
    int last = lab_sweep_n_points (setup->experiment) - 1, point = setup->points[run->lane];
    g_autofree char *values = lab_across_values (run);
    const CalcValue *y = &results->values[output];
    PlotMark *line = plot_panel_add_line (panel, runs->len <= 2 * TRAIN_MAX_LANES || point % MAX (last, 1) == 0 ? values : NULL, 0,
                                          y->n, results->values[x].values, y->values);
    line->shade = last > 0 ? (double) point / last : 0;
    if (line->label == NULL)
      plot_set_text (&line->say, values);
  }
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const CalcCalculator *calculator = lab_experiment_results (viewer->experiment, 0)->calculator;
  int shown = MAX (chosen (calculator, viewer->values[OUTPUT]), 0);
  const CalcOutput *output = &calculator->outputs[shown];
  bool column = output->kind == CALC_COLUMN;
  int x = column ? horizontal (viewer, calculator, output) : -1;
  bool swept = lab_experiment_setup (viewer->experiment)->experiment->sweeps->len > 0;
  if (swept && !column) {
    g_auto (LabMeasure) measure = lab_measure (viewer, output->name);
    return lab_figure_across (viewer, snapshot, lab_across_key (viewer->experiment, 0), &measure);
  }
  g_autofree char *x_label = column ? lab_output_label (&calculator->outputs[x]) : NULL;
  PlotFigure *figure = plot_figure_new (_ (output->label));
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, x_label, lab_output_unit (output));
  if (column && viewer->values[SCALE] != 0)
    panel->x.scale = panel->y.scale = PLOT_LOG;
  panel->x.whole = column && x == calc_find_output (calculator, output->index); /* rows are counted */
  g_auto (GStrv) lanes = g_new0 (char *, snapshot->n_lanes + 1);
  if (swept)
    add_runs (viewer, snapshot, panel, shown, x);
  for (int lane = 0; !swept && lane < snapshot->n_lanes; lane++) {
    const CalcResults *results = lab_experiment_results (viewer->experiment, lane);
    const char *name = lab_lane_name (viewer, lane);
    lanes[lane] = g_strdup (name != NULL ? name : "");
    int here = calc_find_output (results->calculator, output->name); /* lanes may have calculators of their own */
    if (here >= 0 && column && results->calculator == calculator)
      add_line (viewer, panel, lane, results, here, x);
    else if (here >= 0 && !column)
      add_bar (viewer, panel, lane, results->values[here].values[0]);
  }
  if (!column)
    plot_set_texts (&panel->x.categories, (const char *const *) lanes);
  return figure;
}

const LabView lab_view_results = {
  { "results", N_ ("Results"), N_ ("A result of a calculator: a number as a bar for each lane, a column of a table as a line"), NULL, params },
  .help = N_ ("A result of the calculator: a number as a bar for each lane, or a column of a table as a line. Change a "
             "setting and it is calculated anew at once; lanes are the same calculation with other settings. Nothing is "
             "trained here, so there are no steps; what a calculator draws at random follows from the seed."),
  .refuses = refuses,
  .calculated = true,
  .across = true,
  .figure = figure,
  .example = "calculator = softmax\nlane plain : calculator.temperature = 1\nlane warm : calculator.temperature = 3\n"
             "lane smoothed : calculator.smoothing = 0.2\n",
};
