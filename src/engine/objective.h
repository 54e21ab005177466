/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A function of one or two numbers in place of a network and its loss: what an optimizer does on a known surface. */

#include "engine/op.h"

typedef struct {
  union {
    NnOp op;         /* begin it with OBJECTIVE */
    BaseEntry entry; /* the settings begin with those of OBJECTIVE_PARAMS_1 or _2 */
  };
  int n_dims;        /* 1 or 2 */
  /* f (p; values) and, into @gradient, its slopes. */
  double (*value) (const double *p, const double *values, double *gradient);
} NnObjective;
extern const BaseRegistry nn_objectives;

/* Where the way begins, and the standard deviation of what is added to every slope at every step (the noise of batches). */
#define OBJECTIVE_PARAMS_1(start_x)                                                          \
  { "x", N_ ("Start"), NULL, PARAM_REAL, 0, -100, 100, start_x },                            \
  { "noise", N_ ("Noise of the gradient"), NULL, PARAM_REAL, 0, 0, 1000, 0 }
#define OBJECTIVE_PARAMS_2(start_x, start_y)                                                 \
  { "x", N_ ("Start, first number"), NULL, PARAM_REAL, 0, -100, 100, start_x },              \
  { "y", N_ ("Start, second number"), NULL, PARAM_REAL, 0, -100, 100, start_y },             \
  { "noise", N_ ("Noise of the gradient"), NULL, PARAM_REAL, 0, 0, 1000, 0 }

/* A compiled graph for one row: a parameter, the point, that starts at the settings' place, and the value there as the loss.
 * Its input and its target are one number each and mean nothing. NULL with a message. */
NnGraph *nn_objective_build (const NnObjective *objective, const double *values, BaseError *error);

/* The op's functions. */
bool nn_objective_infer (NnNode *node, BaseError *error);
void nn_objective_forward (const NnNode *node, int rows);
void nn_objective_backward (const NnNode *node, int rows);
#define OBJECTIVE                                                                                           \
  .op.infer = nn_objective_infer, .op.forward = nn_objective_forward, .op.backward = nn_objective_backward
