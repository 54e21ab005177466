/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/diagram.h"
#include "lab/viewer.h"

#include "train/probe.h"

#include <math.h>
#include <string.h>

/* The network itself: units with what they answer, over the plane of two inputs or for one sample, and its weights, or their
 * gradients, as lines. Feature maps are small pictures; where there is no single weight between two of them a line is as wide as
 * the weights together. */

enum { SHOW, SAMPLE };
enum { WEIGHTS, GRADIENTS };
enum { GRID = 24, MAX_TILES = LAB_DIAGRAM_BLOCKS * LAB_DIAGRAM_SHOWN };

static const Param params[] = {
  [SHOW] = { "show", N_ ("Lines"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 1, WEIGHTS, "weights|gradients" },
  [SAMPLE] = { "sample", N_ ("Sample"), NULL, PARAM_INT, PARAM_LIVE, 0, 100000, 0 },
  { NULL },
};

/* A unit or map as a small picture, relative to the largest number in it (over a plane) or in its layer. */
typedef struct {
  int block, height, width;
  float *cells, largest;
  double x, y, side;
} Tile;

typedef struct {
  LabDiagram diagram;
  int n_tiles, first[LAB_DIAGRAM_BLOCKS]; /* of each block */
  Tile tiles[MAX_TILES];
  GArray *links[3]; /* of PlotLink between tiles: signed weights, sizes of many weights, plain ways */
} Lane;

enum { SIGNED, SIZES, WAYS };

/* What marks are about: lines, or a tile from here on. */
enum { LINES = 1, FIRST_TILE };

static const double MARGIN = 0.14; /* above the columns, of their height, for ways round them */

typedef struct {
  int n_lanes, show, sample;
  bool plane;
  Lane *lanes;
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++)
    if (nn_graph_input_node (lab_experiment_graph (experiment, lane)) == NULL ||
        lab_experiment_train_set (experiment, lane)->n == 0)
      return _ ("There is no network here: a function of its own parameters is made small.");
  return NULL;
}

/* Which of its block's units or maps @tile shows. */
static int
shown_by (const Lane *lane, int tile)
{
  int block = lane->tiles[tile].block;
  return lane->diagram.blocks[block].shown[tile - lane->first[block]];
}

/* ---- pictures ---- */

static void
find_plane (const DataSet *set, double low[2], double high[2])
{
  low[0] = low[1] = INFINITY;
  high[0] = high[1] = -INFINITY;
  for (int i = 0; i < 2 * set->n; i++) {
    low[i % 2] = fmin (low[i % 2], (double) set->inputs[i]);
    high[i % 2] = fmax (high[i % 2], (double) set->inputs[i]);
  }
}

/* One row of the plane after the other goes through the network. */
static void
fill_planes (Lane *lane, NnGraph *graph, const DataSet *set)
{
  double low[2], high[2];
  NnNode *input = nn_graph_input_node (graph);
  find_plane (set, low, high);
  for (int row = 0; row < GRID; row++) {
    for (int c = 0; c < GRID; c++) {
      input->value[2 * c] = (real) (low[0] + (high[0] - low[0]) * (c + 0.5) / GRID);
      input->value[2 * c + 1] = (real) (high[1] - (high[1] - low[1]) * (row + 0.5) / GRID);
    }
    nn_graph_predict (graph, GRID);
    for (int t = 0; t < lane->n_tiles; t++) {
      const LabBlock *block = &lane->diagram.blocks[lane->tiles[t].block];
      const NnNode *node = nn_graph_node (graph, block->node);
      int unit = shown_by (lane, t);
      for (int c = 0; c < GRID; c++)
        lane->tiles[t].cells[row * GRID + c] = (float) node->value[(size_t) c * node->size + (size_t) unit];
    }
  }
}

/* What the unit, the map or the sequence is for the sample whose values the graph holds. */
static void
fill_tile (Tile *tile, const LabBlock *block, const NnNode *node, int unit)
{
  int n = tile->height * tile->width;
  for (int i = 0; i < n; i++) /* a sequence {steps, features} lies with time across */
    tile->cells[i] = (float) (block->kind == LAB_MAPS       ? node->value[i * block->n_units + unit]
                              : block->kind == LAB_SEQUENCE ? node->value[i % tile->width * tile->height + i / tile->width]
                                                            : node->value[unit]);
  for (size_t i = 0; i < node->size; i++)
    tile->largest = fmaxf (tile->largest, fabsf ((float) node->value[i]));
}

static void
fill_sample (Lane *lane, NnGraph *graph, const DataSet *set, int sample)
{
  NnNode *input = nn_graph_input_node (graph);
  for (size_t i = 0; i < input->size; i++)
    input->value[i] = (real) set->inputs[(size_t) (sample % set->n) * input->size + i];
  nn_graph_predict (graph, 1);
  for (int t = 0; t < lane->n_tiles; t++) {
    const LabBlock *block = &lane->diagram.blocks[lane->tiles[t].block];
    fill_tile (&lane->tiles[t], block, nn_graph_node (graph, block->node), shown_by (lane, t));
  }
}

static void
add_tiles (Lane *lane, const NnGraph *graph, bool plane)
{
  for (int b = 0; b < lane->diagram.n_blocks; b++) {
    const LabBlock *block = &lane->diagram.blocks[b];
    const NnShape *shape = &nn_graph_node (graph, block->node)->shape;
    bool picture = block->kind == LAB_MAPS, sequence = block->kind == LAB_SEQUENCE;
    lane->first[b] = lane->n_tiles;
    for (int i = 0; i < block->n_shown; i++) {
      Tile *tile = &lane->tiles[lane->n_tiles++];
      *tile = (Tile){ .block = b, .x = block->column, .y = block->y[i], .side = block->side };
      tile->height = plane ? GRID : picture ? shape->d[0] : sequence ? shape->d[1] : 1;
      tile->width = plane ? GRID : picture ? shape->d[1] : sequence ? shape->d[0] : 1;
      tile->cells = g_new0 (float, tile->height *tile->width);
    }
  }
}

/* Signs and relations are seen at any size: the readout has the size. */
static void
normalise (Tile *tile, bool plane)
{
  int n = tile->height * tile->width;
  for (int i = 0; i < n && plane; i++)
    tile->largest = fmaxf (tile->largest, fabsf (tile->cells[i]));
  for (int i = 0; i < n && tile->largest > 0; i++)
    tile->cells[i] /= tile->largest;
}

/* ---- lines ---- */

static void
add_link (Lane *lane, int kind, int from, int to, double value, double bend)
{
  PlotLink link = { from, to, value, bend };
  g_array_append_val (lane->links[kind], link);
}

/* √ Σ w² of all weights that go from @from to @to: weights [places][from][to]. */
static double
size_of (const real *weights, int n_places, int n_from, int n_to, int from, int to)
{
  double sum = 0;
  for (int place = 0; place < n_places; place++) {
    double w = (double) weights[((gsize) place * (gsize) n_from + (gsize) from) * (gsize) n_to + (gsize) to];
    sum += w * w;
  }
  return sqrt (sum);
}

/* Every shown unit of @a with every one of @b; false where the weights do not lie between the two. */
static bool
link_weights (Lane *lane, int a, int b, const NnNode *weight, const real *values)
{
  const LabBlock *from = &lane->diagram.blocks[a], *to = &lane->diagram.blocks[b];
  int n_to = weight->shape.d[weight->shape.n - 1], n_from = from->n_units;
  int n_places = n_to > 0 && n_from > 0 ? (int) (weight->size / (size_t) (n_to * n_from)) : 0;
  if (n_to != to->n_units || from->kind == LAB_SEQUENCE || to->kind == LAB_SEQUENCE ||
      (size_t) n_places * (size_t) (n_from * n_to) != weight->size)
    return false;
  for (int i = 0; i < from->n_shown; i++)
    for (int k = 0; k < to->n_shown; k++)
      if (n_places == 1)
        add_link (lane, SIGNED, lane->first[a] + i, lane->first[b] + k, (double) values[from->shown[i] * n_to + to->shown[k]], 0);
      else
        add_link (lane, SIZES, lane->first[a] + i, lane->first[b] + k,
                  size_of (values, n_places, n_from, n_to, from->shown[i], to->shown[k]), 0);
  return true;
}

/* Over what lies between, within the room above the tallest column. */
static void
link_round (Lane *lane, int a, int b)
{
  int from = lane->first[a], to = lane->first[b];
  add_link (lane, WAYS, from, to, 1, (1 + MARGIN / 2) * lane->diagram.height - (lane->tiles[from].y + lane->tiles[to].y) / 2);
}

/* Unit @i to unit @offset + i where there are as many or more, else all from or to the one. */
static void
link_way (Lane *lane, int a, int b, int offset)
{
  const LabBlock *from = &lane->diagram.blocks[a], *to = &lane->diagram.blocks[b];
  bool each = from->n_units > 1 && to->n_units >= offset + from->n_units;
  if (to->column - from->column > 1) {
    link_round (lane, a, b);
    return;
  }
  for (int i = 0; i < from->n_shown; i++)
    for (int k = 0; k < to->n_shown; k++)
      if (!each || to->shown[k] == offset + from->shown[i])
        add_link (lane, WAYS, lane->first[a] + i, lane->first[b] + k, 1, 0);
}

static void
add_links (Lane *lane, const NnGraph *graph, bool gradients)
{
  for (int b = 0; b < lane->diagram.n_blocks; b++) {
    const LabBlock *block = &lane->diagram.blocks[b];
    bool joins = g_str_equal (nn_graph_node (graph, block->node)->op != NULL ? nn_graph_node (graph, block->node)->op->entry.name : "", "concat");
    int offset = 0;
    const NnNode *weight = block->layer > 0 ? nn_graph_layer (graph, block->layer - 1)->weight : NULL;
    for (int i = 0; i < block->n_before; i++) {
      if (weight == NULL || block->n_before > 1 ||
          !link_weights (lane, block->before[i], b, weight, gradients && weight->gradient != NULL ? weight->gradient : weight->value))
        link_way (lane, block->before[i], b, offset);
      offset += joins ? lane->diagram.blocks[block->before[i]].n_units : 0;
    }
  }
}

/* The gradients of the loss of the first training samples, in a graph of its own that shares the parameters. */
static NnGraph *
differentiate (const LabProbeJob *job, int lane)
{
  const DataSet *set = lab_experiment_train_set (job->experiment, lane);
  int rows = MIN (set->n, LAB_PROBE_ROWS);
  NnGraph *graph = nn_graph_copy (job->graphs[lane], rows, false, NN_GRADIENTS);
  train_gather (graph, set, NULL, 0, rows);
  nn_graph_forward (graph, rows);
  nn_graph_backward (graph, rows);
  return graph;
}

static void
compute_lane (Lane *lane, const LabProbeJob *job, const Result *result, int index)
{
  static const double aspects[] = { 1.6, 1.0, 0.75 };
  NnGraph *graph = job->graphs[index];
  lab_diagram_make (&lane->diagram, graph, job->n_lanes <= 3 ? aspects[job->n_lanes - 1] : 1.5);
  add_tiles (lane, graph, result->plane);
  if (result->plane)
    fill_planes (lane, graph, lab_experiment_train_set (job->experiment, index));
  else
    fill_sample (lane, graph, lab_sample_set (job->experiment, index), result->sample);
  for (int t = 0; t < lane->n_tiles; t++)
    normalise (&lane->tiles[t], result->plane);
  for (int kind = SIGNED; kind <= WAYS; kind++)
    lane->links[kind] = g_array_new (FALSE, FALSE, sizeof (PlotLink));
  NnGraph *slopes = result->show == GRADIENTS ? differentiate (job, index) : NULL;
  add_links (lane, slopes != NULL ? slopes : graph, slopes != NULL);
  nn_graph_free (slopes);
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->n_lanes = job->n_lanes;
  result->show = (int) job->values[SHOW];
  result->sample = (int) job->values[SAMPLE] % lab_sample_set (job->experiment, 0)->n;
  result->plane = true;
  for (int lane = 0; lane < job->n_lanes; lane++)
    result->plane &= data_set_n_inputs (lab_experiment_train_set (job->experiment, lane)) == 2;
  result->lanes = g_new0 (Lane, job->n_lanes);
  for (int lane = 0; lane < job->n_lanes; lane++)
    compute_lane (&result->lanes[lane], job, result, lane);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int lane = 0; lane < result->n_lanes; lane++) {
    for (int t = 0; t < result->lanes[lane].n_tiles; t++)
      g_free (result->lanes[lane].tiles[t].cells);
    for (int kind = SIGNED; kind <= WAYS; kind++)
      g_array_unref (result->lanes[lane].links[kind]);
  }
  g_free (result->lanes);
  g_free (result);
}

/* ---- the figure ---- */

/* Blocks in one column stand from the top down as their names from the left. */
static void
add_names (PlotPanel *panel, const LabDiagram *diagram, const NnGraph *graph)
{
  g_auto (GStrv) names = g_new0 (char *, diagram->n_columns + 1);
  for (int b = 0; b < diagram->n_blocks; b++) {
    char **name = &names[diagram->blocks[b].column];
    g_autofree char *before = *name, *own = lab_block_name (graph, &diagram->blocks[b]);
    *name = before != NULL ? g_strdup_printf ("%s | %s", before, own) : g_strdup (own);
  }
  plot_set_texts (&panel->x.categories, (const char *const *) names);
}

static void
split_signs (const GArray *links, GArray *signs[3])
{
  for (guint i = 0; i < links->len; i++) {
    PlotLink link = g_array_index (links, PlotLink, i);
    g_array_append_val (signs[isnan (link.value) ? 2 : link.value < 0], link);
  }
}

static void
add_marks (PlotPanel *panel, const Lane *lane, const char *const *names, const char *label, int style, const GArray *links,
           double widest)
{
  g_autofree double *x = g_new (double, lane->n_tiles), *y = g_new (double, lane->n_tiles);
  if (links->len == 0)
    return;
  for (int t = 0; t < lane->n_tiles; t++)
    x[t] = lane->tiles[t].x, y[t] = lane->tiles[t].y;
  PlotMark *mark = plot_panel_add_links (panel, label, style, lane->n_tiles, x, y, names, (int) links->len, (const PlotLink *) (gpointer) links->data);
  mark->link_max = fmax (mark->link_max, widest);
  mark->alpha = style < 0 ? 0.6 : 1;
  mark->about = links == lane->links[WAYS] ? 0 : LINES;
  if (label == NULL)
    plot_set_text (&mark->say, "");
}

/* Positive and negative ones are as wide as each other for the same size. */
static void
add_lines (PlotPanel *panel, const Lane *lane, const char *const *names, int show)
{
  static const char *const labels[2][3] = { { N_ ("weight > 0"), N_ ("weight < 0"), N_ ("weight not finite") },
                                            { N_ ("gradient > 0"), N_ ("gradient < 0"), N_ ("gradient not finite") } };
  static const char *const sizes[2] = { N_ ("size of the weights"), N_ ("size of the gradients") };
  GArray *signs[3];
  double widest = 0;
  for (guint i = 0; i < lane->links[SIGNED]->len; i++)
    widest = fmax (widest, fabs (g_array_index (lane->links[SIGNED], PlotLink, i).value));
  add_marks (panel, lane, names, NULL, -1, lane->links[WAYS], 3);
  add_marks (panel, lane, names, _ (sizes[show]), -1, lane->links[SIZES], 0);
  for (int sign = 0; sign < 3; sign++)
    signs[sign] = g_array_new (FALSE, FALSE, sizeof (PlotLink));
  split_signs (lane->links[SIGNED], signs);
  for (int sign = 0; sign < 3; sign++) {
    add_marks (panel, lane, names, _ (labels[show][sign]), sign < 2 ? sign : -1, signs[sign], isfinite (widest) ? widest : 0);
    g_array_unref (signs[sign]);
  }
}

static PlotMark *
add_tile (PlotPanel *panel, const Tile *tile, const char *name, bool plane)
{
  double ratio = CLAMP ((double) tile->width / tile->height, 0.4, 2.5); /* a sequence is no thread */
  double width = tile->side * fmin (1, ratio), height = tile->side * fmin (1, 1 / ratio);
  g_autofree char *largest = lab_short_number ((double) tile->largest);
  g_autofree char *value = lab_short_number ((double) (tile->cells[0] * tile->largest));
  g_autofree char *say = tile->height * tile->width == 1 ? g_strdup_printf (_ ("%s: %s"), name, value)
                         : plane ? g_strdup_printf (_ ("%s: {v} of its largest, %s"), name, largest)
                                 : g_strdup_printf (_ ("%s: {v} of the layer's largest, %s"), name, largest);
  PlotMark *map = plot_panel_add_map (panel, tile->height, tile->width, tile->cells, PLOT_SIGNED);
  map->left = tile->x - width / 2, map->right = tile->x + width / 2;
  map->bottom = tile->y - height / 2, map->top = tile->y + height / 2;
  map->cell_min = -1, map->cell_max = 1;
  map->smooth = plane;
  map->edge = true;
  plot_set_text (&map->say, say);
  return map;
}

static bool
has_bend (const Lane *lane)
{
  for (guint i = 0; i < lane->links[WAYS]->len; i++)
    if (g_array_index (lane->links[WAYS], PlotLink, i).bend != 0)
      return true;
  return false;
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int index)
{
  const Result *result = viewer->result;
  const Lane *lane = &result->lanes[index];
  const LabDiagram *diagram = &lane->diagram;
  const NnGraph *graph = lab_experiment_graph (viewer->experiment, index);
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, index), NULL, NULL);
  g_auto (GStrv) names = g_new0 (char *, lane->n_tiles + 1);
  for (int t = 0; t < lane->n_tiles; t++)
    names[t] = lab_unit_name (graph, &diagram->blocks[lane->tiles[t].block], t - lane->first[lane->tiles[t].block]);
  add_lines (panel, lane, (const char *const *) names, result->show);
  for (int t = 0; t < lane->n_tiles; t++)
    add_tile (panel, &lane->tiles[t], names[t], result->plane)->about = FIRST_TILE + t;
  for (int b = 0; b < diagram->n_blocks; b++)
    if (diagram->blocks[b].gap)
      plot_panel_add_text (panel, "⋮", -1, diagram->blocks[b].column, diagram->blocks[b].gap_y);
  add_names (panel, diagram, graph);
  panel->x.plain = panel->y.hidden = panel->square = true;
  panel->x.min = -0.5, panel->x.max = diagram->n_columns - 0.5, panel->y.min = 0, panel->y.max = diagram->height * (has_bend (lane) ? 1 + MARGIN : 1);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  g_autofree char *title = g_strdup_printf (_ ("The network, step %ld"), viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  for (int lane = 0; lane < result->n_lanes; lane++)
    add_lane (viewer, figure, lane);
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("relative output"));
  return figure;
}

/* ---- what a place means ---- */

static LabSubject
unit_at (const Lane *lane, int index, int cell, const Result *result)
{
  const Tile *tile = &lane->tiles[index];
  const LabBlock *block = &lane->diagram.blocks[tile->block];
  int unit = shown_by (lane, index);
  if (block->kind == LAB_SEQUENCE && !result->plane)
    unit = cell % tile->width * tile->height + cell / tile->width;
  else if (block->kind == LAB_MAPS && !result->plane)
    unit += cell * block->n_units;
  return (LabSubject){ .kind = LAB_UNIT, .node = block->node, .unit = unit, .sample = result->sample };
}

/* A single weight, or that in the middle of a kernel. */
static LabSubject
weight_between (const Lane *lane, const NnGraph *graph, const PlotLink *link)
{
  const LabBlock *a = &lane->diagram.blocks[lane->tiles[link->from].block], *b = &lane->diagram.blocks[lane->tiles[link->to].block];
  int n_places = (int) nn_graph_layer (graph, b->layer - 1)->weight->size / (a->n_units * b->n_units);
  int row = n_places / 2 * a->n_units + shown_by (lane, link->from);
  return (LabSubject){ .kind = LAB_WEIGHT, .layer = b->layer - 1, .weight = row * b->n_units + shown_by (lane, link->to) };
}

static bool
subject (const LabViewer *viewer, const PlotMark *mark, const PlotReadout *place, const TrainSnapshot *snapshot, LabSubject *subject)
{
  const Result *result = viewer->result;
  if (result == NULL || place->index < 0)
    return false;
  const Lane *lane = &result->lanes[place->panel];
  *subject = mark->about == LINES ? weight_between (lane, lab_experiment_graph (viewer->experiment, place->panel), &mark->links[place->index])
                                  : unit_at (lane, mark->about - FIRST_TILE, place->index, result);
  subject->lane = place->panel;
  return true;
}

const LabView lab_view_network = {
  { "network", N_ ("Network"),
    N_ ("Units with their outputs, over the plane of two inputs or for one sample, and lines as wide as weights or gradients; dashed "
        "ones are negative"),
    "Smilkov, Carter, Sculley, Viégas, Wattenberg 2017, Direct-manipulation visualization of deep networks", params },
  .help = N_ ("Each square is a unit, each line a weight, or on request its gradient: the wider the larger, dashed where "
             "negative. With two inputs a square shows what the unit answers over the whole plane; else it shows the "
             "values for one sample. Strong lines show what a unit listens to. Colours are relative to the unit's, or its "
             "layer's, largest value; of large layers only some units are drawn."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .subject = subject,
};
