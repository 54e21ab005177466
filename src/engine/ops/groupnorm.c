/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y = γ (x − μ) / √(σ² + ε) + β, μ and σ² over the channels of a group, at all places of a sample (Wu, He 2018; one channel in a
 * group: Ulyanov et al. 2016, instance normalisation) or at each place (Ba et al. 2016, layer normalisation). A *block* is
 * what is normalised at one go: a sample, or a place. Scratch keeps μ and 1 / √(σ² + ε) of each group of each block. */
#include "engine/ops/common.h"

#include "base/words.h"

#include <string.h>
#include <tgmath.h>

extern const NnOp nn_op_groupnorm;

enum { GROUPS, EPSILON, PLACES };
enum { X, GAMMA, BETA };
enum { MEAN, FACTOR, VARIANCE, SUMS = VARIANCE, PRODUCTS, LINEAR, CONSTANT, N_PARTS };

static const Param params[] = {
  { "groups", N_ ("Groups (0: one for each channel)"), NULL, PARAM_INT, 0, 0, 65536, 1 },
  { "eps", N_ ("ε"), NULL, PARAM_REAL, PARAM_LOG, 0, 1, 1e-5 },
  { "places", N_ ("Each place apart"), NULL, PARAM_BOOL, 0, 0, 1, 0 },
  { 0 },
};

static size_t
n_groups (const NnNode *node)
{
  return node->settings[GROUPS] > 0 ? (size_t) node->settings[GROUPS] : op_channels (node);
}

/* Places in a block. */
static size_t
n_places (const NnNode *node)
{
  return node->settings[PLACES] > 0 ? 1 : nn_shape_size (&node->shape) / op_channels (node);
}

static real *
part (const NnNode *node, int k)
{
  return node->workspace + (size_t) k * op_room (op_channels (node));
}

/* Operands: x of any shape, γ {channels}, β {channels}. */
static bool
infer (NnNode *node, BaseError *error)
{
  node->shape = node->operands[X]->shape;
  size_t channels = op_channels (node);
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  if (node->operands[GAMMA]->size != channels || node->operands[BETA]->size != channels)
    return base_error_set (error, _ ("groupnorm: input %s does not go with scales %s"), nn_shape_format (&node->shape, have),
                           nn_shape_format (&node->operands[GAMMA]->shape, want));
  if (channels % n_groups (node) != 0)
    return base_error_set (error, _ ("groupnorm: %d channels do not make %d equal groups"), (int) channels,
                           (int) n_groups (node));
  node->scratch_size = nn_shape_size (&node->shape) / (n_places (node) * channels) * n_groups (node) * 2;
  node->workspace_size = N_PARTS * op_room (channels);
  return true;
}

/* From the moments of the channels those of the groups: { μ, 1 / √(σ² + ε) } each. */
static void
join_groups (const NnNode *node, real *groups)
{
  size_t n = op_channels (node) / n_groups (node);
  const real *mean = part (node, MEAN), *variance = part (node, VARIANCE);
  for (size_t g = 0; g < n_groups (node); g++, mean += n, variance += n, groups += 2) {
    double centre = 0, square = 0;
    for (size_t c = 0; c < n; c++)
      centre += (double) mean[c] / (double) n;
    for (size_t c = 0; c < n; c++) {
      double apart = (double) mean[c] - centre;
      square += ((double) variance[c] + apart * apart) / (double) n;
    }
    groups[0] = (real) centre;
    groups[1] = (real) (1 / sqrt (square + node->settings[EPSILON]));
  }
}

/* For each channel its group's mean, and γ / √(σ² + ε). */
static void
spread_groups (const NnNode *node, const real *groups)
{
  size_t n = op_channels (node) / n_groups (node);
  for (size_t c = 0; c < op_channels (node); c++) {
    part (node, MEAN)[c] = groups[c / n * 2];
    part (node, FACTOR)[c] = groups[c / n * 2 + 1] * node->operands[GAMMA]->value[c];
  }
}

/* A group at one place: its numbers stand side by side, and blocks are so many rows of groups. */
static int
n_blocks (const NnNode *node, int rows)
{
  return rows * (int) (node->size / (n_places (node) * op_channels (node)));
}

static void
forward (const NnNode *node, int rows)
{
  const NnKernels *k = nn_kernels ();
  int places = (int) n_places (node), channels = (int) op_channels (node), n = (int) n_groups (node);
  if (places == 1) {
    k->runs (n_blocks (node, rows), n, channels / n, (real) node->settings[EPSILON], node->operands[X]->value,
             node->operands[GAMMA]->value, node->operands[BETA]->value, node->scratch, node->value);
    return;
  }
  size_t block = (size_t) places * (size_t) channels;
  real *groups = node->scratch;
  for (size_t at = 0; at < (size_t) rows * node->size; at += block, groups += 2 * n_groups (node)) {
    const real *x = node->operands[X]->value + at;
    k->moments (places, channels, x, part (node, MEAN), part (node, VARIANCE));
    join_groups (node, groups);
    spread_groups (node, groups);
    k->normalise (places, channels, x, part (node, MEAN), part (node, FACTOR), node->operands[BETA]->value,
                  node->value + at);
  }
}

/* With x̂ = (x − μ) / σ and means over a group: dx = (γ dy − mean (γ dy) − x̂ mean (γ dy x̂)) / σ. */
static void
fill_slopes (const NnNode *node, const real *groups)
{
  size_t n = op_channels (node) / n_groups (node);
  const real *gamma = node->operands[GAMMA]->value, *sums = part (node, SUMS), *products = part (node, PRODUCTS);
  for (size_t c = 0; c < op_channels (node); c += n, groups += 2) {
    double sum = 0, product = 0, total = (double) (n * n_places (node)), power = (double) groups[1];
    for (size_t i = c; i < c + n; i++) {
      sum += (double) gamma[i] * (double) sums[i];
      product += (double) gamma[i] * (double) products[i];
    }
    for (size_t i = c; i < c + n; i++) {
      part (node, LINEAR)[i] = (real) (-product / total * power * power * power);
      part (node, CONSTANT)[i] = (real) (-sum / total * power);
    }
  }
}

static void
give_channels (const NnNode *node, int operand, const real *slopes)
{
  real *gradient = node->operands[operand]->gradient;
  for (size_t c = 0; gradient != NULL && c < op_channels (node); c++)
    op_give (&gradient[c], slopes[c], op_adds (node, operand));
}

static void
backward_runs (const NnNode *node, int rows)
{
  int channels = (int) op_channels (node), n = (int) n_groups (node);
  real *dgamma = part (node, PRODUCTS), *dbeta = part (node, SUMS);
  memset (dgamma, 0, (size_t) channels * sizeof (real));
  memset (dbeta, 0, (size_t) channels * sizeof (real));
  nn_kernels ()->runs_slope (n_blocks (node, rows), n, channels / n, node->operands[X]->value, node->scratch,
                             node->operands[GAMMA]->value, node->gradient, dgamma, dbeta, node->operands[X]->gradient,
                             op_adds (node, X));
  give_channels (node, GAMMA, dgamma);
  give_channels (node, BETA, dbeta);
}

static void
backward (const NnNode *node, int rows)
{
  const NnKernels *k = nn_kernels ();
  if (n_places (node) == 1) {
    backward_runs (node, rows);
    return;
  }
  const NnNode *x = node->operands[X], *gamma = node->operands[GAMMA], *beta = node->operands[BETA];
  int places = (int) n_places (node), channels = (int) op_channels (node);
  size_t block = (size_t) places * (size_t) channels, n = (size_t) channels / n_groups (node);
  const real *groups = node->scratch, *sums = part (node, SUMS), *products = part (node, PRODUCTS);
  for (size_t at = 0; at < (size_t) rows * node->size; at += block, groups += 2 * n_groups (node)) {
    spread_groups (node, groups);
    k->moments_slope (places, channels, x->value + at, part (node, MEAN), node->gradient + at, part (node, SUMS),
                      part (node, PRODUCTS));
    for (size_t c = 0; c < (size_t) channels; c++) {
      if (beta->gradient != NULL)
        op_give (&beta->gradient[c], sums[c], at > 0 || op_adds (node, BETA));
      if (gamma->gradient != NULL)
        op_give (&gamma->gradient[c], products[c] * groups[c / n * 2 + 1], at > 0 || op_adds (node, GAMMA));
    }
    fill_slopes (node, groups);
    if (x->gradient != NULL)
      k->normalise_slope (places, channels, x->value + at, part (node, MEAN), node->gradient + at, part (node, FACTOR),
                          part (node, LINEAR), part (node, CONSTANT), x->gradient + at, op_adds (node, X));
  }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  static const double settings[][PARAM_MAX] = { { 1, 1e-3, 0 }, { 1, 1e-3, 1 }, { 0, 1e-3, 0 }, { 2, 1e-3, 0 } };
  const NnShape channels = { 1, { 4 } };
  NnNode *x = nn_graph_input (graph, "x", which == 1 ? (NnShape) { 2, { 3, 4 } } : (NnShape) { 3, { 2, 3, 4 } });
  NnNode *gamma = op_example_parameter (graph, channels), *beta = op_example_parameter (graph, channels);
  return nn_graph_apply (graph, &nn_op_groupnorm, settings[which], 3, (NnNode *[]) { x, gamma, beta }, error);
}

const NnOp nn_op_groupnorm = {
  .entry = { "groupnorm", N_ ("Group normalisation"), N_ ("y = γ (x − μ) / √(σ² + ε) + β, μ and σ² of a group of channels"),
             "Wu, He 2018, Group normalization", params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .example = example,
  .n_examples = 4,
};
