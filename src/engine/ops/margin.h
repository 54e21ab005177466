/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the softmaxes with a margin share: the network ends in an embedding f; the loss has a direction w_j for each class and
 * puts s cos θ_j, the angles to them, in the place of the outputs; its cross-entropy takes s g (cos θ) for the true class. */

#include "engine/ops/loss.h"

enum { MARGIN, SCALE };
#define MARGIN_SCALE { "scale", N_ ("Scale"), NULL, PARAM_REAL, PARAM_LOG, 1e-3, 1e4, 16 }

/* The margin of those that multiply the angle, and how much of the plain cosine is mixed in. */
#define MARGIN_FACTOR { "margin", N_ ("Factor of the angle"), NULL, PARAM_INT, 0, 1, 8, 2 }
#define MARGIN_ANNEAL { "anneal", N_ ("Share of the plain cosine"), NULL, PARAM_REAL, 0, 0, 1000, 0 }

/* (ψ (θ) + anneal cos θ) / (1 + anneal), ψ (θ) = (−1)^k cos (m θ) − 2 k for θ in [k π / m, (k + 1) π / m], and its slope along
 * @cosine = cos θ. */
double margin_bend (double m, double anneal, double cosine, double *slope);

/* A direction for each of @n classes, as columns: {embedding, n}. */
NnNode *margin_directions (NnGraph *graph, const NnNode *embedding, int n);

/* The cross-entropy of @n scores with @target in the place of x[class]; its slopes along the other scores go to dx, that along
 * @target to @down. */
double margin_cross_entropy (size_t n, const real *x, size_t class, double target, real *dx, double *down);

/* NnLoss.build */
NnNode *margin_build (const NnLoss *loss, NnGraph *graph, NnNode **output, NnNode *target, int n, const double *settings,
                      BaseError *error);

/* The cross-entropy of scores x, where g and its slope at cos θ of the true class are those of @bend. */
double margin_row (const double *settings, size_t n, const real *x, const real *t, real *dx,
                   double (*bend) (const double *settings, double cosine, double *slope));

#define OP_MARGIN OP_LOSS, .build = margin_build, .n_outputs = loss_any_outputs, .targets = NN_TARGET_CLASS, \
  .link = NN_LINK_SOFTMAX
