/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* A function as the graph of its operations: values go forward, slopes come back. */

enum { MOST_NODES = 256, MOST_COLUMNS = 10, MOST_NAMED = 6 /* columns with room for factors */, MOST_LANES = 4 };

/* Half of a node: between the columns there is room for the factors, in the node for three lines. */
#define HALF 0.27
#define TALL 0.38

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_result (experiment, 0, "node_slope") != NULL ? NULL : _ ("This shows the calculator of derivatives.");
}

typedef struct {
  const CalcResults *results;
  int n, depth, column[MOST_NODES]; /* −1: not shown */
  double y[MOST_NODES];
} Graph;

static double
of_node (const Graph *graph, const char *what, int node)
{
  return graph->results->values[calc_find_output (graph->results->calculator, what)].values[node];
}

/* Operand number @which, −1: none. */
static int
operand (const Graph *graph, int node, int which)
{
  return (int) of_node (graph, which == 0 ? "node_a" : "node_b", node);
}

/* A node stands a column behind its last operand, a number a column before what it goes into. */
static void
find_columns (Graph *graph)
{
  for (int i = 0; i < graph->n; i++) {
    graph->column[i] = 0;
    for (int k = 0; k < 2; k++)
      if (operand (graph, i, k) >= 0)
        graph->column[i] = MAX (graph->column[i], graph->column[operand (graph, i, k)] + 1);
    for (int k = 0; k < 2; k++) {
      int a = operand (graph, i, k);
      if (a > 0 && operand (graph, a, 0) < 0)
        graph->column[a] = graph->column[i] - 1;
    }
    graph->depth = MAX (graph->depth, graph->column[i]);
  }
}

/* Of a long chain the first and the last columns. */
static void
cut_columns (Graph *graph)
{
  int cut = graph->depth + 1 - MOST_COLUMNS, half = MOST_COLUMNS / 2;
  if (cut <= 0)
    return;
  for (int i = 0; i < graph->n; i++)
    if (graph->column[i] >= half)
      graph->column[i] = graph->column[i] < half + cut ? -1 : graph->column[i] - cut;
  graph->depth = MOST_COLUMNS - 1;
}

/* Nodes of a column stand one over the other; where a line passes by, above it. */
static void
place (Graph *graph)
{
  int count[MOST_COLUMNS] = { 0 };
  bool passed[MOST_COLUMNS] = { false };
  find_columns (graph);
  cut_columns (graph);
  for (int i = 0; i < graph->n; i++)
    for (int k = 0; k < 2 && graph->column[i] >= 0; k++)
      for (int c = operand (graph, i, k) >= 0 ? graph->column[operand (graph, i, k)] + 1 : graph->column[i]; c > 0 && c < graph->column[i]; c++)
        passed[c] = true;
  for (int numbers = 0; numbers < 2; numbers++) /* these below */
    for (int i = 0; i < graph->n; i++)
      if (graph->column[i] >= 0 && (i > 0 && operand (graph, i, 0) < 0) == (numbers == 1))
        graph->y[i] = (passed[graph->column[i]] ? 0.9 : 0) - 0.9 * count[graph->column[i]]++;
}

static void
add_node (const Graph *graph, PlotPanel *panel, int i, double most)
{
  const char *name = graph->results->row_names[i];
  float slope = (float) of_node (graph, "node_slope", i);
  g_autofree char *value = lab_short_number (of_node (graph, "node_value", i)), *back = lab_short_number ((double) slope);
  g_autofree char *text = *name != '\0' ? g_strdup_printf ("%s\n= %s\n∂ %s", name, value, back) : g_strdup_printf ("%s\n∂ %s", value, back);
  g_autofree char *say = g_strdup_printf (_ ("%s: value %s, slope of f %s"), *name != '\0' ? name : value, value, back);
  PlotMark *map = plot_panel_add_map (panel, 1, 1, &slope, PLOT_SIGNED);
  map->left = graph->column[i] - HALF, map->right = graph->column[i] + HALF;
  map->bottom = graph->y[i] - TALL, map->top = graph->y[i] + TALL;
  map->cell_max = most;
  map->edge = true;
  plot_set_texts (&map->texts, (const char *[]){ text, NULL });
  plot_set_text (&map->say, say);
}

/* The arrow of an operand with the factor that slopes take on the way back. */
static void
add_edge (const Graph *graph, PlotPanel *panel, int i, int which)
{
  int from = operand (graph, i, which);
  if (from < 0 || graph->column[i] < 0)
    return;
  bool gap = graph->column[from] < 0;
  double x = gap ? graph->column[i] - 1 + HALF : graph->column[from] + HALF, y = gap ? graph->y[i] : graph->y[from], to = graph->column[i] - HALF;
  g_autofree char *factor = lab_short_number (of_node (graph, which == 0 ? "node_factor_a" : "node_factor_b", i));
  g_autofree char *text = gap ? g_strdup ("…") : g_strdup_printf ("×%s", factor), *say = g_strdup_printf (_ ("on the way back: times %s"), factor);
  double meet = graph->y[i] + (graph->y[from] - graph->y[i]) * (gap ? 0 : 0.3);
  plot_set_text (&plot_panel_add_arrow (panel, NULL, -1, x, y, to, meet, 1.6)->say, say);
  if (graph->depth <= MOST_NAMED || gap)
    plot_panel_add_text (panel, text, -1, (x + to) / 2, (y + meet) / 2);
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const CalcResults *results = lab_experiment_results (viewer->experiment, lane);
  Graph graph = { results, MIN (results->values[calc_find_output (results->calculator, "node")].n, MOST_NODES) };
  double most = 0, low = 0, high = 0;
  place (&graph);
  g_autofree char *value = lab_short_number (lab_result_number (viewer->experiment, lane, "value", NULL));
  g_autofree char *slope = lab_short_number (lab_result_number (viewer->experiment, lane, "autodiff", NULL));
  g_autofree char *numbers = g_strdup_printf ("f = %s · ∂f/∂x = %s", value, slope), *title = lab_lane_says (viewer, lane, numbers);
  PlotPanel *panel = plot_figure_add_panel (figure, title, NULL, NULL);
  for (int i = 0; i < graph.n; i++)
    if (graph.column[i] >= 0) {
      most = fmax (most, fabs (of_node (&graph, "node_slope", i)));
      low = fmin (low, graph.y[i]), high = fmax (high, graph.y[i]);
    }
  for (int i = 0; i < graph.n; i++)
    for (int k = 0; k < 2; k++)
      add_edge (&graph, panel, i, k);
  for (int i = 0; i < graph.n; i++)
    if (graph.column[i] >= 0)
      add_node (&graph, panel, i, most);
  panel->x.hidden = panel->y.hidden = panel->bare = true;
  panel->x.min = -0.35, panel->x.max = graph.depth + 0.35;
  panel->y.min = low - 0.45, panel->y.max = high + 0.45;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  PlotFigure *figure = plot_figure_new (_ ("Values forward, slopes back"));
  int shown = 0;
  for (int lane = 0; lane < snapshot->n_lanes && shown < MOST_LANES; lane++)
    if (lab_result (viewer->experiment, lane, "node_slope") != NULL) {
      add_lane (viewer, figure, lane);
      shown++;
    }
  figure->n_columns = 1;
  plot_set_text (&figure->caption, _ ("Under each value ∂f/∂node: the sum, over the arrows that leave it, of the slope at the arrow's end times the factor on the arrow."));
  return figure;
}

const LabView lab_view_computation_graph = {
  { "computation-graph", N_ ("Computation graph"), N_ ("A function as the graph of its operations, with values on the way forward and slopes on the way back"),
    "Baydin, Pearlmutter, Radul, Siskind 2018, Automatic differentiation in machine learning", NULL },
  .help = N_ ("Each box is an operation with its value, computed from left to right, and under it the slope ∂f/∂node, computed from right to left. On each "
              "arrow is the factor by which a slope is multiplied on its way back. Where several arrows leave a box, what comes back along them is "
              "added: follow x in x·sin(x). Blue slopes are positive, orange ones negative."),
  .calculated = true,
  .refuses = refuses,
  .figure = figure,
  .example = "calculator = derivative x=1\n",
};
