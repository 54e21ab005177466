/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "plot/axis.h"

#include <math.h>

/* What a calculator's results look like: its charts, columns of a table over another one, with the place marked at which its
 * settings stand. One line to a chart: all lanes share a panel; several, or rows of other names: each lane has its own. */

enum { CHART };
enum { MOST_CHARTS = 6 };

static const Param params[] = {
  [CHART] = { "chart", N_ ("Chart (0: all)"), NULL, PARAM_INT, PARAM_LIVE, 0, MOST_CHARTS, 0 },
  { NULL },
};

/* One panel for one or all lanes. */
typedef struct {
  const LabViewer *viewer;
  const CalcChart *chart;
  PlotPanel *panel;
  int lane, n_lanes; /* the first of them */
} Panel;

static const char *
refuses (const LabExperiment *experiment)
{
  const CalcResults *results = lab_experiment_results (experiment, 0);
  return results != NULL && results->calculator->charts != NULL ? NULL : _ ("This calculator has no charts.");
}

static int
n_lines (const CalcChart *chart)
{
  int n = 0;
  while (n < CALC_CHART_LINES && chart->y[n] != 0)
    n++;
  return n;
}

static const CalcResults *
results_of (const Panel *p, int lane)
{
  return lab_experiment_results (p->viewer->experiment, lane);
}

/* Whether the rows that the chart stands on are called alike. */
static bool
same_names (const CalcResults *a, const CalcResults *b, int x)
{
  if (a->row_names == NULL || b->row_names == NULL)
    return a->row_names == b->row_names;
  bool same = a->values[x].n == b->values[x].n;
  for (int i = 0; same && i < a->values[x].n; i++)
    same = g_strcmp0 (a->row_names[i], b->row_names[i]) == 0;
  return same;
}

/* Whether a panel can hold all lanes. */
static bool
share_panel (const LabViewer *viewer, const CalcChart *chart, int n_lanes)
{
  const CalcResults *first = lab_experiment_results (viewer->experiment, 0);
  bool share = n_lines (chart) == 1;
  for (int lane = 1; share && chart->bars && lane < n_lanes; lane++) {
    const CalcResults *results = lab_experiment_results (viewer->experiment, lane);
    share = results->calculator != first->calculator || same_names (first, results, chart->x);
  }
  return share;
}

/* ---- marks ---- */

/* How far bars stand apart: the least step of their places. */
static double
step_of (const CalcValue *x)
{
  double step = INFINITY;
  for (int i = 1; i < x->n; i++)
    step = fmin (step, fabs (x->values[i] - x->values[i - 1]));
  return isfinite (step) && step > 0 ? step : 1;
}

/* Rows from the first to the last that can be seen: distributions have long tails. Those with names are all there. */
static void
find_rows (const Panel *p, int *first, int *end)
{
  const CalcResults *results = results_of (p, p->lane);
  int n = results->values[p->chart->x].n;
  double most = 0;
  *first = n, *end = 0;
  for (int pass = 0; pass < 2; pass++)
    for (int lane = p->lane; lane < p->lane + p->n_lanes; lane++)
      for (int k = 0; k < n_lines (p->chart); k++) {
        const CalcValue *y = &results_of (p, lane)->values[p->chart->y[k]];
        for (int i = 0; i < MIN (n, y->n); i++) {
          most = pass == 0 && isfinite (y->values[i]) ? fmax (most, fabs (y->values[i])) : most;
          if (pass == 1 && fabs (y->values[i]) > 0.002 * most)
            *first = MIN (*first, i), *end = MAX (*end, i + 1);
        }
      }
  if (results->row_names != NULL || *first >= *end)
    *first = 0, *end = n;
}

/* Bar number @which of @n at each place. */
static void
add_bars (const Panel *p, const char *label, int style, const CalcValue *x, const CalcValue *y, int which, int n)
{
  double width = 0.8 * step_of (x) / n;
  g_autofree double *left = g_new (double, MAX (x->n, 1));
  g_auto (GStrv) texts = g_new0 (char *, x->n + 1);
  int first, end;
  find_rows (p, &first, &end);
  for (int i = first; i < MIN (end, x->n); i++) {
    left[i - first] = x->values[i] + width * (which - n / 2.0);
    texts[i - first] = lab_short_number (y->values[i]);
  }
  PlotMark *bars = plot_panel_add_bars (p->panel, label, style, MIN (end, x->n) - first, left, y->values + first, width);
  plot_set_texts (&bars->texts, (const char *const *) texts);
}

/* Other styles than those of the lanes, where charts beside this one show them. */
static int
line_style (const Panel *p, int k)
{
  int n = lab_setup_n_lanes (lab_experiment_setup (p->viewer->experiment));
  bool lanes = false;
  for (const CalcChart *chart = results_of (p, p->lane)->calculator->charts; n > 1 && chart->title != NULL; chart++)
    lanes |= n_lines (chart) == 1;
  return (lanes ? n + k : k) % PLOT_STYLES;
}

/* From left to right, however the column runs: a line's name stands at its end, and there is room for it at the right. */
static void
add_line (const Panel *p, const char *label, int style, const CalcValue *x, const CalcValue *y)
{
  bool falls = x->n > 1 && x->values[0] > x->values[x->n - 1];
  g_autofree double *at = g_new (double, x->n), *to = g_new (double, x->n);
  for (int i = 0; i < x->n; i++) {
    int from = falls ? x->n - 1 - i : i;
    at[i] = x->values[from];
    to[i] = y->values[from];
  }
  plot_panel_add_line (p->panel, label, style, x->n, at, to);
}

static void
add_columns (const Panel *p, int lane)
{
  const CalcResults *results = results_of (p, lane);
  const CalcChart *chart = p->chart;
  int n = n_lines (chart);
  for (int k = 0; k < n; k++) {
    const CalcValue *x = &results->values[chart->x], *y = &results->values[chart->y[k]];
    const char *name = chart->names[k] != NULL ? chart->names[k] : results->calculator->outputs[chart->y[k]].label;
    const char *label = n > 1 ? _ (name) : lab_lane_name (p->viewer, lane);
    int style = n > 1 ? line_style (p, k) : lab_lane_style (p->viewer, lane), side_by_side = n > 1 ? n : p->n_lanes;
    if (chart->bars)
      add_bars (p, label, style, x, y, n > 1 ? k : lane - p->lane, side_by_side);
    else
      add_line (p, label, style, x, y);
  }
}

/* Shaded from @from to @to on x, as high as the frame. */
static void
add_zone (const Panel *p, const char *label, double from, double to)
{
  if (!(from < to))
    return;
  PlotMark *zone = plot_panel_add_box (p->panel, label, -1, from, to, p->panel->y.min, p->panel->y.max);
  zone->fill = 0.2;
  zone->alpha = 0;
  plot_panel_add_text (p->panel, label, -1, (from + to) / 2, p->panel->y.min + 0.06 * (p->panel->y.max - p->panel->y.min));
}

/* A zone needs the limits of the frame. */
static void
add_flat (const Panel *p)
{
  const CalcResults *results = results_of (p, p->lane);
  const CalcValue *x = &results->values[p->chart->x];
  double min = INFINITY, max = -INFINITY;
  for (int m = 0; m < p->panel->n_marks; m++)
    for (int i = 0; i < p->panel->marks[m].n; i++) {
      min = fmin (min, p->panel->marks[m].y[i]);
      max = fmax (max, p->panel->marks[m].y[i]);
    }
  p->panel->y.min = min - 0.14 * (max - min), p->panel->y.max = max + 0.05 * (max - min);
  add_zone (p, _ ("flat"), x->values[0], lab_result_number (p->viewer->experiment, p->lane, p->chart->flat[0], NULL));
  add_zone (p, _ ("flat"), lab_result_number (p->viewer->experiment, p->lane, p->chart->flat[1], NULL), x->values[x->n - 1]);
}

/* Where the settings of a lane stand; @alone: the only lane of its panel. */
static void
add_place (const Panel *p, int lane, bool alone)
{
  const LabExperiment *experiment = p->viewer->experiment;
  const char *label = NULL;
  int style = n_lines (p->chart) > 1 ? -1 : lab_lane_style (p->viewer, lane);
  if (p->chart->rule != NULL) {
    double x = lab_result_number (experiment, lane, p->chart->rule, &label);
    g_autofree char *number = lab_short_number (x), *text = g_strdup_printf (_ ("%s: %s"), label, number);
    if (isfinite (x))
      plot_panel_add_rule (p->panel, alone ? text : NULL, alone ? -1 : style, x);
  }
  if (p->chart->at[0] != NULL) {
    double x = lab_result_number (experiment, lane, p->chart->at[0], NULL), y = lab_result_number (experiment, lane, p->chart->at[1], NULL);
    if (isfinite (x) && isfinite (y))
      plot_panel_add_points (p->panel, NULL, style, 1, &x, &y, NULL);
  }
}

/* ---- panels ---- */

/* "cold: Probabilities · entropy 0.21 nat" */
static char *
title_of (const Panel *p, bool of_lane)
{
  const CalcCalculator *calculator = results_of (p, p->lane)->calculator;
  GString *text = g_string_new (_ (p->chart->title));
  for (int i = 0; i < 2 && p->chart->says[i] != NULL && (of_lane || p->n_lanes == 1); i++) {
    const char *unit = lab_output_unit (&calculator->outputs[calc_find_output (calculator, p->chart->says[i])]);
    char number[48];
    plot_number (lab_result_number (p->viewer->experiment, p->lane, p->chart->says[i], NULL), false, number, sizeof number);
    g_string_append_printf (text, " · %s %s%s%s", _ (p->chart->said[i]), number, unit != NULL ? " " : "", unit != NULL ? unit : "");
  }
  char *title = of_lane ? lab_lane_says (p->viewer, p->lane, text->str) : g_strdup (text->str);
  g_string_free (text, TRUE);
  return title;
}

/* Rows of a table that have names. */
static void
name_places (const Panel *p)
{
  const CalcResults *results = results_of (p, p->lane);
  const CalcValue *x = &results->values[p->chart->x];
  if (!p->chart->bars || results->row_names == NULL || x->n == 0)
    return;
  int first = (int) x->values[0];
  g_auto (GStrv) names = g_new0 (char *, first + x->n + 1);
  for (int i = 0; i < first + x->n; i++)
    names[i] = g_strdup (i < first || results->row_names[i - first] == NULL ? "" : results->row_names[i - first]);
  plot_set_texts (&p->panel->x.categories, (const char *const *) names);
  p->panel->x.min = first - 0.6, p->panel->x.max = first + x->n - 0.4;
}

/* What stands on the foot of a log axis: what the chart says, where anything stands above it. */
static double
floor_of (const Panel *p)
{
  double least = INFINITY, most = 0;
  bool any = false;
  for (int m = 0; m < p->panel->n_marks; m++)
    for (int i = 0; i < p->panel->marks[m].n; i++) {
      double y = p->panel->marks[m].y[i];
      any |= y == 0;
      least = y > 0 ? fmin (least, y) : least;
      most = fmax (most, y);
    }
  if (p->chart->floor > 0 && most > 10 * p->chart->floor)
    return p->chart->floor;
  return any && isfinite (least) ? pow (10, floor (log10 (least)) - 1) : 0;
}

static void
set_ranges (const Panel *p)
{
  if (p->chart->share)
    p->panel->y.min = 0, p->panel->y.max = p->chart->bars ? 1.1 : 1.02;
  if (p->chart->log_y && (p->panel->y.floor = floor_of (p)) > 0)
    p->panel->y.min = p->panel->y.floor;
}

static void
add_panel (const LabViewer *viewer, PlotFigure *figure, const CalcChart *chart, int lane, int n_lanes)
{
  Panel p = { viewer, chart, NULL, lane, n_lanes };
  bool of_lane = n_lanes < lab_setup_n_lanes (lab_experiment_setup (viewer->experiment)) || n_lines (chart) > 1;
  const CalcOutput *outputs = results_of (&p, lane)->calculator->outputs;
  g_autofree char *x_label = lab_output_label (&outputs[chart->x]), *y_label = lab_output_label (&outputs[chart->y[0]]),
                  *title = title_of (&p, of_lane);
  p.panel = plot_figure_add_panel (figure, title, x_label, chart->y_label != NULL ? _ (chart->y_label) : y_label);
  p.panel->x.scale = chart->log_x ? PLOT_LOG : PLOT_LINEAR;
  p.panel->y.scale = chart->log_y ? PLOT_LOG : PLOT_LINEAR;
  for (int i = lane; i < lane + n_lanes; i++)
    if (results_of (&p, i)->calculator == results_of (&p, lane)->calculator)
      add_columns (&p, i);
  name_places (&p);
  set_ranges (&p);
  if (chart->flat[0] != NULL && n_lanes == 1)
    add_flat (&p);
  for (int i = lane; i < lane + n_lanes; i++)
    if (results_of (&p, i)->calculator == results_of (&p, lane)->calculator)
      add_place (&p, i, n_lanes == 1);
}

/* The bars of lanes in panels of their own are compared by their heights. */
static void
share_heights (PlotFigure *figure, const CalcChart *chart, int first)
{
  double most = 0;
  for (int p = first; p < figure->n_panels; p++)
    for (int m = 0; m < figure->panels[p].n_marks; m++)
      for (int i = 0; i < figure->panels[p].marks[m].n; i++)
        most = fmax (most, figure->panels[p].marks[m].y[i]);
  for (int p = first; p < figure->n_panels && most > 0 && !chart->log_y && !chart->share; p++)
    figure->panels[p].y.min = 0, figure->panels[p].y.max = 1.1 * most;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const CalcCalculator *calculator = lab_experiment_results (viewer->experiment, 0)->calculator;
  PlotFigure *figure = plot_figure_new (_ (calculator->entry.label));
  int chosen = (int) viewer->values[CHART], n = 0;
  while (calculator->charts[n].title != NULL)
    n++;
  for (int c = 0; c < n; c++) {
    const CalcChart *chart = &calculator->charts[c];
    if (chosen > 0 && c != MIN (chosen, n) - 1)
      continue;
    int together = share_panel (viewer, chart, snapshot->n_lanes) ? snapshot->n_lanes : 1, first = figure->n_panels;
    for (int lane = 0; lane < snapshot->n_lanes; lane += together)
      add_panel (viewer, figure, chart, lane, together);
    if (chart->bars && n_lines (chart) == 1 && together < snapshot->n_lanes) {
      share_heights (figure, chart, first);
      figure->n_columns = MIN (snapshot->n_lanes, 4);
    }
  }
  return figure;
}

const LabView lab_view_chart = {
  { "chart", N_ ("Charts"), N_ ("The charts of a calculator: results over a setting, a threshold or a layer, with the place of its settings marked"), NULL,
    params },
  .help = N_ ("What the calculator gives, drawn over what it depends on. A dot or an upright line marks where its settings stand now; change one and "
              "all is calculated anew at once. A chart of one curve has all lanes in it, else each lane has a chart of its own. Shaded parts of an "
              "activation are flat: there it passes nearly no gradient."),
  .calculated = true,
  .refuses = refuses,
  .figure = figure,
  .example = "calculator = score-curves\nlane even : calculator.prevalence = 0.5\nlane rare : calculator.prevalence = 0.02\n",
};
