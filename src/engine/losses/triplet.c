/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each row a of a batch is an anchor; p is the next row of its class, n a row of another one:
 * loss_a = max (0, ‖a − p‖² − ‖a − n‖² + margin), 0 where the batch has no such rows. */
#include "engine/ops/loss.h"

#include <string.h>

enum { LOSS_MARGIN, MINING };
enum { RANDOM, SEMI_HARD, HARD };

static const Param params[] = {
  [LOSS_MARGIN] = { "margin", N_ ("Margin"), NULL, PARAM_REAL, 0, 0, 1e6, 0.3 },
  [MINING] = { "mining", N_ ("Choice of negatives"), NULL, PARAM_CHOICE, 0, 0, 2, 0, "random|semi-hard|hard" },
  { 0 },
};

static double
distance (const NnNode *node, int i, int j)
{
  size_t n = node->operands[0]->size;
  return loss_distance (n, node->operands[0]->value + (size_t) i * n, node->operands[0]->value + (size_t) j * n);
}

/* The next row of the anchor's class; −1: there is none. */
static int
positive (const NnNode *node, int rows, int anchor)
{
  const real *t = node->operands[1]->value;
  for (int k = 1; k < rows; k++)
    if (t[(anchor + k) % rows] == t[anchor])
      return (anchor + k) % rows;
  return -1;
}

/* Random: any row of another class, drawn by seed, step and anchor. Hard: the nearest. Semi-hard: the nearest that is farther
 * away than the positive, else the farthest. −1: there is none. */
static int
negative (const NnNode *node, int rows, int anchor, double near)
{
  const real *t = node->operands[1]->value;
  int mining = (int) node->settings[MINING], chosen = -1, n = 0;
  double best = 0;
  BaseRng rng;
  base_rng_init (&rng, node->mode->seed, RNG_TRIPLETS + ((uint64_t) anchor << 20) + (node->mode->step << 32));
  for (int j = 0; j < rows; j++) {
    if (t[j] == t[anchor])
      continue;
    double far = distance (node, anchor, j);
    bool takes = mining == RANDOM ? base_rng_uniform (&rng) * ++n < 1 : chosen < 0 || far < best;
    if (mining == SEMI_HARD && chosen >= 0)
      takes = far > near ? best <= near || far < best : best <= near && far > best;
    if (takes) {
      chosen = j;
      best = far;
    }
  }
  return chosen;
}

/* The loss of @anchor and who takes part. */
static double
triplet (const NnNode *node, int rows, int anchor, int *p, int *n)
{
  *p = positive (node, rows, anchor);
  double near = *p < 0 ? 0 : distance (node, anchor, *p);
  *n = *p < 0 ? -1 : negative (node, rows, anchor, near);
  double loss = *n < 0 ? 0 : near - distance (node, anchor, *n) + node->settings[LOSS_MARGIN];
  return loss <= 0 ? 0 : loss;
}

static void
forward (const NnNode *node, int rows)
{
  int p, n;
  for (int r = 0; r < rows; r++)
    node->value[r] = (real) triplet (node, rows, r, &p, &n);
}

static void
backward (const NnNode *node, int rows)
{
  size_t size = node->operands[0]->size;
  const real *x = node->operands[0]->value;
  real *dx = loss_batch_gradient (node, rows);
  for (int r = 0; dx != NULL && r < rows; r++) {
    int p, n;
    if (triplet (node, rows, r, &p, &n) == 0)
      continue;
    for (size_t k = 0; k < size; k++) {
      size_t a = (size_t) r * size + k, same = (size_t) p * size + k, other = (size_t) n * size + k;
      real factor = 2 * node->gradient[r];
      dx[a] += factor * (x[other] - x[same]);
      dx[same] += factor * (x[same] - x[a]);
      dx[other] += factor * (x[a] - x[other]);
    }
  }
}

const NnLoss nn_loss_triplet = {
  .op = { .entry = { "triplet", N_ ("Triplet loss"), N_ ("max (0, ‖a − p‖² − ‖a − n‖² + margin); a each sample of the batch, p the next of its class, n one of another class"),
                     "Schroff, Kalenichenko, Philbin 2015, FaceNet: a unified embedding for face recognition and clustering", params },
          .infer = op_loss_infer, .forward = forward, .backward = backward, .whole_batch = true },
  .n_outputs = loss_any_outputs,
  .targets = NN_TARGET_CLASS,
  .link = NN_LINK_PLACE,
};
