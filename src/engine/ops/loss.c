/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/loss.h"

#include "base/words.h"

#include <assert.h>
#include <string.h>

bool
op_loss_infer (NnNode *node, BaseError *error)
{
  const NnLoss *loss = (const NnLoss *) node->op;
  const NnNode *x = node->operands[0], *target = node->operands[1];
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  size_t n_targets = loss->targets == NN_TARGET_CLASS ? 1 : loss->targets == NN_TARGET_TEACHER ? 1 + x->size : x->size;
  if (loss->n_outputs == NULL && target->size != n_targets)
    return base_error_set (error, _ ("%s: outputs %s do not go with targets %s"), loss->entry.name,
                           nn_shape_format (&x->shape, have), nn_shape_format (&target->shape, want));
  node->shape = (NnShape) { 1, { 1 } };
  node->scratch_size = x->size; /* the slopes, for which forward has all at hand */
  return true;
}

/* The loss of row @r, and its slopes. */
static double
loss_of_row (const NnNode *node, size_t r, real *slopes)
{
  const NnLoss *loss = (const NnLoss *) node->op;
  size_t n = node->operands[0]->size;
  const real *x = node->operands[0]->value + r * n, *t = node->operands[1]->value + r * node->operands[1]->size;
  if (loss->row != NULL)
    return loss->row (node->settings, n, x, t, slopes);
  double sum = 0, slope;
  for (size_t i = 0; i < n; i++) {
    sum += loss->point (node->settings, (double) x[i], (double) t[i], &slope);
    slopes[i] = (real) (slope / (double) n);
  }
  return sum / (double) n;
}

void
op_loss_forward (const NnNode *node, int rows)
{
  for (size_t r = 0; r < (size_t) rows; r++)
    node->value[r] = (real) loss_of_row (node, r, node->scratch + r * node->scratch_size);
}

/* Targets are data and get no gradient. */
void
op_loss_backward (const NnNode *node, int rows)
{
  size_t n = node->operands[0]->size;
  real *dx = node->operands[0]->gradient;
  const real *slopes = node->scratch;
  bool adds = op_adds (node, 0);
  assert (node->operands[1]->gradient == NULL);
  for (size_t r = 0; dx != NULL && r < (size_t) rows; r++, dx += n, slopes += n)
    for (size_t i = 0; i < n; i++)
      dx[i] = adds ? dx[i] + slopes[i] * node->gradient[r] : slopes[i] * node->gradient[r];
}

double
loss_log_sum_exp (size_t n, const real *x, double temperature)
{
  double best = -INFINITY, sum = 0;
  for (size_t i = 0; i < n; i++)
    if (!((double) x[i] <= best) && best == best)
      best = (double) x[i];
  for (size_t i = 0; i < n; i++)
    sum += exp (((double) x[i] - best) / temperature);
  return best / temperature + log (sum);
}

long
loss_class (real t, size_t n)
{
  return t >= 0 && t < (real) n && t == (real) (long) t ? (long) t : -1;
}

double
loss_binary (double weight, double x, double t, double *slope)
{
  double e = exp (-fabs (x)), both = log1p (e), near = 1 / (1 + e), far = e / (1 + e); /* σ (|x|), σ (−|x|) */
  *slope = (1 - t) * (x > 0 ? near : far) - weight * t * (x > 0 ? far : near);
  return weight * t * (both + fmax (-x, 0)) + (1 - t) * (both + fmax (x, 0));
}

double
loss_no_class (size_t n, real *dx)
{
  for (size_t i = 0; i < n; i++)
    dx[i] = (real) NAN;
  return NAN;
}

double
loss_distance (size_t n, const real *a, const real *b)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += ((double) a[i] - (double) b[i]) * ((double) a[i] - (double) b[i]);
  return sum;
}

int
loss_any_outputs (const double *settings, int n)
{
  return 0;
}

real *
loss_batch_gradient (const NnNode *node, int rows)
{
  real *dx = node->operands[0]->gradient;
  if (dx != NULL && !op_adds (node, 0))
    memset (dx, 0, (size_t) rows * node->operands[0]->size * sizeof (real));
  return dx;
}
