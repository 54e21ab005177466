/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A convolution whose channels are cut into G groups that do not see one another (Krizhevsky et al. 2012), and whose taps lie d
 * pixels apart (Yu, Koltun 2016): y[i][j][o] = b[o] + Σ_{u,v,c} x[i s + u d − p][j s + v d − p][g in + c] w[u][v][c][o], where o is
 * of group g. Each group is an ordinary convolution of the channels it sees; the taps between are zeros. */
#include "engine/ops/image.h"

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

/* What one group's convolution works on: parts of the workspace. */
typedef struct {
  NnConv g;
  int group, pad;
  real *image, *slopes; /* padded, this group's channels */
  real *out;
  real *weights, *weight_slopes, *turned;
} Group;

static size_t
weights_size (const NnConv *g)
{
  return (size_t) (g->kernel * g->kernel * g->in_channels) * (size_t) g->out_channels;
}

/* Group 0 of @node; returns the size of the workspace. */
static size_t
lay_out (const NnNode *node, Group *group)
{
  const NnShape *x = &node->operands[0]->shape, *w = &node->operands[1]->shape;
  int pad = (int) node->settings[PAD], n = (int) node->settings[GROUPS];
  NnConv g = { .in_height = x->d[0] + 2 * pad, .in_width = x->d[1] + 2 * pad, .in_channels = w->d[2],
               .out_height = node->shape.d[0], .out_width = node->shape.d[1], .out_channels = w->d[3] / n,
               .kernel = (w->d[0] - 1) * (int) node->settings[DILATION] + 1, .stride = (int) node->settings[STRIDE] };
  real **parts[] = { &group->image, &group->slopes, &group->out, &group->weights, &group->weight_slopes, &group->turned };
  size_t out = (size_t) (g.out_height * g.out_width) * (size_t) g.out_channels, used = 0;
  size_t sizes[] = { image_size (&g), image_size (&g), out, weights_size (&g), weights_size (&g),
                     nn_conv_turned_size (&g) };
  *group = (Group) { .g = g, .pad = pad };
  for (int k = 0; k < 6; k++) {
    *parts[k] = node->workspace != NULL ? node->workspace + used : NULL;
    used += op_room (sizes[k]);
  }
  return used;
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
    return base_error_set (error, "group-conv: input %s does not go with weights %s in %d groups",
                           nn_shape_format (x, have), nn_shape_format (w, want), groups);
  NnConv g = { .kernel = (w->d[0] - 1) * (int) node->settings[DILATION] + 1, .stride = (int) node->settings[STRIDE] };
  if (!image_infer (node, &g, (int) node->settings[PAD], error))
    return false;
  node->shape = (NnShape) { 3, { g.out_height, g.out_width, w->d[3] } };
  Group group;
  node->workspace_size = lay_out (node, &group);
  return true;
}

/* For each row of kernel (u, v, c): where it lies in w, and among the taps with zeros between. */
#define FOR_TAPS(node, group)                                                                                          \
  for (int u = 0, k = (node)->operands[1]->shape.d[0], d = (int) (node)->settings[DILATION]; u < k; u++)               \
    for (int v = 0; v < k; v++)                                                                                        \
      for (int c = 0; c < (group)->g.in_channels; c++)
#define TAP_IN_WEIGHTS(node, group)                                                                                    \
  ((size_t) ((u * k + v) * (group)->g.in_channels + c) * (size_t) (node)->operands[1]->shape.d[3] +                    \
   (size_t) ((group)->group * (group)->g.out_channels))
#define TAP_IN_GROUP(group)                                                                                            \
  ((size_t) (((u * d) * (group)->g.kernel + v * d) * (group)->g.in_channels + c) * (size_t) (group)->g.out_channels)

static void
take_weights (const NnNode *node, const Group *group)
{
  memset (group->weights, 0, weights_size (&group->g) * sizeof (real));
  FOR_TAPS (node, group)
    memcpy (group->weights + TAP_IN_GROUP (group), node->operands[1]->value + TAP_IN_WEIGHTS (node, group),
            (size_t) group->g.out_channels * sizeof (real));
}

static void
give_weight_slopes (const NnNode *node, const Group *group)
{
  FOR_TAPS (node, group)
    for (size_t o = 0; o < (size_t) group->g.out_channels; o++)
      op_give (&node->operands[1]->gradient[TAP_IN_WEIGHTS (node, group) + o],
               group->weight_slopes[TAP_IN_GROUP (group) + o], op_adds (node, 1));
}

/* The channels of row r of operand 0 into the padded image, whose border is zero. */
static void
take_image (const NnNode *node, const Group *group, size_t r)
{
  const NnNode *x = node->operands[0];
  image_pad (&x->shape, group->pad, group->g.in_channels,
             x->value + r * x->size + (size_t) (group->group * group->g.in_channels), group->image);
}

static void
forward_rows (const NnNode *node, size_t first, size_t end)
{
  Group group;
  lay_out (node, &group);
  memset (group.image, 0, image_size (&group.g) * sizeof (real));
  for (; group.group < (int) node->settings[GROUPS]; group.group++) {
    size_t channel = (size_t) (group.group * group.g.out_channels);
    take_weights (node, &group);
    for (size_t r = first; r < end; r++) {
      take_image (node, &group, r);
      nn_kernels ()->conv (&group.g, group.image, group.weights, node->operands[2]->value + channel, group.out);
      image_unpad (&node->shape, 0, group.g.out_channels, group.out, node->value + r * node->size + channel, false);
    }
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
  Group group;
  lay_out (node, &group);
  return op_reach_windows (node, in, group.g.kernel, group.g.stride, group.pad);
}

static void
forward_part (const NnNode *node, int row, NnRect in, NnRect out)
{
  forward_rows (node, (size_t) row, (size_t) row + 1);
}

static void
backward_row (const NnNode *node, const Group *group, size_t r)
{
  const NnKernels *k = nn_kernels ();
  const NnNode *x = node->operands[0];
  size_t channel = (size_t) (group->group * group->g.out_channels);
  image_pad (&node->shape, 0, group->g.out_channels, node->gradient + r * node->size + channel, group->out);
  take_image (node, group, r);
  k->conv_weights (&group->g, group->image, group->out, group->weight_slopes);
  if (x->gradient == NULL)
    return;
  memset (group->slopes, 0, image_size (&group->g) * sizeof (real));
  k->conv_input (&group->g, group->out, group->turned, group->slopes);
  image_unpad (&x->shape, group->pad, group->g.in_channels, group->slopes,
               x->gradient + r * x->size + (size_t) (group->group * group->g.in_channels), op_adds (node, 0));
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *w = node->operands[1], *b = node->operands[2];
  Group group;
  lay_out (node, &group);
  memset (group.image, 0, image_size (&group.g) * sizeof (real));
  for (; group.group < (int) node->settings[GROUPS]; group.group++) {
    take_weights (node, &group);
    nn_kernels ()->conv_turn (&group.g, group.weights, group.turned);
    memset (group.weight_slopes, 0, weights_size (&group.g) * sizeof (real));
    for (size_t r = 0; r < (size_t) rows; r++)
      backward_row (node, &group, r);
    if (w->gradient != NULL)
      give_weight_slopes (node, &group);
  }
  if (b->gradient != NULL)
    nn_kernels ()->column_sums (rows * group.g.out_height * group.g.out_width, node->shape.d[2], node->gradient,
                                b->gradient, op_adds (node, 2));
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { 1 + which, 2, 2 - which, 2 };
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 3, { 5, 6, 4 } });
  NnNode *w = op_example_parameter (graph, (NnShape) { 4, { 3, 3, 2, 6 } });
  NnNode *b = op_example_parameter (graph, (NnShape) { 1, { 6 } });
  return nn_graph_apply (graph, &nn_op_group_conv, settings, 3, (NnNode *[]) { x, w, b }, error);
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
  .n_examples = 2,
};
