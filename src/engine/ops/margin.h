/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the softmaxes with a margin share: the network ends in an embedding f; the loss has a direction w_j for each class and
 * puts s cos θ_j, the angles to them, in the place of the outputs; its cross-entropy takes s g (cos θ) for the true class. */

#include "engine/ops/loss.h"

enum { MARGIN, SCALE };
#define MARGIN_SCALE { "scale", N_ ("Scale"), NULL, PARAM_REAL, PARAM_LOG, 1e-3, 1e4, 16 }

/* NnLoss.build */
NnNode *margin_build (const NnLoss *loss, NnGraph *graph, NnNode **output, NnNode *target, int n, const double *settings,
                      BaseError *error);

/* The cross-entropy of scores x, where g and its slope at cos θ of the true class are those of @bend. */
double margin_row (const double *settings, size_t n, const real *x, const real *t, real *dx,
                   double (*bend) (const double *settings, double cosine, double *slope));

#define OP_MARGIN OP_LOSS, .build = margin_build, .n_outputs = loss_any_outputs, .targets = NN_TARGET_CLASS, \
  .link = NN_LINK_SOFTMAX
