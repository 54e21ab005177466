/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What layers share. */

#include "engine/op.h"

/* A weight drawn as @options (which may be NULL) say, else as goes with their activation. */
NnNode *layer_weight (NnGraph *graph, NnShape shape, int fan_in, int fan_out, const NnLayerOptions *options);

/* A bias that starts at what @options say, else 0. */
NnNode *layer_bias (NnGraph *graph, NnShape shape, const NnLayerOptions *options);

/* The activation of @options after @pre, or @pre itself where there is none; NULL stays NULL. */
NnNode *layer_activation (NnGraph *graph, NnNode *pre, const NnLayerOptions *options, BaseError *error);

/* Labels a layer "NAME number PART", its nodes after it, and adds it to the graph's list. */
void layer_add (NnGraph *graph, const char *name, const char *part, NnLayerView *layer);

/* Makes weight and bias parameters, applies @op to (input, weight, bias) and then the activation of @options, and adds the
 * layer to the graph's list. @name: "dense". NULL with a message. */
NnNode *layer_with_weights (NnGraph *graph, const char *name, const NnOp *op, const double *op_settings, NnNode *input,
                            NnShape weight_shape, int fan_in, int fan_out, const NnLayerOptions *options,
                            BaseError *error);

/* The build of a layer that is nothing but the op of its name; @apply: nn_graph_apply, or layer_between. */
#define LAYER_IS_OP(id, apply)                                                                                         \
  extern const NnOp nn_op_##id;                                                                                        \
  extern const NnLayer nn_layer_##id;                                                                                  \
  extern const Param nn_##id##_params[];                                                                               \
  static NnNode *build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options,            \
                        BaseError *error)                                                                              \
  {                                                                                                                    \
    return apply (graph, &nn_op_##id, values, 1, &input, error);                                                       \
  }

/* A convolution layer called @name; @values are those of conv2d. */
NnNode *layer_conv (NnGraph *graph, const char *name, NnNode *input, const double *values,
                    const NnLayerOptions *options, BaseError *error);

/* Takes the bias from the layer made last: it stays zero. */
void layer_without_bias (NnGraph *graph);

/* A parameter with one value for each channel of @input (its last dim), all @value at first, labelled "@layer @part". Weight
 * decay spares it. */
NnNode *layer_channels (NnGraph *graph, const NnNode *input, const char *layer, const char *part, double value);

/* "@name k", k counting the nodes of @op from 1: the label of the next one. */
void layer_label (const NnGraph *graph, const NnOp *op, char label[32]);

/* Applies @op to what comes out of a layer with weights, before its activation: normalisation, dropout, noise. What goes into
 * the activation is that layer's pre-activation then. NULL with a message. */
NnNode *layer_between (NnGraph *graph, const NnOp *op, const double *settings, int n_operands, NnNode *const *operands,
                       BaseError *error);

/* Group normalisation of @input; @values are those of LAYER_NORM_PARAMS. */
NnNode *layer_groupnorm (NnGraph *graph, NnNode *input, double groups, bool places, const double values[3],
                         BaseError *error);

#define LAYER_NORM_PARAMS                                                                                              \
  { "eps", N_ ("ε"), NULL, PARAM_REAL, PARAM_LOG, 0, 1, 1e-5 },                                                        \
  { "gamma", N_ ("Learned scale γ"), NULL, PARAM_BOOL, 0, 0, 1, 1 },                                                   \
  { "beta", N_ ("Learned shift β"), NULL, PARAM_BOOL, 0, 0, 1, 1 }
