/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>
#include <string.h>

/* One image on its way through a convolutional network: a row of maps for each layer that keeps places apart. */

enum { IMAGE, LANE, COUNT };
enum { MAX_ROWS = 8 };

static const Param params[] = {
  [IMAGE] = { "image", N_ ("Image"), NULL, PARAM_INT, PARAM_LIVE, 0, 100000, 0 },
  [LANE] = { "lane", N_ ("Lane"), NULL, PARAM_INT, PARAM_LIVE, 1, TRAIN_MAX_LANES, 1 },
  [COUNT] = { "count", N_ ("Maps of a layer"), NULL, PARAM_INT, PARAM_LIVE, 1, 64, 12 },
  { NULL },
};

typedef struct {
  char name[80];
  int node; /* in the graph's order */
  int height, width, n_maps, n_shown;
  float largest; /* |activation| of the layer */
  float *cells;  /* [n_shown][height][width] */
} Row;

typedef struct {
  int sample, lane, n_rows;
  Row rows[MAX_ROWS];
} Result;

/* Whether the node is worth a row: what a layer gives on, or what changes size. */
static bool
is_shown (const NnGraph *graph, const NnNode *node)
{
  if (node->kind != NN_COMPUTED || node->shape.n != 3 || !node->batched || node->shape.d[0] * node->shape.d[1] < 2)
    return false;
  for (int i = 0; i < nn_graph_n_layers (graph); i++) {
    const NnLayerView *layer = nn_graph_layer (graph, i);
    if (layer->out == node)
      return true;
    if (layer->pre == node)
      return false;
  }
  return node->operands[0]->shape.d[0] != node->shape.d[0];
}

static const char *
refuses (const LabExperiment *experiment)
{
  const NnGraph *graph = lab_has_images (experiment) ? lab_experiment_graph (experiment, 0) : NULL;
  for (int i = 0; graph != NULL && i < nn_graph_n_nodes (graph); i++)
    if (is_shown (graph, nn_graph_node (graph, i)))
      return NULL;
  return _ ("Feature maps need images and a layer that keeps their places; this network has none.");
}

static void
name_row (const NnGraph *graph, const NnNode *node, Row *row)
{
  const char *name = _ (node->op->entry.label);
  for (int i = 0; i < nn_graph_n_layers (graph); i++)
    if (nn_graph_layer (graph, i)->out == node)
      name = nn_graph_layer (graph, i)->label;
  g_strlcpy (row->name, name, sizeof row->name);
}

static void
copy_row (const NnGraph *graph, const NnNode *node, int count, Row *row)
{
  *row = (Row){ .node = node->index, .height = node->shape.d[0], .width = node->shape.d[1], .n_maps = node->shape.d[2] };
  int places = row->height * row->width;
  name_row (graph, node, row);
  row->n_shown = MIN (row->n_maps, count);
  row->cells = g_new (float, row->n_shown *places);
  for (size_t i = 0; i < node->size; i++)
    row->largest = fmaxf (row->largest, fabsf ((float) node->value[i]));
  for (int map = 0; map < row->n_shown; map++)
    for (int place = 0; place < places; place++)
      row->cells[map * places + place] = (float) node->value[place * row->n_maps + map] / (row->largest > 0 ? row->largest : 1);
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->lane = MIN ((int) job->values[LANE], job->n_lanes) - 1;
  const DataSet *set = lab_sample_set (job->experiment, result->lane);
  NnGraph *graph = job->graphs[result->lane];
  NnNode *input = nn_graph_input_node (graph);
  result->sample = (int) job->values[IMAGE] % set->n;
  memcpy (input->value, set->inputs + (gsize) result->sample * input->size, input->size * sizeof (real));
  nn_graph_predict (graph, 1);
  for (int i = 0; i < nn_graph_n_nodes (graph) && result->n_rows < MAX_ROWS; i++)
    if (is_shown (graph, nn_graph_node (graph, i)))
      copy_row (graph, nn_graph_node (graph, i), (int) job->values[COUNT], &result->rows[result->n_rows++]);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int i = 0; i < result->n_rows; i++)
    g_free (result->rows[i].cells);
  g_free (result);
}

static bool
has_negative (const Result *result)
{
  for (int i = 0; i < result->n_rows; i++)
    for (int c = 0; c < result->rows[i].n_shown * result->rows[i].height * result->rows[i].width; c++)
      if (result->rows[i].cells[c] < 0)
        return true;
  return false;
}

/* All rows have as many places as the longest, so that their maps are of one size. */
static int
longest_row (const Result *result)
{
  int longest = 1;
  for (int i = 0; i < result->n_rows; i++)
    longest = MAX (longest, result->rows[i].n_shown);
  return longest;
}

static void
add_row (PlotFigure *figure, const Row *row, int longest, PlotColours colours)
{
  g_autofree char *name = lab_layer_name (row->name), *size = g_strdup_printf ("%s · %d × %d", name, row->height, row->width);
  g_autofree char *title = row->n_shown < row->n_maps ? g_strdup_printf (_ ("%s, %d of %d"), size, row->n_shown, row->n_maps) : g_strdup (size);
  g_autofree char *largest = lab_short_number ((double) row->largest);
  PlotPanel *panel = lab_figure_add_tiles (figure, title, 1, longest, row->height, row->width);
  for (int map = 0; map < row->n_shown; map++) {
    PlotMark *tile = lab_panel_add_tile (panel, map, row->height, row->width, row->cells + map * row->height * row->width, colours);
    g_autofree char *say = g_strdup_printf (_ ("%s, map %d: {v} of the layer's largest, %s"), row->name, map + 1, largest);
    plot_set_text (&tile->say, say);
    tile->cell_min = colours == PLOT_SIGNED ? -1 : 0, tile->cell_max = 1;
    tile->about = 1 + map;
  }
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  const DataSet *set = lab_sample_set (viewer->experiment, result->lane);
  PlotColours colours = has_negative (result) ? PLOT_SIGNED : PLOT_VIRIDIS;
  int sample = result->sample % set->n; /* of another set, when it was drawn meanwhile */
  g_autofree char *name = lab_sample_name (set, sample);
  g_autofree char *text = g_strdup_printf (_ ("Feature maps, %s, step %ld"), name, viewer->result_step);
  g_autofree char *title = lab_lane_says (viewer, result->lane, text);
  g_autofree float *image = lab_image (set, sample);
  PlotFigure *figure = plot_figure_new (title);
  g_autofree char *input = g_strdup_printf ("%s · %d × %d", _ ("input"), set->height, set->width);
  int longest = longest_row (result);
  PlotPanel *panel = lab_figure_add_tiles (figure, input, 1, longest, set->height, set->width);
  PlotMark *tile = lab_panel_add_tile (panel, 0, set->height, set->width, image, PLOT_GREY);
  tile->cell_min = 0, tile->cell_max = 1;
  for (int i = 0; i < result->n_rows; i++)
    add_row (figure, &result->rows[i], longest, colours);
  figure->n_columns = 1;
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("relative activation"));
  return figure;
}

/* Panel 0 is the image. */
static bool
subject (const LabViewer *viewer, const PlotMark *mark, const PlotReadout *place, const TrainSnapshot *snapshot, LabSubject *subject)
{
  const Result *result = viewer->result;
  if (result == NULL || place->panel > result->n_rows || place->index < 0)
    return false;
  const Row *row = &result->rows[place->panel - 1];
  *subject = (LabSubject){ .kind = LAB_UNIT, .lane = result->lane, .node = row->node, .sample = result->sample,
                           .unit = place->index * row->n_maps + mark->about - 1 };
  return true;
}

const LabView lab_view_feature_maps = {
  { "feature-maps", N_ ("Feature maps"),
    N_ ("What each layer of a convolutional network makes of one image, relative to the largest activation of the layer"), NULL, params },
  .help = N_ ("One image on its way through the network: the image, then a row of maps for each layer that keeps places. "
             "Brightness, or colour by sign, is the activation relative to the largest of that layer. Find what a map "
             "answers to: an edge, a stroke, a corner. Since each layer is scaled by its own largest value, maps of "
             "different layers cannot be compared in strength."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .subject = subject,
  .lesson = "occlusion-map",
};
