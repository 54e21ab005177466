/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Ops, activations, losses, initializers and layers, and in update.h optimizers, schedules and regularizers: what the
 * registries hold. One file and one line each. */

#include "engine/graph.h"
#include "engine/update.h"

/* A rectangle of a feature map {height, width, channels}; bottom and right are the first row and column outside. */
typedef struct {
  int top, left, bottom, right;
} NnRect;

/* What an op keeps for each step of a sequence: gates, states, gradients of states. The number of unit j in row r at time t
 * (of the input, also where the op reads from the end) is values[t step + r row + j]. */
typedef struct {
  const char *name, *label; /* "f", N_ ("Forget gate") */
  int steps, units;
  const real *values;
  ptrdiff_t step, row;
} NnTrace;

/* How an op that is linear in operand 0 passes on a change of it. Where few cells change this takes fewer products than all
 * outputs that see them anew; the numbers are those up to rounding. */
typedef struct {
  size_t (*n_room) (const NnNode *node); /* reals to work in; 0: not with these settings */
  /* Adds to the values of one row what @change gives, the differences of operand 0 in the rectangle @in, side by side. */
  void (*forward) (const NnNode *node, int row, NnRect in, const real *change, real *room);
} NnSpread;

/* An op: a named table of functions. */
struct NnOp {
  BaseEntry entry;
  /* Sets node->shape, scratch_size and workspace_size from operands and settings; false names both shapes. @batched is
   * preset: whether any operand is. Settings were checked against entry.params. */
  bool (*infer) (NnNode *node, BaseError *error);
  /* node->value from the operands' values; @rows is 1 where the node is not batched. */
  void (*forward) (const NnNode *node, int rows);
  /* The operands' gradients (where not NULL) from node->gradient: sets them where node->first says so, else adds. NULL: no
   * gradient goes through. */
  void (*backward) (const NnNode *node, int rows);
  /* Ops with statistics, else NULL: moves them, once for each update, after forward in training. */
  void (*commit) (const NnNode *node, int rows);
  /* In training a row's values depend on other rows. */
  bool whole_batch;
  /* Rows may be divided among threads: a row's values and gradients depend on this row and on parameters alone, and backward
   * can be run for the gradients of batched operands, row by row, and once more for those of parameters. */
  bool by_rows;
  /* Of such an op, or NULL: the number of parts into which the gradients of its parameters can be divided, and one of them. */
  int (*n_parts) (const NnNode *node);
  void (*backward_part) (const NnNode *node, int rows, int part);
  /* Ops on images that can be recomputed in part, else NULL: the outputs that see the rectangle @in of operand 0; and the
   * values of one row in the rectangle @out after operand 0 changed in @in. */
  NnRect (*reach) (const NnNode *node, NnRect in);
  void (*forward_part) (const NnNode *node, int row, NnRect in, NnRect out);
  const NnSpread *spread; /* of such ops, or NULL */
  /* Ops on sequences, else NULL: trace number @part of the last pass over @rows rows; false: there is none. Nothing is
   * computed for it. Traces of gradients, whose names begin with d, are there after backward. */
  bool (*inspect) (const NnNode *node, int rows, int part, NnTrace *trace);
  /* A small graph with this op, for the gradient check: the node whose values are checked. @which < n_examples tells the
   * settings apart that take different ways. */
  NnNode *(*example) (NnGraph *graph, int which, BaseError *error);
  int n_examples; /* 0: one */
  const void *kind; /* what an op that shares these functions with others differs in */
};
extern const BaseRegistry nn_ops;

/* The trace called @name of a node; false where its op has none. */
bool nn_trace_find (const NnNode *node, int rows, const char *name, NnTrace *trace);

/* An activation f: an op on one operand, whose settings are those of its entry. The elementwise ones are vectors' functions
 * (kernels/activation.h); others, such as softmax, are ops like any other and have neither value nor slope.
 *
 * A unit is *saturated* on an example where |f′ (x)| < 5 % of sup |f′|; it is *dead* where f′ (x) = 0 on all examples. The
 * terms are those of Glorot, Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, and of
 * Lu, Shin, Su, Karniadakis 2020, Dying ReLU and initialization; neither draws a line, and 5 % is ours: it cuts sigmoid at
 * |x| = 4.36 and tanh at 2.18. f′ is the number backward multiplies with, so in float a unit is dead as soon as nothing gets
 * through. */
struct NnActivation {
  union {
    NnOp op;
    BaseEntry entry; /* the op's */
  };
  int index;         /* NN_ACTIVATION_…: place in nn_activations and in nn_kernels ()->activations */
  bool rectifier;    /* like max (0, x): goes with He initialisation, the others with Xavier */
  /* y = f (x); dx = dy f′ (x), with @add added to what dx holds. @settings may be NULL where f has none. */
  void (*value) (size_t n, const double *settings, const real *x, real *y);
  void (*slope) (size_t n, const double *settings, const real *x, const real *y, const real *dy, real *dx, bool add);
  double (*max_slope) (const double *settings); /* sup |f′|; NULL: 1 */
  /* Activations with parameters, which are trained, else NULL: makes them and f (@x). */
  NnNode *(*build) (const NnActivation *f, NnGraph *graph, NnNode *x, const double *settings, BaseError *error);
};
enum {
#define ROW(id) NN_ACTIVATION_##id,
#include "engine/activations/activations-rows.inc"
#undef ROW
};
extern const BaseRegistry nn_activations;

/* f′ at n places x, where f is @y (NULL: not known), at a kink the one that backward takes; and sup |f′|. Of elementwise activations. */
void nn_activation_slopes (const NnActivation *f, const double *settings, size_t n, const real *x, const real *y,
                           real *slopes);
double nn_activation_max_slope (const NnActivation *f, const double *settings);

/* f (@x) in @graph, @settings NULL: as they are by default. What a layer with weights makes, perhaps normalised since, becomes
 * that layer's pre-activation, and weights with no initializer of their own are drawn for f. NULL with a message. */
NnNode *nn_activation_apply (const NnActivation *f, NnGraph *graph, NnNode *x, const double *settings, BaseError *error);

/* What the outputs say: values; logits of one sigmoid each, or of a softmax; a place that means nothing by itself. Where the
 * target is a class, the largest output is the one predicted, but for a place. */
typedef enum { NN_LINK_IDENTITY, NN_LINK_SIGMOID, NN_LINK_SOFTMAX, NN_LINK_PLACE } NnLink;

/* What a loss is told for each sample: the class, one number; a 0 or 1 for each output; n values; n shares of a
 * distribution; the class (−1: not known) and then a teacher's n logits. */
typedef enum { NN_TARGET_CLASS, NN_TARGET_BINARY, NN_TARGET_VALUES, NN_TARGET_SHARES, NN_TARGET_TEACHER } NnTargets;

/* A loss: an op on (outputs, target) that gives a number for each sample, with the entry's settings. Most say no more than
 * point () or row (), see ops/loss.h. */
struct NnLoss {
  union {
    NnOp op;
    BaseEntry entry; /* the op's */
  };
  NnLink link;
  NnTargets targets;
  /* Loss and slope dl/dx of one output; a sample's loss is the mean over its outputs. */
  double (*point) (const double *settings, double x, double t, double *slope);
  /* Loss of one sample with n outputs, and its gradient @dx. */
  double (*row) (const double *settings, size_t n, const real *x, const real *t, real *dx);
  /* How many outputs go with @n classes or values, 0: any number; NULL: n. */
  int (*n_outputs) (const double *settings, int n);
  /* Losses that take more than outputs and target, else NULL: makes what is needed and the samples' losses. May put other
   * outputs in the place of *@output: class scores made of an embedding. */
  NnNode *(*build) (const NnLoss *loss, NnGraph *graph, NnNode **output, NnNode *target, int n, const double *settings,
                    BaseError *error);
};
extern const BaseRegistry nn_losses;

/* How many outputs the loss wants for targets of @n classes or values; 0: any number. */
int nn_loss_n_outputs (const NnLoss *loss, const double *settings, int n);

/* Whether the first number of a target is a class. */
bool nn_loss_has_class (const NnLoss *loss);

/* Makes the target input and the per-sample losses for *@output, which may become another node (see NnLoss.build). @n:
 * classes or values there are; @settings NULL: as they are by default. NULL with a message. */
NnNode *nn_loss_build (const NnLoss *loss, NnGraph *graph, NnNode **output, int n, const double *settings,
                       BaseError *error);

/* The same for a @target that is there, as wide as the loss wants it. */
NnNode *nn_loss_join (const NnLoss *loss, NnGraph *graph, NnNode **output, NnNode *target, int n, const double *settings,
                      BaseError *error);

/* nn_loss_build by default for as many classes or values as outputs. */
NnNode *nn_loss_apply (const NnLoss *loss, NnGraph *graph, NnNode *output, BaseError *error);

struct NnInitializer {
  BaseEntry entry;
  void (*fill) (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng);
};
extern const BaseRegistry nn_initializers;

/* A layer: makes nodes after @input; on failure NULL with a message. */
typedef struct {
  const NnInitializer *initializer; /* NULL: by activation: He for ReLU kinds, Xavier else */
  double initializer_values[PARAM_MAX];
  const NnActivation *activation;   /* from the notation "dense 16 tanh"; NULL: none */
  const double *activation_values;  /* NULL: as they are by default */
  double bias;                      /* what biases start at */
} NnLayerOptions;
typedef struct {
  BaseEntry entry; /* in the notation, positional words fill params in their order */
  /* A layer with weights applies the activation itself and adds itself to the graph's list. */
  NnNode *(*build) (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options,
                    BaseError *error);
  /* Layers that join inner chains, "concat(a ; b)", else NULL: @ends are the chains' outputs, @input what all began with.
   * Their build joins the input with itself: an empty chain. */
  NnNode *(*join) (NnGraph *graph, NnNode *input, int n, NnNode *const *ends, const double *values,
                   const NnLayerOptions *options, BaseError *error);
  int max_branches; /* ≤ NN_MAX_OPERANDS */
} NnLayer;
extern const BaseRegistry nn_layers;

/* Builds @layer, or joins the @n chains that end in @ends, and applies the activation where the layer has not done so. */
NnNode *nn_layer_build (const NnLayer *layer, NnGraph *graph, NnNode *input, int n, NnNode *const *ends,
                        const double *values, const NnLayerOptions *options, BaseError *error);

/* Softmax, sigmoid or nothing on @n outputs of one row, in double: class probabilities or values. */
void nn_link_apply (NnLink link, const real *outputs, int n, double *predictions);
