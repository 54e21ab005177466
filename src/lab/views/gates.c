/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/cell.h"
#include "lab/recurrence.h"

#include <math.h>
#include <string.h>

/* A recurrent layer at work on one sequence: each gate, the cell and the state, a row for each unit, a column for each step;
 * above them what comes in. */

enum { SAMPLE, LANE, LAYER, UNITS };
enum { MOST_TRACES = 8 };

static const Param params[] = {
  [SAMPLE] = { "sample", N_ ("Sequence"), NULL, PARAM_INT, PARAM_LIVE, 0, 100000, 0 },
  [LANE] = { "lane", N_ ("Lane"), NULL, PARAM_INT, PARAM_LIVE, 1, TRAIN_MAX_LANES, 1 },
  [LAYER] = { "layer", N_ ("Layer (0: the first recurrent one)"), NULL, PARAM_INT, PARAM_LIVE, 0, 100, 0 },
  [UNITS] = { "units", N_ ("Units at most"), NULL, PARAM_INT, PARAM_LIVE, 1, 128, 24 },
  { NULL },
};

typedef struct {
  int lane, sample, layer, node, n, steps, units;
  int all_units; /* of which so many are shown */
  const char *labels[MOST_TRACES];
  float *cells[MOST_TRACES]; /* [units][steps] */
} Result;

/* Gates do nothing at a step that is passed over: there is nothing to show. */
static void
copy_trace (Result *result, const NnTrace *trace, const LabCell *cell)
{
  bool gate = result->n < cell->n_gates;
  float *cells = g_new (float, result->units *result->steps);
  for (int j = 0; j < result->units; j++) /* the first unit at the foot */
    for (int t = 0; t < result->steps; t++)
      cells[(result->units - 1 - j) * result->steps + t] =
          gate && lab_cell_skips (cell, lab_cell_time (cell, t)) ? NAN : (float) trace->values[t * trace->step + j];
  result->labels[result->n] = trace->label;
  result->cells[result->n++] = cells;
}

/* The lane that was asked for, or else the first one with a recurrent layer. */
static int
find_lane (const LabProbeJob *job)
{
  int wanted = MIN ((int) job->values[LANE], job->n_lanes) - 1;
  for (int i = 0; i < job->n_lanes; i++)
    if (lab_recurrent_layer (job->graphs[(wanted + i) % job->n_lanes], 0) >= 0)
      return (wanted + i) % job->n_lanes;
  return wanted;
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->lane = find_lane (job);
  const DataSet *set = lab_shown_set (job->experiment, result->lane);
  NnGraph *graph = job->graphs[result->lane];
  result->sample = (int) job->values[SAMPLE] % set->n;
  result->layer = lab_recurrent_layer (graph, MAX (0, (int) job->values[LAYER] - 1));
  if (result->layer < 0)
    result->layer = lab_recurrent_layer (graph, 0);
  const NnNode *node = nn_graph_layer (graph, result->layer)->out;
  NnNode *input = nn_graph_input_node (graph);
  NnTrace trace;
  LabCell cell;
  result->node = node->index;
  memcpy (input->value, set->inputs + (size_t) result->sample * input->size, input->size * sizeof (real));
  nn_graph_predict (graph, 1);
  lab_cell_open (&cell, node, 1, 0);
  for (int part = 0; result->n < MOST_TRACES && node->op->inspect (node, 1, part, &trace); part++) {
    result->steps = trace.steps;
    result->all_units = trace.units;
    result->units = MIN (trace.units, (int) job->values[UNITS]);
    if (trace.name[0] != 'd') /* there is no gradient */
      copy_trace (result, &trace, &cell);
  }
  lab_cell_close (&cell);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int i = 0; i < result->n; i++)
    g_free (result->cells[i]);
  g_free (result);
}

static void
add_input (PlotFigure *figure, const DataSet *set, const Result *result)
{
  int features = data_set_n_inputs (set) / result->steps;
  const float *from = set->inputs + (size_t) result->sample * (size_t) data_set_n_inputs (set);
  g_autofree double *x = g_new (double, result->steps), *y = g_new (double, result->steps);
  PlotPanel *panel = plot_figure_add_panel (figure, _ ("Input"), _ ("time step"), _ ("value"));
  for (int f = 0; f < MIN (features, PLOT_STYLES); f++) {
    for (int t = 0; t < result->steps; t++) {
      x[t] = t + 1;
      y[t] = (double) from[t * features + f];
    }
    g_autofree char *name = set->input_names != NULL && f < (int) g_strv_length (set->input_names) ? g_strdup (set->input_names[f])
                                                                                        : g_strdup_printf (_ ("feature %d"), f + 1);
    plot_panel_add_line (panel, features > 1 ? name : NULL, features > 1 ? f : -1, result->steps, x, y);
  }
  panel->x.min = 0.5, panel->x.max = result->steps + 0.5;
}

static void
add_trace (PlotFigure *figure, const Result *result, int i)
{
  PlotPanel *panel = plot_figure_add_panel (figure, _ (result->labels[i]), _ ("time step"), _ ("unit"));
  PlotMark *map = plot_panel_add_map (panel, result->units, result->steps, result->cells[i], PLOT_SIGNED);
  map->left = 0.5, map->right = result->steps + 0.5, map->bottom = 0.5, map->top = result->units + 0.5;
  map->cell_min = -1, map->cell_max = 1;
  map->edge = true;
  map->about = 1 + i;
  g_autofree char *say = g_strdup_printf (_ ("%s of unit {y} at time step {x}: {v}"), _ (result->labels[i]));
  plot_set_text (&map->say, say);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  const DataSet *set = lab_shown_set (viewer->experiment, result->lane);
  g_autofree char *text = g_strdup_printf (_ ("Layer %d reads sequence %d, step %ld"), result->layer + 1, result->sample, viewer->result_step);
  g_autofree char *title = lab_lane_says (viewer, result->lane, text);
  PlotFigure *figure = plot_figure_new (title);
  if (result->steps > 0 && data_set_n_inputs (set) % result->steps == 0)
    add_input (figure, set, result);
  for (int i = 0; i < result->n; i++)
    add_trace (figure, result, i);
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("value"));
  return figure;
}

static bool
subject (const LabViewer *viewer, const PlotMark *mark, const PlotReadout *place, const TrainSnapshot *snapshot, LabSubject *subject)
{
  const Result *result = viewer->result;
  if (result == NULL)
    return false;
  int time = CLAMP ((int) floor (place->x + 0.5), 1, result->steps) - 1, unit = CLAMP ((int) floor (place->y + 0.5), 1, result->units) - 1;
  *subject = (LabSubject){ .kind = LAB_TRACE, .lane = result->lane, .node = result->node, .trace = mark->about - 1, .sample = result->sample,
                           .unit = time * result->all_units + unit };
  return true;
}

const LabView lab_view_gates = {
  { "gates", N_ ("Gates"), N_ ("Gates, cell and state of a recurrent layer over the steps of one sequence, a row for each unit"),
    "Hochreiter, Schmidhuber 1997, Long short-term memory", params },
  .help = N_ ("A recurrent layer reads one sequence: above, what comes in; below, a picture for each gate, the cell and the "
             "state, with a row for each unit and a column for each time step. Gates go from 0, closed, to 1, open. A "
             "stripe along a row is a unit that remembers; hatched steps are padding that is passed over. Colours end at −1 and 1, which the cell of an LSTM may pass: "
             "point at it for the number."),
  .refuses = lab_needs_recurrence,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .subject = subject,
  .example = "data = seq-latch n=400 test=100 length=30\nnetwork = lstm 12 | dense 1\nloss = bce\noptimizer = adam lr=0.01\n"
             "batch = 32\nsteps = 150\nrecord = every 10\n",
};
