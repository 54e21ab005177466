/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* The kernels of a convolution, or of a dense layer that sees the image itself, as maps with one range of colours; of a layer that
 * shares nothing one filter, with its kernels where they look. */

enum { LAYER, CHANNEL, COUNT, FILTER };

static const Param params[] = {
  [LAYER] = { "layer", N_ ("Layer"), NULL, PARAM_INT, PARAM_LIVE, 1, 64, 1 },
  [CHANNEL] = { "channel", N_ ("Input channel (0: mean)"), NULL, PARAM_INT, PARAM_LIVE, 0, 4096, 0 },
  [COUNT] = { "count", N_ ("Kernels shown"), NULL, PARAM_INT, PARAM_LIVE, 1, 128, 48 },
  [FILTER] = { "filter", N_ ("Filter shown at all places"), NULL, PARAM_INT, PARAM_LIVE, 1, 4096, 1 },
  { NULL },
};

/* How the weights lie: [rows][columns][height][width][channels][filters], rows and columns of places that share nothing; height 0:
 * they are no pictures. */
typedef struct {
  int height, width, channels, filters, rows, columns;
} Kernels;

static Kernels
kernels_of (const LabExperiment *experiment, int lane, int layer)
{
  const NnGraph *graph = lab_experiment_graph (experiment, lane);
  const DataSet *set = lab_experiment_train_set (experiment, lane);
  if (layer > nn_graph_n_layers (graph))
    return (Kernels){ 0 };
  const NnLayerView *view = nn_graph_layer (graph, layer - 1);
  const NnShape *shape = &view->weight->shape, *out = &view->pre->shape;
  if (shape->n == 4)
    return (Kernels){ shape->d[0], shape->d[1], shape->d[2], shape->d[3], 1, 1 };
  if (shape->n == 3 && out->n == 3 && shape->d[0] == out->d[0] * out->d[1]) {
    int channels = view->pre->operands[0]->shape.d[2], side = (int) lround (sqrt (shape->d[1] / channels));
    return (Kernels){ side, side, channels, shape->d[2], out->d[0], out->d[1] };
  }
  bool image = layer == 1 && set->height > 1 && set->width > 1 && shape->n == 2 && shape->d[0] == data_set_n_inputs (set);
  return image ? (Kernels){ set->height, set->width, set->channels, shape->d[1], 1, 1 } : (Kernels){ 0 };
}

static const char *
refuses (const LabExperiment *experiment)
{
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++)
    for (int layer = 1; layer <= nn_graph_n_layers (lab_experiment_graph (experiment, lane)); layer++)
      if (kernels_of (experiment, lane, layer).height > 0)
        return NULL;
  return _ ("Kernels are pictures where a layer looks at an image; this network has none such.");
}

static void
copy_kernel (const Kernels *k, const real *weights, int filter, int channel, float *cells)
{
  for (int place = 0; place < k->height * k->width; place++) {
    double sum = 0;
    for (int c = 0; c < k->channels; c++)
      if (channel == 0 || c == channel - 1)
        sum += (double) weights[((gsize) place * (gsize) k->channels + (gsize) c) * (gsize) k->filters + (gsize) filter];
    cells[place] = (float) (channel == 0 ? sum / k->channels : sum);
  }
}

static void
add_kernels (const LabViewer *viewer, PlotFigure *figure, int lane, const Kernels *k, const real *weights)
{
  int n = MIN (k->filters, (int) viewer->values[COUNT]), channel = MIN ((int) viewer->values[CHANNEL], k->channels);
  g_autofree float *cells = g_new (float, k->height *k->width);
  g_autofree char *text = g_strdup_printf (n < k->filters ? _ ("%d of %d kernels") : _ ("%d kernels"), n, k->filters);
  g_autofree char *title = lab_lane_says (viewer, lane, text);
  int columns = lab_tile_columns (n, k->height, k->width);
  PlotPanel *panel = lab_figure_add_tiles (figure, title, (n + columns - 1) / columns, columns, k->height, k->width);
  for (int filter = 0; filter < n; filter++) {
    copy_kernel (k, weights, filter, channel, cells);
    PlotMark *map = lab_panel_add_tile (panel, filter, k->height, k->width, cells, PLOT_SIGNED);
    g_autofree char *say = g_strdup_printf (_ ("kernel %d: weight {v}"), filter + 1);
    plot_set_text (&map->say, say);
    lab_map_write_values (map);
  }
}

/* One filter of a layer that shares nothing: its kernels side by side as the places lie, as one map. */
static void
add_places (const LabViewer *viewer, PlotFigure *figure, int lane, const Kernels *k, const real *weights)
{
  int filter = MIN ((int) viewer->values[FILTER], k->filters) - 1, channel = MIN ((int) viewer->values[CHANNEL], k->channels);
  int area = k->height * k->width, height = k->rows * k->height, width = k->columns * k->width;
  g_autofree float *kernel = g_new (float, area), *cells = g_new (float, height *width);
  g_autofree char *text = g_strdup_printf (_ ("filter %d of %d at %d × %d places"), filter + 1, k->filters, k->rows, k->columns);
  g_autofree char *title = lab_lane_says (viewer, lane, text);
  for (int place = 0; place < k->rows * k->columns; place++) {
    copy_kernel (k, weights + (gsize) place * (gsize) (area * k->channels * k->filters), filter, channel, kernel);
    for (int i = 0; i < area; i++)
      cells[(place / k->columns * k->height + i / k->width) * width + place % k->columns * k->width + i % k->width] = kernel[i];
  }
  PlotPanel *panel = lab_figure_add_image_panel (figure, title, height, width);
  plot_set_text (&lab_panel_add_image (panel, height, width, cells, PLOT_SIGNED)->say, _ ("weight {v}"));
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  int layer = (int) viewer->values[LAYER];
  g_autofree char *title = g_strdup_printf (_ ("Kernels of layer %d, step %ld"), layer, snapshot->step);
  PlotFigure *figure = plot_figure_new (title);
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    const NnLayerView *view;
    const real *weights = lab_layer_weights (viewer, snapshot, lane, layer, &view);
    Kernels kernels = kernels_of (viewer->experiment, lane, layer);
    if (kernels.height > 0)
      (kernels.rows > 1 ? add_places : add_kernels) (viewer, figure, lane, &kernels, weights);
  }
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("weight"));
  if (figure->n_panels == 0)
    plot_set_text (&figure->empty, _ ("The weights of this layer are no pictures."));
  return figure;
}

const LabView lab_view_filters = {
  { "filters", N_ ("Kernels"),
    N_ ("The kernels of a convolution, or the weights that a dense layer gives to an image, as signed maps with one range"), NULL,
    params },
  .help = N_ ("The kernels of a convolution, or the weights that a first dense layer gives to each pixel; colour shows the "
             "sign, strength the size, with one range for all. A kernel answers to patches that look like itself: stripes "
             "find edges, spots find spots. Kernels that look like noise have hardly learned yet, and those without colour "
             "do nothing. Of a layer whose places share nothing one filter is shown, its kernels side by side where they look."),
  .refuses = refuses,
  .figure = figure,
  .lesson = "occlusion-map",
};
