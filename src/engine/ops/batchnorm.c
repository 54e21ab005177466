/* SPDX-License-Identifier: GPL-3.0-or-later */
/* y = γ (x − μ) / √(σ² + ε) + β for each channel (the last dim), μ and σ² over the N places of a channel in the batch; in
 * evaluation the running ones r, which an update moves by r ← (1 − m) r + m s, where the statistic s is the batch's mean, or
 * its variance Σ (x − μ)² / (N − 1), as PyTorch has it (with N = 1 only the mean moves). Backward, with x̂ = (x − μ) / σ and means
 * over the N places: dx = γ / σ (dy − mean (dy) − x̂ mean (dy x̂)). */
#include "engine/ops/common.h"

#include "base/words.h"

#include <string.h>
#include <tgmath.h>

extern const NnOp nn_op_batchnorm;
extern const Param nn_batchnorm_params[];

enum { EPSILON, MOMENTUM, MODE }; /* gamma and beta are the layer's */
enum { X, GAMMA, BETA, MEAN, VARIANCE };

const Param nn_batchnorm_params[] = {
  { "eps", N_ ("ε"), NULL, PARAM_REAL, PARAM_LOG, 0, 1, 1e-5 },
  { "momentum", N_ ("Share of the batch in the running statistics"), NULL, PARAM_REAL, 0, 0, 1, 0.1 },
  { "mode", N_ ("Statistics"), NULL, PARAM_CHOICE, 0, 0, 2, OP_MODE_AUTO, OP_MODES },
  { "gamma", N_ ("Learned scale γ"), NULL, PARAM_BOOL, 0, 0, 1, 1 },
  { "beta", N_ ("Learned shift β"), NULL, PARAM_BOOL, 0, 0, 1, 1 },
  { 0 },
};

static int
n_channels (const NnNode *node)
{
  return node->shape.d[node->shape.n - 1];
}

/* Places of a channel in @rows rows. */
static int
n_places (const NnNode *node, int rows)
{
  return rows * (int) (node->size / (size_t) n_channels (node));
}

/* Part @k of @block, each a number for every channel and room up to whole vectors. */
static real *
part (const NnNode *node, real *block, int k)
{
  return block + (size_t) k * op_room ((size_t) n_channels (node));
}

/* Operands: x of any shape, γ {channels}, β {channels}, running mean and variance {channels} each. */
static bool
infer (NnNode *node, BaseError *error)
{
  size_t channels = node->operands[GAMMA]->size;
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  node->shape = node->operands[X]->shape;
  if (channels != (size_t) n_channels (node) || node->operands[BETA]->size != channels ||
      node->operands[MEAN]->size != channels || node->operands[VARIANCE]->size != channels)
    return base_error_set (error, _ ("batchnorm: input %s does not go with scales %s"),
                           nn_shape_format (&node->shape, have), nn_shape_format (&node->operands[GAMMA]->shape, want));
  node->summary_size = 2 * op_room (channels);   /* mean and variance of the batch */
  node->workspace_size = 5 * op_room (channels); /* factor, linear, constant; sums, products */
  return true;
}

static bool
of_batch (const NnNode *node)
{
  return op_in_training (node, MODE);
}

/* The statistics in use. */
static const real *
mean (const NnNode *node)
{
  return of_batch (node) ? part (node, node->summary, 0) : node->operands[MEAN]->value;
}

static const real *
variance (const NnNode *node)
{
  return of_batch (node) ? part (node, node->summary, 1) : node->operands[VARIANCE]->value;
}

/* γ / √(σ² + ε) */
static const real *
factors (const NnNode *node)
{
  real *factor = part (node, node->workspace, 0);
  const real *gamma = node->operands[GAMMA]->value, *squares = variance (node);
  for (int c = 0; c < n_channels (node); c++)
    factor[c] = gamma[c] / sqrt (squares[c] + (real) node->settings[EPSILON]);
  return factor;
}

static void
forward_rows (const NnNode *node, size_t first, int rows)
{
  const NnKernels *k = nn_kernels ();
  int places = n_places (node, rows), channels = n_channels (node);
  const real *x = node->operands[X]->value + first * node->size;
  if (of_batch (node))
    k->moments (places, channels, x, part (node, node->summary, 0), part (node, node->summary, 1));
  k->normalise (places, channels, x, mean (node), factors (node), node->operands[BETA]->value,
                node->value + first * node->size);
}

static void
forward (const NnNode *node, int rows)
{
  forward_rows (node, 0, rows);
}

/* With the batch's statistics every output sees every input. */
static NnRect
reach (const NnNode *node, NnRect in)
{
  return of_batch (node) ? (NnRect) { 0, 0, node->shape.d[0], node->shape.d[1] } : in;
}

static void
forward_part (const NnNode *node, int row, NnRect in, NnRect out)
{
  int channels = n_channels (node), width = out.right - out.left;
  if (of_batch (node)) {
    forward_rows (node, (size_t) row, 1);
    return;
  }
  const real *factor = factors (node);
  for (int i = out.top; i < out.bottom; i++) {
    size_t at = (size_t) row * node->size + (size_t) ((i * node->shape.d[1] + out.left) * channels);
    nn_kernels ()->normalise (width, channels, node->operands[X]->value + at, mean (node), factor,
                              node->operands[BETA]->value, node->value + at);
  }
}

static void
set_or_add (const NnNode *node, int k, int c, real slope)
{
  real *gradient = node->operands[k]->gradient;
  if (gradient != NULL)
    gradient[c] = op_adds (node, k) ? gradient[c] + slope : slope;
}

/* dβ = Σ dy, dγ = Σ dy x̂. */
static void
backward (const NnNode *node, int rows)
{
  const NnNode *x = node->operands[X];
  const NnKernels *k = nn_kernels ();
  int places = n_places (node, rows), channels = n_channels (node);
  real *linear = part (node, node->workspace, 1), *constant = part (node, node->workspace, 2);
  real *sums = part (node, node->workspace, 3), *products = part (node, node->workspace, 4);
  const real *factor = factors (node), *squares = variance (node);
  k->moments_slope (places, channels, x->value, mean (node), node->gradient, sums, products);
  for (int c = 0; c < channels; c++) {
    real power = squares[c] + (real) node->settings[EPSILON];
    set_or_add (node, BETA, c, sums[c]);
    set_or_add (node, GAMMA, c, products[c] / sqrt (power));
    linear[c] = of_batch (node) ? -factor[c] * products[c] / (power * (real) places) : 0;
    constant[c] = of_batch (node) ? -factor[c] * sums[c] / (real) places : 0;
  }
  if (x->gradient != NULL)
    k->normalise_slope (places, channels, x->value, mean (node), node->gradient, factor, linear, constant, x->gradient,
                        op_adds (node, X));
}

static void
commit (const NnNode *node, int rows)
{
  if (!of_batch (node))
    return;
  int places = n_places (node, rows), channels = n_channels (node);
  real *running_mean = node->operands[MEAN]->value, *running_variance = node->operands[VARIANCE]->value;
  real m = (real) node->settings[MOMENTUM], unbiased = (real) places / (real) (places - 1);
  for (int c = 0; c < channels; c++) {
    running_mean[c] += m * (mean (node)[c] - running_mean[c]);
    if (places > 1)
      running_variance[c] += m * (unbiased * variance (node)[c] - running_variance[c]);
  }
}

static NnNode *
example (NnGraph *graph, int which, BaseError *error)
{
  const double settings[PARAM_MAX] = { 1e-3, 0.1, which == 0 ? OP_MODE_AUTO : which == 1 ? OP_MODE_EVAL : OP_MODE_TRAIN };
  const NnShape channels = { 1, { 3 } };
  NnNode *x = nn_graph_input (graph, "x", which == 2 ? channels : (NnShape) { 3, { 2, 3, 3 } });
  NnNode *gamma = op_example_parameter (graph, channels), *beta = op_example_parameter (graph, channels);
  NnNode *mean = op_example_statistic (graph, channels), *variance = op_example_statistic (graph, channels);
  return nn_graph_apply (graph, &nn_op_batchnorm, settings, 5, (NnNode *[]) { x, gamma, beta, mean, variance }, error);
}

const NnOp nn_op_batchnorm = {
  .entry = { "batchnorm", N_ ("Batch normalisation"), N_ ("y = γ (x − μ) / √(σ² + ε) + β, μ and σ² of the batch"),
             "Ioffe, Szegedy 2015, Batch normalization: accelerating deep network training by reducing internal "
             "covariate shift", nn_batchnorm_params },
  .infer = infer,
  .forward = forward,
  .backward = backward,
  .commit = commit,
  .whole_batch = true,
  .reach = reach,
  .forward_part = forward_part,
  .example = example,
  .n_examples = 3,
};
