/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/occlusion.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One map in the making. */
typedef struct {
  NnGraph *graph;
  NnNode *input, *output;
  NnLink link;
  const real *image;
  int height, width, channels;
  const NnOcclusion *settings;
  int rows, columns; /* of the map */
  int class_index;
  double whole;        /* prediction for the image as it is */
  double *predictions; /* room for one row of outputs */
  float *drops;
} Map;

void
nn_occlusion_size (const NnOcclusion *settings, int height, int width, int *rows, int *columns)
{
  assert (settings->patch >= 1 && settings->stride >= 1);
  *rows = height < settings->patch ? 0 : (height - settings->patch) / settings->stride + 1;
  *columns = width < settings->patch ? 0 : (width - settings->patch) / settings->stride + 1;
}

/* Mean of one channel under the patch whose corner is @corner. */
static real
patch_mean (const real *corner, int patch, size_t line, int channels)
{
  double sum = 0;
  for (int i = 0; i < patch; i++)
    for (int j = 0; j < patch; j++)
      sum += (double) corner[(size_t) i * line + (size_t) (j * channels)];
  return (real) (sum / (patch * patch));
}

void
nn_occlusion_cover (const NnOcclusion *settings, real *image, int width, int channels, int top, int left)
{
  static const real plain[] = { [NN_FILL_BLACK] = 0, [NN_FILL_GREY] = (real) 0.5, [NN_FILL_WHITE] = 1 };
  size_t line = (size_t) width * (size_t) channels;
  for (int c = 0; c < channels; c++) {
    real *corner = image + (size_t) top * line + (size_t) (left * channels + c);
    real fill = settings->fill == NN_FILL_MEAN ? patch_mean (corner, settings->patch, line, channels)
                                               : plain[settings->fill];
    for (int i = 0; i < settings->patch; i++)
      for (int j = 0; j < settings->patch; j++)
        corner[(size_t) i * line + (size_t) (j * channels)] = fill;
  }
}

/* Prediction for the map's class from one row of outputs; a single sigmoid output is the probability of class 1. */
static double
prediction (const Map *map, const real *outputs)
{
  int n = (int) map->output->size;
  nn_link_apply (map->link, outputs, n, map->predictions);
  if (map->link == NN_LINK_SIGMOID && n == 1)
    return map->class_index == 1 ? map->predictions[0] : 1 - map->predictions[0];
  return map->predictions[map->class_index];
}

static int
predicted_class (const Map *map, const real *outputs)
{
  int n = (int) map->output->size, best = 0;
  nn_link_apply (map->link, outputs, n, map->predictions);
  if (n == 1)
    return map->link == NN_LINK_SIGMOID && map->predictions[0] >= 0.5;
  for (int i = 1; i < n; i++)
    if (map->predictions[i] > map->predictions[best])
      best = i;
  return best;
}

/* Notes the drop of row @row of the outputs at place @place. */
static void
note (const Map *map, int row, int place)
{
  map->drops[place] = (float) (map->whole - prediction (map, map->output->value + (size_t) row * map->output->size));
}

/* Forgets nothing but the image: the outputs, class and prediction of the uncovered one. */
static void
look_at_whole (Map *map)
{
  memcpy (map->input->value, map->image, map->input->size * sizeof (real));
  nn_graph_predict (map->graph, 1);
  if (map->class_index < 0)
    map->class_index = predicted_class (map, map->output->value);
  map->whole = prediction (map, map->output->value);
}

static void
cover_place (const Map *map, real *image, int place)
{
  memcpy (image, map->image, map->input->size * sizeof (real));
  nn_occlusion_cover (map->settings, image, map->width, map->channels, place / map->columns * map->settings->stride,
                      place % map->columns * map->settings->stride);
}

static void
run_plain (Map *map)
{
  int n = map->rows * map->columns, capacity = nn_graph_capacity (map->graph);
  for (int first = 0, batch; first < n; first += batch) {
    batch = n - first < capacity ? n - first : capacity;
    for (int k = 0; k < batch; k++)
      cover_place (map, map->input->value + (size_t) k * map->input->size, first + k);
    nn_graph_predict (map->graph, batch);
    for (int k = 0; k < batch; k++)
      note (map, k, first + k);
  }
}

/* ---- in part ---- */

/* The nodes that can be recomputed in part are first, a chain from the input, and @tail reads the last of them alone. */
typedef struct {
  int n_chain, n_tail;
  NnNode **chain, **tail;
} Parts;

/* Whether @node follows @last in a chain: its other operands are parameters. */
static bool
continues (const NnNode *node, const NnNode *last)
{
  bool ok = node->op->reach != NULL && node->operands[0] == last && node->shape.n == 3;
  for (int k = 1; k < node->n_operands; k++)
    ok = ok && !node->operands[k]->batched;
  return ok;
}

/* Splits the nodes up to the output; false when there is no chain, or something reaches around its end. */
static bool
split (const Map *map, Parts *parts)
{
  const NnNode *last = map->input;
  for (int i = 0; i <= map->output->index; i++) {
    NnNode *node = nn_graph_node (map->graph, i);
    if (node->kind != NN_COMPUTED)
      continue;
    if (parts->n_tail == 0 && continues (node, last)) {
      parts->chain[parts->n_chain++] = node;
      last = node;
      continue;
    }
    for (int k = 0; k < node->n_operands; k++)
      if (node->operands[k]->batched && node->operands[k]->index < last->index)
        return false;
    parts->tail[parts->n_tail++] = node;
  }
  return parts->n_chain > 0 && parts->n_tail > 0 && map->input->shape.n == 3;
}

static NnRect
patch_rect (const Map *map, int place)
{
  int top = place / map->columns * map->settings->stride, left = place % map->columns * map->settings->stride;
  return (NnRect) { top, left, top + map->settings->patch, left + map->settings->patch };
}

static NnRect
both (NnRect a, NnRect b)
{
  return (NnRect) { a.top < b.top ? a.top : b.top, a.left < b.left ? a.left : b.left,
                    a.bottom > b.bottom ? a.bottom : b.bottom, a.right > b.right ? a.right : b.right };
}

/* Brings the chain's values of row @row up to date after the image changed in @changed. */
static void
update_chain (const Parts *parts, int row, NnRect changed)
{
  for (int i = 0; i < parts->n_chain; i++) {
    const NnNode *node = parts->chain[i];
    NnRect out = node->op->reach (node, changed);
    if (out.top >= out.bottom || out.left >= out.right)
      return; /* nothing sees it */
    node->op->forward_part (node, row, changed, out);
    changed = out;
  }
}

/* The rest of the network for the first @batch rows, whose map places are @places. */
static void
run_tail (const Map *map, const Parts *parts, int batch, const int *places)
{
  for (int i = 0; i < parts->n_tail; i++)
    parts->tail[i]->op->forward (parts->tail[i], parts->tail[i]->batched ? batch : 1);
  for (int k = 0; k < batch; k++)
    note (map, k, places[k]);
}

/* The patch moves to and fro over the image. From one place to the next only what sees its old or its new place changes; the
 * chain's last values are put aside, row by row, and the rest of the network runs over a batch of them. The graph's last row
 * holds the chain's values. */
static void
run_parts (const Map *map, const Parts *parts, int *places)
{
  NnNode *last = parts->chain[parts->n_chain - 1];
  int work = nn_graph_capacity (map->graph) - 1, batch = 0;
  size_t size = map->input->size;
  real *image = map->input->value + (size_t) work * size;
  NnRect old = { 0, 0, map->height, map->width };
  for (int i = 0; i < map->rows; i++)
    for (int j = 0; j < map->columns; j++) {
      int place = i * map->columns + (i % 2 == 0 ? j : map->columns - 1 - j);
      NnRect now = patch_rect (map, place);
      cover_place (map, image, place);
      update_chain (parts, work, both (old, now));
      old = now;
      memcpy (last->value + (size_t) batch * last->size, last->value + (size_t) work * last->size,
              last->size * sizeof (real));
      places[batch++] = place;
      if (batch == work || place == (map->rows - 1) * map->columns + (i % 2 == 0 ? map->columns - 1 : 0)) {
        run_tail (map, parts, batch, places);
        batch = 0;
      }
    }
}

/* Returns false when the network does not begin with a chain, or there is no memory. */
static bool
try_parts (const Map *map)
{
  size_t n = (size_t) nn_graph_n_nodes (map->graph), capacity = (size_t) nn_graph_capacity (map->graph);
  Parts parts = { .chain = calloc (n, sizeof (NnNode *)), .tail = calloc (n, sizeof (NnNode *)) };
  int *places = calloc (capacity, sizeof *places);
  bool ok = parts.chain != NULL && parts.tail != NULL && places != NULL && capacity >= 2 && split (map, &parts);
  if (ok)
    run_parts (map, &parts, places);
  free (parts.chain);
  free (parts.tail);
  free (places);
  return ok;
}

static double
make_map (Map *map, bool in_parts, int *class_index)
{
  map->input = nn_graph_input_node (map->graph);
  map->output = nn_graph_output (map->graph);
  map->class_index = *class_index;
  assert (map->input->size == (size_t) map->height * (size_t) map->width * (size_t) map->channels);
  map->predictions = calloc (map->output->size, sizeof *map->predictions);
  if (map->predictions == NULL)
    return (double) NAN;
  nn_occlusion_size (map->settings, map->height, map->width, &map->rows, &map->columns);
  look_at_whole (map);
  if (!in_parts || !try_parts (map))
    run_plain (map);
  free (map->predictions);
  *class_index = map->class_index;
  return map->whole;
}

double
nn_occlusion_map (NnGraph *graph, NnLink link, const real *image, int height, int width, int channels,
                  const NnOcclusion *settings, int *class_index, float *drops)
{
  Map map = { .graph = graph, .link = link, .image = image, .height = height, .width = width, .channels = channels,
              .settings = settings, .drops = drops };
  return make_map (&map, true, class_index);
}

double
nn_occlusion_map_plain (NnGraph *graph, NnLink link, const real *image, int height, int width, int channels,
                        const NnOcclusion *settings, int *class_index, float *drops)
{
  Map map = { .graph = graph, .link = link, .image = image, .height = height, .width = width, .channels = channels,
              .settings = settings, .drops = drops };
  return make_map (&map, false, class_index);
}
