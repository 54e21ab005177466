/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cross-entropy of scores z_j = w_j · f, in which z_y of the true class is replaced by P g (z_y / P), P = ‖w_y‖ ‖f‖ and g as
 * for a-softmax: unlike there, lengths count. With g′ at cos θ_y and s = ∂loss / ∂(P g): dz_y = s g′, and by way of P
 * df = s (g − g′ cos θ_y) ‖w_y‖ f / ‖f‖, dw_y = s (g − g′ cos θ_y) ‖f‖ w_y / ‖w_y‖. */
#include "engine/ops/margin.h"

#include <string.h>

extern const NnOp nn_op_dense;
extern const NnInitializer nn_initializer_zero;

enum { Z, TARGET, X, W };
enum { ANNEAL = 1 };

static const Param params[] = {
  MARGIN_FACTOR,
  MARGIN_ANNEAL,
  { 0 },
};

/* What is kept of a row: the slopes of z, then those of f and of w_y, each divided by the vector it goes along. */
static size_t
along_f (const NnNode *node)
{
  return node->operands[Z]->size;
}

static bool
infer (NnNode *node, BaseError *error)
{
  bool fine = op_loss_infer (node, error);
  node->scratch_size += 2;
  return fine;
}

static double
length (const real *x, size_t n, size_t stride)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += (double) x[i * stride] * (double) x[i * stride];
  return sum <= 1e-24 ? 1e-12 : sqrt (sum);
}

static double
loss_of_row (const NnNode *node, size_t r, real *slopes)
{
  const NnNode *x = node->operands[X], *w = node->operands[W];
  size_t classes = node->operands[Z]->size;
  const real *z = node->operands[Z]->value + r * classes;
  long class = loss_class (node->operands[TARGET]->value[r], classes);
  if (class < 0)
    return loss_no_class (classes + 2, slopes);
  double f_length = length (x->value + r * x->size, x->size, 1), w_length = length (w->value + class, x->size, classes);
  double both = f_length * w_length, slope, cosine = loss_held ((double) z[class] / both, -1, 1);
  double bent = margin_bend (node->settings[MARGIN], node->settings[ANNEAL], cosine, &slope), down;
  double loss = margin_cross_entropy (classes, z, (size_t) class, both * bent, slopes, &down);
  slopes[class] = (real) (down * slope);
  slopes[along_f (node)] = (real) (down * (bent - slope * cosine) * w_length / f_length);
  slopes[along_f (node) + 1] = (real) (down * (bent - slope * cosine) * f_length / w_length);
  return loss;
}

static void
forward (const NnNode *node, int rows)
{
  for (size_t r = 0; r < (size_t) rows; r++)
    node->value[r] = (real) loss_of_row (node, r, node->scratch + r * node->scratch_size);
}

/* By way of the lengths. */
static void
backward_lengths (const NnNode *node, size_t r, const real *slopes)
{
  const NnNode *x = node->operands[X], *w = node->operands[W];
  size_t classes = node->operands[Z]->size;
  long class = loss_class (node->operands[TARGET]->value[r], classes);
  for (size_t i = 0; i < x->size; i++) {
    if (x->gradient != NULL)
      op_give (&x->gradient[r * x->size + i], node->gradient[r] * slopes[0] * x->value[r * x->size + i],
               op_adds (node, X));
    if (w->gradient != NULL && class >= 0)
      w->gradient[i * classes + (size_t) class] += node->gradient[r] * slopes[1] * w->value[i * classes + (size_t) class];
  }
}

static void
backward (const NnNode *node, int rows)
{
  const NnNode *z = node->operands[Z], *w = node->operands[W];
  if (w->gradient != NULL && !op_adds (node, W))
    memset (w->gradient, 0, w->size * sizeof (real));
  for (size_t r = 0; r < (size_t) rows; r++) {
    const real *slopes = node->scratch + r * node->scratch_size;
    for (size_t j = 0; z->gradient != NULL && j < z->size; j++)
      op_give (&z->gradient[r * z->size + j], slopes[j] * node->gradient[r], op_adds (node, Z));
    backward_lengths (node, r, slopes + along_f (node));
  }
}

static NnNode *
build (const NnLoss *loss, NnGraph *graph, NnNode **output, NnNode *target, int n, const double *settings,
       BaseError *error)
{
  NnNode *x = *output, *w = margin_directions (graph, x, n);
  NnNode *none = nn_graph_parameter (graph, "no bias", (NnShape) { 1, { n } }, 0, 0, &nn_initializer_zero, NULL);
  none->trained = false;
  *output = nn_graph_apply (graph, &nn_op_dense, NULL, 3, (NnNode *[]) { x, w, none }, error);
  return *output == NULL ? NULL
                         : nn_graph_apply (graph, &loss->op, settings, 4, (NnNode *[]) { *output, target, x, w }, error);
}

const NnLoss nn_loss_l_softmax = {
  .op = { .entry = { "l-softmax", N_ ("L-softmax"), N_ ("cross-entropy of the scores ‖w_j‖ ‖f‖ cos θ_j, for the true class ‖w‖ ‖f‖ (ψ (θ) + anneal cos θ) / (1 + anneal), ψ (θ) = (−1)^k cos (margin θ) − 2 k on the k-th of margin equal parts of 0 … π; f is the embedding"),
                     "Liu, Wen, Yu, Yang 2016, Large-margin softmax loss for convolutional neural networks", params },
          .infer = infer, .forward = forward, .backward = backward },
  .build = build,
  .n_outputs = loss_any_outputs,
  .targets = NN_TARGET_CLASS,
  .link = NN_LINK_SOFTMAX,
};
