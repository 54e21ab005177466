/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All pairs of a batch: loss_i = 1 / (rows − 1) Σ_j of ½ d² for rows of one class, ½ max (0, margin − d)² for others, d the
 * distance of the embeddings. A pair pulls or pushes both its rows. */
#include "engine/ops/loss.h"

#include <string.h>

#define LEAST 1e-12

static const Param params[] = {
  { "margin", N_ ("Margin"), NULL, PARAM_REAL, 0, 0, 1e6, 1 },
  { 0 },
};

/* What the pair adds to the loss of each; @pull times x_i − x_j is its slope with respect to x_i. */
static double
pair (const NnNode *node, size_t i, size_t j, double *pull)
{
  size_t n = node->operands[0]->size;
  const real *t = node->operands[1]->value;
  double square = loss_distance (n, node->operands[0]->value + i * n, node->operands[0]->value + j * n);
  double distance = sqrt (square), room = node->settings[0] - distance;
  *pull = 1;
  if (t[i] == t[j])
    return square / 2;
  *pull = room <= 0 ? 0 : -room / (distance <= LEAST ? LEAST : distance);
  return room <= 0 ? 0 : room * room / 2;
}

static void
forward (const NnNode *node, int rows)
{
  double pull;
  for (size_t i = 0; i < (size_t) rows; i++) {
    double sum = 0;
    for (size_t j = 0; j < (size_t) rows; j++)
      sum += j != i ? pair (node, i, j, &pull) : 0;
    node->value[i] = (real) (rows > 1 ? sum / (rows - 1) : 0);
  }
}

static void
backward (const NnNode *node, int rows)
{
  size_t n = node->operands[0]->size;
  const real *x = node->operands[0]->value;
  real *dx = loss_batch_gradient (node, rows);
  for (size_t i = 0; dx != NULL && i < (size_t) rows; i++)
    for (size_t j = 0; j < (size_t) rows; j++) {
      double pull;
      if (j == i)
        continue;
      pair (node, i, j, &pull);
      pull *= ((double) node->gradient[i] + (double) node->gradient[j]) / (rows - 1);
      for (size_t k = 0; k < n; k++)
        dx[i * n + k] += (real) (pull * ((double) x[i * n + k] - (double) x[j * n + k]));
    }
}

const NnLoss nn_loss_contrastive = {
  .op = { .entry = { "contrastive", N_ ("Contrastive loss"), N_ ("mean over a sample's pairs in the batch of ½ d² within its class, ½ max (0, margin − d)² to others"),
                     "Hadsell, Chopra, LeCun 2006, Dimensionality reduction by learning an invariant mapping", params },
          .infer = op_loss_infer, .forward = forward, .backward = backward, .whole_batch = true },
  .n_outputs = loss_any_outputs,
  .targets = NN_TARGET_CLASS,
  .link = NN_LINK_PLACE,
};
