/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "calc/calc.h"
#include "engine/op.h"

#include <math.h>
#include <stdlib.h>

enum { HEIGHT, WIDTH, KERNEL, STRIDE, PAD, DILATION, CHANNELS, FILTERS };

static const Param params[] = {
  { "height", N_ ("Height of the image"), "px", PARAM_INT, PARAM_LOG, 1, 256, 32 },
  { "width", N_ ("Width of the image"), "px", PARAM_INT, PARAM_LOG, 1, 256, 32 },
  { "kernel", N_ ("Kernel"), "px", PARAM_INT, 0, 1, 15, 3 },
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 16, 1 },
  { "pad", N_ ("Padding"), "px", PARAM_INT, 0, 0, 16, 0 },
  { "dilation", N_ ("Dilation"), "px", PARAM_INT, 0, 1, 16, 1 },
  { "channels", N_ ("Channels of the image"), NULL, PARAM_INT, 0, 1, 16, 1 },
  { "filters", N_ ("Filters"), NULL, PARAM_INT, 0, 1, 16, 4 },
  { NULL },
};

enum {
  OUT_HEIGHT, OUT_WIDTH, N_PARAMS, MACS, PATCH_ROWS, PATCH_COLUMNS, PATCH_BYTES, PATCH_DIFFERENCE, FLIP_DIFFERENCE,
  SYMMETRIC_DIFFERENCE, LAYOUT_SHARE, IMAGE, WEIGHTS, MAP
};

static const CalcOutput outputs[] = {
  [OUT_HEIGHT] = { "out_height", N_ ("Height of the map"), "px" },
  [OUT_WIDTH] = { "out_width", N_ ("Width of the map"), "px" },
  [N_PARAMS] = { "params", N_ ("Parameters") },
  [MACS] = { "macs", N_ ("Multiply–adds") },
  [PATCH_ROWS] = { "patch_rows", N_ ("Rows of the matrix of patches: places") },
  [PATCH_COLUMNS] = { "patch_columns", N_ ("Its columns: numbers that a place sees") },
  [PATCH_BYTES] = { "patch_bytes", N_ ("Its memory"), "B" },
  [PATCH_DIFFERENCE] = { "im2col_difference", N_ ("Matrix product against direct convolution") },
  [FLIP_DIFFERENCE] = { "flip_difference", N_ ("Correlation against convolution") },
  [SYMMETRIC_DIFFERENCE] = { "symmetric_flip_difference", N_ ("The same for a kernel equal to its half turn") },
  [LAYOUT_SHARE] = { "layout_share", N_ ("Pixels with another address if width comes before height") },
  [IMAGE] = { "image", N_ ("Image"), NULL, CALC_IMAGE },
  [WEIGHTS] = { "weights", N_ ("Kernel of the first filter"), NULL, CALC_IMAGE },
  [MAP] = { "map", N_ ("Its map"), NULL, CALC_IMAGE },
  { NULL },
};

/* ⌊(n + 2p − d (k − 1) − 1) / s⌋ + 1; 0 where the kernel does not fit. */
static int
out_side (const double *v, double side)
{
  double room = side + 2 * v[PAD] - v[DILATION] * (v[KERNEL] - 1) - 1;
  return room < 0 ? 0 : (int) floor (room / v[STRIDE]) + 1;
}

typedef struct {
  int height, width, channels, kernel, filters, out_height, out_width, columns;
  double *image, *weights, *patches; /* patches [places][kernel][kernel][channels] */
} Problem;

/* What each place of the map sees, zeros outside the image. */
static void
fill_patches (const double *v, Problem *p)
{
  double *to = p->patches;
  for (int place = 0; place < p->out_height * p->out_width; place++)
    for (int tap = 0; tap < p->kernel * p->kernel; tap++) {
      int y = place / p->out_width * (int) v[STRIDE] + tap / p->kernel * (int) v[DILATION] - (int) v[PAD];
      int x = place % p->out_width * (int) v[STRIDE] + tap % p->kernel * (int) v[DILATION] - (int) v[PAD];
      bool inside = y >= 0 && y < p->height && x >= 0 && x < p->width;
      for (int c = 0; c < p->channels; c++)
        *to++ = inside ? p->image[(y * p->width + x) * p->channels + c] : 0;
    }
}

/* Σ over what @place sees; @flipped: with the kernel turned by half. */
static double
product (const Problem *p, const double *weights, int place, int filter, bool flipped)
{
  double sum = 0;
  for (int i = 0; i < p->columns; i++) {
    int tap = i / p->channels, from = flipped ? p->kernel * p->kernel - 1 - tap : tap;
    sum += p->patches[place * p->columns + i] * weights[(from * p->channels + i % p->channels) * p->filters + filter];
  }
  return sum;
}

/* The largest difference to what the engine's layer makes of the same image and weights; NAN with a message. */
static double
against_engine (const double *v, const Problem *p, BaseError *error)
{
  const NnLayer *layer = (const NnLayer *) base_registry_find (&nn_layers, "conv2d");
  const NnLayerOptions options = { 0 };
  double values[PARAM_MAX], worst = NAN;
  params_defaults (layer->entry.params, values);
  const char *const names[] = { "filters", "kernel", "stride", "pad", "dilation" };
  const int from[] = { FILTERS, KERNEL, STRIDE, PAD, DILATION };
  for (int i = 0; i < 5; i++)
    values[params_find (layer->entry.params, names[i])] = v[from[i]];
  NnGraph *graph = nn_graph_new ();
  NnNode *input = nn_graph_input (graph, "input", (NnShape){ 3, { p->height, p->width, p->channels } });
  NnNode *output = nn_layer_build (layer, graph, input, 0, NULL, values, &options, error);
  if (output != NULL && nn_graph_compile (graph, output, NULL, 1, error)) {
    const NnLayerView *view = nn_graph_layer (graph, 0);
    for (size_t i = 0; i < view->weight->size; i++)
      view->weight->value[i] = (real) p->weights[i];
    for (size_t i = 0; i < input->size; i++)
      input->value[i] = (real) p->image[i];
    nn_graph_predict (graph, 1);
    worst = 0;
    for (size_t i = 0; i < output->size; i++)
      worst = fmax (worst, fabs (product (p, p->weights, (int) i / p->filters, (int) i % p->filters, false) -
                                 (double) output->value[i]));
  }
  nn_graph_free (graph);
  return worst;
}

/* Of the first filter. */
static double
flip_difference (const Problem *p, bool symmetric)
{
  double *weights = calc_new ((size_t) (p->columns * p->filters), sizeof *weights), worst = 0;
  int n_taps = p->kernel * p->kernel, tap_size = p->channels * p->filters;
  for (int i = 0; i < p->columns * p->filters; i++) {
    double turned = p->weights[(n_taps - 1 - i / tap_size) * tap_size + i % tap_size];
    weights[i] = symmetric ? (p->weights[i] + turned) / 2 : p->weights[i];
  }
  for (int place = 0; place < p->out_height * p->out_width; place++)
    worst = fmax (worst, fabs (product (p, weights, place, 0, false) - product (p, weights, place, 0, true)));
  free (weights);
  return worst;
}

static double
layout_share (int height, int width)
{
  int n_moved = 0;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      n_moved += y * width + x != x * height + y;
  return (double) n_moved / (height * width);
}

/* Of the first channel, of the first filter. */
static void
fill_images (CalcResults *results, const Problem *p)
{
  double *image = calc_image (results, IMAGE, p->height, p->width), *kernel = calc_image (results, WEIGHTS, p->kernel, p->kernel),
         *map = calc_image (results, MAP, p->out_height, p->out_width);
  for (int i = 0; i < p->height * p->width; i++)
    image[i] = p->image[i * p->channels];
  for (int i = 0; i < p->kernel * p->kernel; i++)
    kernel[i] = p->weights[i * p->channels * p->filters];
  for (int i = 0; i < p->out_height * p->out_width; i++)
    map[i] = product (p, p->weights, i, 0, false);
}

/* Random pixels and weights. */
static void
make_problem (const CalcInput *input, Problem *p)
{
  const double *v = input->values;
  BaseRng rng;
  *p = (Problem){ (int) v[HEIGHT], (int) v[WIDTH], (int) v[CHANNELS], (int) v[KERNEL], (int) v[FILTERS],
                  out_side (v, v[HEIGHT]), out_side (v, v[WIDTH]), (int) (v[KERNEL] * v[KERNEL] * v[CHANNELS]) };
  int n_pixels = p->height * p->width * p->channels, n_weights = p->columns * p->filters;
  p->image = calc_new ((size_t) n_pixels, sizeof (double));
  p->weights = calc_new ((size_t) n_weights, sizeof (double));
  p->patches = calc_new ((size_t) (p->out_height * p->out_width) * (size_t) p->columns, sizeof (double));
  base_rng_init (&rng, input->seed, RNG_DATA_TRAIN);
  for (int i = 0; i < n_pixels; i++)
    p->image[i] = base_rng_uniform (&rng);
  for (int i = 0; i < n_weights; i++)
    p->weights[i] = base_rng_normal (&rng) / sqrt (p->columns);
  fill_patches (v, p);
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values, out_height = out_side (v, v[HEIGHT]), out_width = out_side (v, v[WIDTH]);
  const double columns = v[KERNEL] * v[KERNEL] * v[CHANNELS], places = out_height * out_width;
  Problem p;
  if (places == 0)
    return base_error_set (error, _ ("convolution: a kernel of %g px with dilation %g does not fit into %g x %g px with padding %g"),
                           v[KERNEL], v[DILATION], v[HEIGHT], v[WIDTH], v[PAD]);
  if (places * columns > 4e7)
    return base_error_set (error, _ ("convolution: the matrix of patches has %g numbers: expected at most 4e7"), places * columns);
  make_problem (input, &p);
  double difference = against_engine (v, &p, error);
  const double numbers[] = {
    [OUT_HEIGHT] = out_height, [OUT_WIDTH] = out_width, [N_PARAMS] = (columns + 1) * v[FILTERS],
    [MACS] = columns * v[FILTERS] * places, [PATCH_ROWS] = places, [PATCH_COLUMNS] = columns, [PATCH_BYTES] = 4 * places * columns,
    [PATCH_DIFFERENCE] = difference, [FLIP_DIFFERENCE] = flip_difference (&p, false),
    [SYMMETRIC_DIFFERENCE] = flip_difference (&p, true), [LAYOUT_SHARE] = layout_share (p.height, p.width),
  };
  for (int i = OUT_HEIGHT; i <= LAYOUT_SHARE; i++)
    calc_set (results, i, numbers[i]);
  fill_images (results, &p);
  free (p.image);
  free (p.weights);
  free (p.patches);
  return !isnan (difference);
}

const CalcCalculator calc_convolution = {
  { "convolution", N_ ("Arithmetic of a convolution"),
    N_ ("Output side ⌊(n + 2p − d (k − 1) − 1) / s⌋ + 1, (k² c + 1) f parameters, k² c f multiply–adds for each place; as a product of the matrix of "
        "patches with that of weights, against the layer of the networks; and against the kernel turned by half"),
    "Dumoulin, Visin 2016, A guide to convolution arithmetic for deep learning", params },
  outputs,
  .draws = true,
  .compute = compute,
};
