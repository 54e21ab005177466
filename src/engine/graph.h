/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A static computation graph. A node carries its value and its gradient; shapes are inferred when it is made; compiling
 * orders the nodes and lays them out in two arenas (values, gradients), after which nothing allocates.
 * The same sources build in double (NN_DOUBLE) for gradient checks. */

#include "base/error.h"
#include "base/param.h"
#include "base/rng.h"
#include "engine/team.h"

#include <stddef.h>
#include <stdint.h>

#ifdef NN_DOUBLE
typedef double real;
#else
typedef float real;
#endif

#define NN_MAX_DIMS 4
#define NN_MAX_OPERANDS 8

typedef struct NnGraph NnGraph;
typedef struct NnNode NnNode;
typedef struct NnOp NnOp;
typedef struct NnActivation NnActivation;
typedef struct NnLoss NnLoss;
typedef struct NnInitializer NnInitializer;

/* Dims of one sample, rows (the batch) not counted: {features} or {height, width, channels}; of a parameter: its own. */
typedef struct {
  int n;
  int d[NN_MAX_DIMS];
} NnShape;

typedef enum { NN_INPUT, NN_PARAMETER, NN_COMPUTED } NnKind;

/* How a graph is being run: some ops do something else in training, and what is random in them depends on seed, step, node,
 * row and place alone. A new graph, and a copy, is not in training. */
typedef struct {
  bool training;
  uint64_t seed, step;
  uint64_t first_row; /* number of the batch's first row, where a set is gone through in several batches */
} NnMode;

struct NnNode {
  NnKind kind;
  const NnOp *op;               /* NN_COMPUTED */
  NnNode *operands[NN_MAX_OPERANDS];
  int n_operands;
  double settings[PARAM_MAX];   /* of the op */
  NnShape shape;
  bool batched;                 /* a value for each row; parameters are not */
  size_t size;                  /* product of shape.d */
  char label[40];               /* "dense 1 weight" */
  int index;                    /* position in the graph's order */
  real *value, *gradient;       /* after compiling: [rows][size], a parameter [size]; gradient NULL where none is needed */
  size_t scratch_size;          /* set by infer: reals for each row kept from forward to backward (max pool's places) */
  real *scratch;
  size_t summary_size;          /* set by infer: reals about the whole batch kept from forward to backward and commit */
  real *summary;
  size_t workspace_size;        /* set by infer: reals needed while one call runs; all nodes share one block */
  real *workspace;
  unsigned first;               /* bit i: backward is the first to write operand i's gradient: it sets, else it adds */
  const NnInitializer *initializer; /* NN_PARAMETER */
  double initializer_values[PARAM_MAX];
  bool by_activation;           /* NN_PARAMETER: a weight whose initializer is the one that goes with the activation */
  int fan_in, fan_out;          /* NN_PARAMETER: weights; 0 for biases */
  size_t offset;                /* NN_PARAMETER: place in the flat parameter array */
  bool trained;                 /* NN_PARAMETER: by the optimizer; false: a statistic that the op's commit moves */
  real rate;                    /* NN_PARAMETER: factor of the learning rate; 0: frozen */
  bool decays;                  /* NN_PARAMETER: weight decay applies; by default to weights only (fan_in > 0) */
  const NnMode *mode;           /* the graph's */
  int row;                      /* number of the first row of value in the batch: ops on images run in blocks of rows */
  bool passing;                 /* in a graph for predictions: its values are those of the last block alone */
};

/* What the recorder and the probes see of a network: one for each layer with weights, from the input, counted from 1. */
typedef struct {
  char label[40];               /* "dense 1", "conv2d 2" */
  NnNode *weight, *bias;        /* bias may be NULL */
  NnNode *pre, *out;            /* pre-activation, activation (the same node when there is none) */
  const NnActivation *activation; /* NULL: linear; its settings are out->settings */
} NnLayerView;

NnGraph *nn_graph_new (void);
void nn_graph_free (NnGraph *graph);

/* Makers. The graph owns its nodes. On failure NULL, with a message that names both shapes. */
/* The first input made is the network's input, the second its target. */
NnNode *nn_graph_input (NnGraph *graph, const char *label, NnShape sample_shape);
/* A parameter is trained, at the full rate, and decays if it has a fan-in; a caller that wants it otherwise sets the node. */
NnNode *nn_graph_parameter (NnGraph *graph, const char *label, NnShape shape, int fan_in, int fan_out,
                            const NnInitializer *initializer, const double *initializer_values);
NnNode *nn_graph_apply (NnGraph *graph, const NnOp *op, const double *settings, int n_operands,
                        NnNode *const *operands, BaseError *error);

/* The nodes from number @first on that lead to @output once more, with @to in the place of @from: the same layers on another input,
 * with the same parameters, whose gradients add up. @detached: the parameters as constants, which get no gradient. The list of layers
 * stays. NULL with a message where an op does not take the shape of @to. */
NnNode *nn_graph_again (NnGraph *graph, int first, const NnNode *output, const NnNode *from, NnNode *to, bool detached,
                        BaseError *error);

/* Before compiling: backward shall also fill the gradient of the network's input (gradient checks). */
void nn_graph_want_input_gradient (NnGraph *graph);

/* Compiles for at most @capacity rows. @loss (per-sample losses, [rows]) may be NULL: a graph for inference. */
bool nn_graph_compile (NnGraph *graph, NnNode *output, NnNode *loss, int capacity, BaseError *error);

typedef enum {
  NN_PREDICTIONS,     /* forward only, for who looks at the output and the loss: what passes between ops on images is not kept */
  NN_FORWARD_ONLY,
  NN_GRADIENTS,       /* as @graph was compiled */
  NN_INPUT_GRADIENTS, /* the gradient of the network's input as well */
} NnCopy;

/* A compiled copy of @graph for @capacity rows. @own_parameters false: shares @graph's parameters (it must outlive the
 * copy) and owns its activations; true: parameters of its own, copied. The mode is that of a new graph: it may be changing. */
NnGraph *nn_graph_copy (const NnGraph *graph, int capacity, bool own_parameters, NnCopy gradients);

/* From now on the members of @team run the graph together, where it is large enough to be worth it (NULL: the caller alone).
 * No bit depends on it: each row is made by one thread, each parameter's gradient by one thread from all rows in order.
 * The team must outlive the graph or be taken away. Allocates; without memory the caller runs it alone. */
void nn_graph_set_team (NnGraph *graph, NnTeam *team);
NnTeam *nn_graph_team (const NnGraph *graph);

/* Draws all parameters anew, each from a stream of its own: weights by how many weights stand before them, so that equal
 * layers of two networks start equal, also where one has batch normalisation between them. */
void nn_graph_initialize (NnGraph *graph, uint64_t seed);

/* How the graph is run from now on: whether in training, and what random ops depend on. */
void nn_graph_set_training (NnGraph *graph, bool training);
void nn_graph_set_step (NnGraph *graph, uint64_t seed, uint64_t step);
void nn_graph_set_first_row (NnGraph *graph, uint64_t row);

/* Computes values of all nodes for the first @rows rows of the inputs (1 ≤ rows ≤ capacity). */
void nn_graph_forward (NnGraph *graph, int rows);

/* The same up to the output: no loss, so the targets do not matter. */
void nn_graph_predict (NnGraph *graph, int rows);

/* After forward: gradients of the mean loss, L = Σ loss_r / rows, with respect to every parameter (overwritten, not
 * added), and to inputs if wanted by nn_graph_want_input_gradient. */
void nn_graph_backward (NnGraph *graph, int rows);

/* Once for each update, after forward in training: moves the statistics that ops keep (the running mean and variance of
 * batch normalisation). Forward never does, so it may run several times at one step. */
void nn_graph_commit (NnGraph *graph, int rows);

/* After forward: gradients of the sum over rows of value number @unit of @node, a computed node with a gradient; zero for what
 * it does not depend on. Not for the inner loop of training: clears all gradients first. */
void nn_graph_backward_from (NnGraph *graph, const NnNode *node, size_t unit, int rows);

/* Mean loss of the last forward pass, summed in a fixed order in double. */
double nn_graph_loss (const NnGraph *graph, int rows);

NnNode *nn_graph_input_node (const NnGraph *graph);  /* [rows][inputs] */
NnNode *nn_graph_target_node (const NnGraph *graph); /* [rows][targets] or NULL; a class index is one real */
NnNode *nn_graph_output (const NnGraph *graph);      /* before the loss: logits */
NnNode *nn_graph_loss_node (const NnGraph *graph);
int nn_graph_capacity (const NnGraph *graph);
int nn_graph_n_nodes (const NnGraph *graph);
NnNode *nn_graph_node (const NnGraph *graph, int index);
NnNode *nn_graph_find (const NnGraph *graph, const char *label); /* the first of that label, or NULL */

/* All parameters as a flat array of nn_graph_n_parameters reals (padding included, always zero). The first
 * nn_graph_n_trained of them have gradients and are what an optimizer updates; statistics stand behind. */
real *nn_graph_parameters (const NnGraph *graph);
real *nn_graph_gradients (const NnGraph *graph);
size_t nn_graph_n_parameters (const NnGraph *graph);
size_t nn_graph_n_trained (const NnGraph *graph);

/* Layers with weights, for recorder and probes. */
int nn_graph_n_layers (const NnGraph *graph);
const NnLayerView *nn_graph_layer (const NnGraph *graph, int layer); /* 0-based */

/* Used by layers while building; the last one made, NULL where there is none. */
void nn_graph_add_layer (NnGraph *graph, const NnLayerView *layer);
NnLayerView *nn_graph_last_layer (NnGraph *graph);

/* Product of the dims. */
size_t nn_shape_size (const NnShape *shape);
bool nn_shape_equal (const NnShape *a, const NnShape *b);

/* "28x28x1"; returns @text. */
#define NN_SHAPE_TEXT 64
char *nn_shape_format (const NnShape *shape, char text[NN_SHAPE_TEXT]);
