/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What losses share. All of it is computed in double, does not overflow for any logit, and passes NaN on. */

#include "engine/ops/common.h"

#include <math.h>

/* Operands: outputs, target. False where their sizes do not go together. */
bool op_loss_infer (NnNode *node, BaseError *error);

/* By point () or row () of the NnLoss that the op is. */
void op_loss_forward (const NnNode *node, int rows);
void op_loss_backward (const NnNode *node, int rows);

#define OP_LOSS \
  .op.infer = op_loss_infer, .op.forward = op_loss_forward, .op.backward = op_loss_backward, .op.by_rows = true

/* σ (x), log (1 + e^x) and log σ (x) = −softplus (−x). */
static inline double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static inline double
softplus (double x)
{
  return (x <= 0 ? 0 : x) + log1p (exp (-fabs (x)));
}

/* @x held between two limits; a NaN stays. */
static inline double
loss_held (double x, double low, double high)
{
  return x < low ? low : x > high ? high : x;
}

/* log Σ e^(x / temperature); a share is exp (x / temperature − it). */
double loss_log_sum_exp (size_t n, const real *x, double temperature);

/* −w t log σ (x) − (1 − t) log (1 − σ (x)). */
double loss_binary (double weight, double x, double t, double *slope);

/* Of the losses that look at all rows of a batch: ‖a − b‖²; any number of outputs will do (n_outputs); the outputs' gradient,
 * ready to be added to, or NULL. */
double loss_distance (size_t n, const real *a, const real *b);
int loss_any_outputs (const double *settings, int n);
real *loss_batch_gradient (const NnNode *node, int rows);

/* Of the losses with two players. */
#define LOSS_PLAYER { "player", N_ ("Player"), NULL, PARAM_CHOICE, 0, 0, 1, LOSS_DISCRIMINATOR, "discriminator|generator" }
enum { LOSS_DISCRIMINATOR, LOSS_GENERATOR };

/* What a loss is where the target is no class: NaN, and so is the gradient. */
double loss_no_class (size_t n, real *dx);

/* The class that @t names, or −1: no class of n. */
long loss_class (real t, size_t n);
