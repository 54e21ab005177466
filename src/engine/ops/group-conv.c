/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A convolution whose channels are cut into G groups that do not see one another (Krizhevsky et al. 2012), and whose taps lie d
 * pixels apart (Yu, Koltun 2016): y[i][j][o] = b[o] + Σ_{u,v,c} x[i s + u d − p][j s + v d − p][g in + c] w[u][v][c][o], where o is
 * of group g. A group of many channels is an ordinary convolution of what it sees, small ones go side by side; so do the pixels
 * d apart that an output sees, which are an image of their own. */
#include "engine/ops/image.h"

#include "base/words.h"

#include <string.h>

extern const NnOp nn_op_group_conv;

enum { STRIDE, PAD, DILATION, GROUPS };

static const Param params[] = {
  { "stride", N_ ("Stride"), "px", PARAM_INT, 0, 1, 64, 1 },
  { "pad", N_ ("Padding"), "px", PARAM_INT, 0, 0, 64, 0 },
  { "dilation", N_ ("Dilation"), "px", PARAM_INT, 0, 1, 64, 1 },
  { "groups", N_ ("Groups"), NULL, PARAM_INT, 0, 1, 4096, 1 },
  { 0 },
};

/* What one convolution works on: the channels of one group, or of all where groups are small, and every d-th pixel. Outputs
 * n_phases apart see the same pixels, each of which lies d from the next. */
typedef struct {
  NnConv g;
  int n_parts, part;            /* of the channels */
  int n_phases, row, column;    /* of outputs, along each side */
  real *image, *slopes;
  real *out;
  real *weights, *weight_slopes, *turned;
} Part;

static int
divisor (int a, int b)
{
  return b == 0 ? a : divisor (b, a % b);
}

/* The geometry of the phase at hand: the outputs from (row, column) on, and what they see. */
static void
set_phase (const NnNode *node, Part *part)
{
  NnConv *g = &part->g;
  g->out_height = (node->shape.d[0] - part->row + part->n_phases - 1) / part->n_phases;
  g->out_width = (node->shape.d[1] - part->column + part->n_phases - 1) / part->n_phases;
  g->in_height = (g->out_height - 1) * g->stride + g->kernel;
  g->in_width = (g->out_width - 1) * g->stride + g->kernel;
}

/* The first part of @node; returns the size of the workspace. */
static size_t
lay_out (const NnNode *node, Part *part)
{
  const NnShape *w = &node->operands[1]->shape;
  int groups = (int) node->settings[GROUPS], stride = (int) node->settings[STRIDE], n_out = w->d[3] / groups;
  int common = divisor (stride, (int) node->settings[DILATION]);
  bool small = groups > 1 && w->d[2] <= NN_SMALL_GROUP && n_out <= NN_SMALL_GROUP;
  *part = (Part) { .g = { .in_channels = small ? w->d[2] * groups : w->d[2], .out_channels = small ? w->d[3] : n_out,
                          .kernel = w->d[0], .stride = stride / common, .groups = small ? groups : 1 },
                   .n_parts = small ? 1 : groups, .n_phases = (int) node->settings[DILATION] / common };
  set_phase (node, part);
  const NnConv *g = &part->g;
  real **parts[] = { &part->image, &part->slopes, &part->out, &part->weights, &part->weight_slopes, &part->turned };
  size_t weights = (size_t) (g->kernel * g->kernel * w->d[2]) * (size_t) g->out_channels, used = 0;
  size_t out = (size_t) (g->out_height * g->out_width) * (size_t) g->out_channels;
  size_t sizes[] = { image_size (g), image_size (g), out, weights, weights, small ? weights : nn_conv_turned_size (g) };
  for (int k = 0; k < 6; k++) {
    *parts[k] = node->workspace != NULL ? node->workspace + used : NULL;
    used += op_room (sizes[k]);
  }
  return used;
}

/* The next phase; false: that was the last. */
static bool
next_phase (const NnNode *node, Part *part)
{
  int n_rows = part->n_phases < node->shape.d[0] ? part->n_phases : node->shape.d[0];
  int n_columns = part->n_phases < node->shape.d[1] ? part->n_phases : node->shape.d[1];
  part->column = part->column + 1 < n_columns ? part->column + 1 : 0;
  part->row += part->column == 0;
  bool more = part->row < n_rows;
  part->row = more ? part->row : 0;
  set_phase (node, part);
  return more;
}

/* Operands: x {height, width, in}, w {k, k, in / groups, out}, b {out}. */
static bool
infer (NnNode *node, BaseError *error)
{
  const NnShape *x = &node->operands[0]->shape, *w = &node->operands[1]->shape;
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  int groups = (int) node->settings[GROUPS];
  if (x->n != 3 || w->n != 4 || w->d[0] != w->d[1] || x->d[2] != w->d[2] * groups || w->d[3] % groups != 0 ||
      node->operands[2]->size != (size_t) w->d[3])
    return base_error_set (error, _ ("group-conv: input %s does not go with weights %s in %d groups"),
                           nn_shape_format (x, have), nn_shape_format (w, want), groups);
  NnConv g = { .kernel = (w->d[0] - 1) * (int) node->settings[DILATION] + 1, .stride = (int) node->settings[STRIDE] };
  if (!image_infer (node, &g, (int) node->settings[PAD], error))
    return false;
  node->shape = (NnShape) { 3, { g.out_height, g.out_width, w->d[3] } };
  Part part;
  node->workspace_size = lay_out (node, &part);
  return true;
}

/* n channels from @channel on of every @step-th pixel, row @row and column @column first. */
typedef struct {
  const NnShape *shape;
  int row, column, step, channel, n;
} Lattice;

static Lattice
input_lattice (const NnNode *node, const Part *part)
{
  int stride = (int) node->settings[STRIDE], pad = (int) node->settings[PAD], n = part->g.in_channels;
  return (Lattice) { &node->operands[0]->shape, part->row * stride - pad, part->column * stride - pad,
                     (int) node->settings[DILATION], part->part * n, n };
}

static Lattice
output_lattice (const NnNode *node, const Part *part)
{
  int n = part->g.out_channels;
  return (Lattice) { &node->shape, part->row, part->column, part->n_phases, part->part * n, n };
}

/* Where pixel (i, j) of @l begins; −1: outside. */
static ptrdiff_t
pixel_of (const Lattice *l, int i, int j)
{
  const int *d = l->shape->d;
  int row = l->row + i * l->step, column = l->column + j * l->step;
  bool inside = row >= 0 && row < d[0] && column >= 0 && column < d[1];
  return inside ? ((ptrdiff_t) row * d[1] + column) * d[2] + l->channel : -1;
}

/* The pixels of @l, zeros outside, side by side into @to. */
static void
take (Lattice l, int height, int width, const real *image, real *to)
{
  size_t n = (size_t) l.n;
  for (int i = 0; i < height; i++)
    for (int j = 0; j < width; j++, to += n) {
      ptrdiff_t at = pixel_of (&l, i, j);
      if (at >= 0)
        memcpy (to, image + at, n * sizeof (real));
      else
        memset (to, 0, n * sizeof (real));
    }
}

/* And back into, or onto, an image. */
static void
give (Lattice l, int height, int width, const real *from, real *image, bool add)
{
  size_t n = (size_t) l.n;
  for (int i = 0; i < height; i++)
    for (int j = 0; j < width; j++, from += n) {
      ptrdiff_t at = pixel_of (&l, i, j);
      for (size_t c = 0; at >= 0 && c < n; c++)
        op_give (&image[at + (ptrdiff_t) c], from[c], add);
    }
}

/* The part's columns of the weights, or of their gradient, between @all and @mine. */
static void
share_weights (const NnNode *node, const Part *part, real *all, real *mine, bool back, bool add)
{
  const NnNode *w = node->operands[1];
  size_t n = (size_t) part->g.out_channels, columns = (size_t) w->shape.d[3], first = (size_t) part->part * n;
  for (size_t row = 0; row < w->size / columns; row++)
    for (size_t o = 0; o < n; o++)
      if (back)
        op_give (&all[row * columns + first + o], mine[row * n + o], add);
      else
        mine[row * n + o] = all[row * columns + first + o];
}

static void
forward_rows (const NnNode *node, size_t first, size_t end)
{
  const NnKernels *k = nn_kernels ();
  const NnNode *x = node->operands[0];
  Part part;
  lay_out (node, &part);
  for (; part.part < part.n_parts; part.part++) {
    const real *b = node->operands[2]->value + part.part * part.g.out_channels;
    share_weights (node, &part, node->operands[1]->value, part.weights, false, false);
    do
      for (size_t r = first; r < end; r++) {
        const NnConv *g = &part.g;
        take (input_lattice (node, &part), g->in_height, g->in_width, x->value + r * x->size, part.image);
        (g->groups > 1 ? k->grouped : k->conv) (g, part.image, part.weights, b, part.out);
        give (output_lattice (node, &part), g->out_height, g->out_width, part.out, node->value + r * node->size, false);
      }
    while (next_phase (node, &part));
  }
}

static void
forward (const NnNode *node, int rows)
{
  forward_rows (node, 0, (size_t) rows);
}

static NnRect
reach (const NnNode *node, NnRect in)
{
  int kernel = (node->operands[1]->shape.d[0] - 1) * (int) node->settings[DILATION] + 1;
  return op_reach_windows (node, in, kernel, (int) node->settings[STRIDE], (int) node->settings[PAD]);
}

static void
forward_part (const NnNode *node, int row, NnRect in, NnRect out)
{
  forward_rows (node, (size_t) row, (size_t) row + 1);
}

/* Small groups: [u][v][o][c], o the outputs of c's group. */
static void
turn_small (const NnConv *g, const real *w, real *turned)
{
  int n_in = g->in_channels / g->groups, n_out = g->out_channels / g->groups;
  for (int tap = 0; tap < g->kernel * g->kernel; tap++)
    for (int o = 0; o < n_out; o++)
      for (int c = 0; c < g->in_channels; c++)
        *turned++ = w[(tap * n_in + c % n_in) * g->out_channels + c / n_in * n_out + o];
}

static void
backward_row (const NnNode *node, const Part *part, size_t r)
{
  const NnKernels *k = nn_kernels ();
  const NnNode *x = node->operands[0];
  const NnConv *g = &part->g;
  bool small = g->groups > 1;
  take (output_lattice (node, part), g->out_height, g->out_width, node->gradient + r * node->size, part->out);
  take (input_lattice (node, part), g->in_height, g->in_width, x->value + r * x->size, part->image);
  if (small)
    k->grouped_weights (g, part->image, part->out, part->weight_slopes);
  else
    k->conv_weights (g, part->image, part->out, part->weight_slopes, 0, g->kernel);
  if (x->gradient == NULL)
    return;
  if (!small)
    memset (part->slopes, 0, image_size (g) * sizeof (real));
  (small ? k->grouped_input : k->conv_input) (g, part->out, part->turned, part->slopes);
  give (input_lattice (node, part), g->in_height, g->in_width, part->slopes, x->gradient + r * x->size, true);
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[0], *w = node->operands[1], *b = node->operands[2];
  Part part;
  lay_out (node, &part);
  size_t weights = w->size / (size_t) part.n_parts;
  if (x->gradient != NULL && !op_adds (node, 0))
    memset (x->gradient, 0, (size_t) rows * x->size * sizeof (real));
  for (; part.part < part.n_parts; part.part++) {
    share_weights (node, &part, w->value, part.weights, false, false);
    (part.g.groups > 1 ? turn_small : nn_kernels ()->conv_turn) (&part.g, part.weights, part.turned);
    memset (part.weight_slopes, 0, weights * sizeof (real));
    do
      for (size_t r = 0; r < (size_t) rows; r++)
        backward_row (node, &part, r);
    while (next_phase (node, &part));
    if (w->gradient != NULL)
      share_weights (node, &part, w->gradient, part.weight_slopes, true, op_adds (node, 1));
  }
  if (b->gradient != NULL)
    nn_kernels ()->column_sums (rows * node->shape.d[0] * node->shape.d[1], node->shape.d[2], node->gradient,
                                b->gradient, op_adds (node, 2));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  static const double settings[][PARAM_MAX] = { { 1, 2, 2, 2 }, { 2, 2, 1, 2 }, { 2, 4, 3, 3 }, { 4, 3, 2, 1 }, { 2, 1, 1, 6 } };
  int groups = (int) settings[which][GROUPS];
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 5, 6, 6 } });
  NnNode *w = op_example_parameter (graph, (NnShape) { 4, { 3, 3, 6 / groups, 12 } });
  NnNode *b = op_example_parameter (graph, (NnShape) { 1, { 12 } });
  return nn_graph_apply (graph, &nn_op_group_conv, settings[which], 3, (NnNode *[]) { x, w, b }, error);
}

const NnOp nn_op_group_conv = {
  .entry = { "group-conv", N_ ("Grouped convolution"), N_ ("groups of channels that do not see one another; taps d apart"),
             "Yu, Koltun 2016, Multi-scale context aggregation by dilated convolutions", params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .reach = reach,
  .forward_part = forward_part,
  .example = example,
  .n_examples = 5,
};
