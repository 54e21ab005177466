/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A function of one or two numbers in place of a network and its loss: what an optimizer does on a known surface. */

#include "engine/op.h"

typedef struct {
  union {
    NnLayer layer;   /* after any input: "objective = surface-saddle y=1e-4" is a network of this one layer */
    BaseEntry entry; /* the settings begin with those of OBJECTIVE_PARAMS_1 or _2 */
  };
  NnOp op;
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
  { "x", N_ ("Start, first coordinate"), NULL, PARAM_REAL, 0, -100, 100, start_x },              \
  { "y", N_ ("Start, second coordinate"), NULL, PARAM_REAL, 0, -100, 100, start_y },             \
  { "noise", N_ ("Noise of the gradient"), NULL, PARAM_REAL, 0, 0, 1000, 0 }

/* What all of them have in common: the file defines `value` and `params`, and gives name, label, summary and source. */
#define OBJECTIVE(id, dims, ...)                                                                                        \
  static NnNode *build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options,             \
                        BaseError *error)                                                                               \
  {                                                                                                                     \
    return nn_objective_add (&nn_objective_##id, graph, input, values, error);                                          \
  }                                                                                                                     \
  const NnObjective nn_objective_##id = {                                                                               \
    .layer = { .entry = { __VA_ARGS__, params }, .build = build },                                                      \
    .op = { .entry = { __VA_ARGS__, params }, .infer = nn_objective_infer, .forward = nn_objective_forward,             \
            .backward = nn_objective_backward },                                                                        \
    .n_dims = dims,                                                                                                     \
    .value = value,                                                                                                     \
  }

/* The point, a parameter that starts at the settings' place, and the value there for every row, as a layer. */
NnNode *nn_objective_add (const NnObjective *objective, NnGraph *graph, NnNode *input, const double *values,
                          BaseError *error);

/* The op's functions. */
bool nn_objective_infer (NnNode *node, BaseError *error);
void nn_objective_forward (const NnNode *node, int rows);
void nn_objective_backward (const NnNode *node, int rows);
