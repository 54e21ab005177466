/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Arithmetic at work, on the probe thread. Private to lab. */

#include "lab/arithmetic-lines.h"
#include "lab/viewer.h"

typedef struct {
  const LabProbeJob *job;
  const LabSubject *subject;
  GArray *lines;
} LabArithmetic;

/* One for each kind of subject. */
void lab_arithmetic_unit (const LabArithmetic *arithmetic);
void lab_arithmetic_weight (const LabArithmetic *arithmetic);
void lab_arithmetic_metric (const LabArithmetic *arithmetic);

/* A weight's gradient over the batch and what the optimizer makes of it; changes the parameters of the job's graph. */
void lab_arithmetic_update (const LabArithmetic *arithmetic, int layer, int weight);

/* A graph of its own for @rows rows, with the parameters of the job's: as training runs it, or not. The caller frees it. */
NnGraph *lab_arithmetic_graph (const LabArithmetic *arithmetic, int rows, bool training);

/* After forward and backward of the batch of this step. */
NnGraph *lab_arithmetic_batch (const LabArithmetic *arithmetic);

/* Where a number of @node stands: "5"; "3,7,2" in an image, row and column first; without the channel where there is one. Flat
 * ones are named as what they were made of. All count from 1. */
typedef struct {
  char text[32];
} LabPlaceText;
LabPlaceText lab_place_text (const NnNode *node, size_t index);

/* Which operand of a concatenation its number @index comes from, and which of that one's numbers it is. */
int lab_joined_part (const NnNode *node, size_t index, size_t *at);

/* Which number of its table an embedding puts out at @index; −1: padding. */
long lab_embedded_weight (const NnNode *node, size_t index);

/* "3,5" of a dense weight from input 3 to unit 5; "1,2,3,5" of a kernel: row, column, channel, unit. */
LabPlaceText lab_weight_text (const NnNode *z, size_t weight);

/* The dense, convolutional, recurrent or embedding node that @weight belongs to; NULL: another kind, or several. */
const NnNode *lab_weight_user (const NnGraph *graph, const NnNode *weight);

/* A convolution, plain, in groups or with holes, or one turned round; and what one weight of its kernel lies between: at tap @i,
 * @j, a channel of the input and a map of the output. */
typedef struct {
  int i, j, channel, map;
} LabTap;
bool lab_is_conv (const NnNode *node);
bool lab_is_turned (const NnNode *node);
LabTap lab_conv_tap (const NnNode *z, size_t weight);

/* Which pixel of its input the output at @place sees there; −1: none, it lies outside. */
long lab_conv_pixel (const NnNode *z, int place, LabTap tap);

/* ---- a unit ---- */

typedef struct {
  const LabArithmetic *arithmetic;
  const NnGraph *graph; /* after a pass of one sample */
  const NnNode *z;      /* where weights come in, and which of its numbers; NULL: nowhere on the way */
  size_t index;
  int part;             /* of a recurrent z: the trace that is shown, of which index is a number, time after time */
  long heaviest;        /* the weight with the largest share in it, of a recurrent z from the state before; −1: none */
  double largest;       /* its share */
} LabArithmeticUnit;

/* Number @index of @node from the weights up; finds z and what belongs to it. */
void lab_arithmetic_forward (LabArithmeticUnit *unit, const NnNode *node, size_t index);

/* A line that says what x is. */
void lab_note_inputs (LabArithmeticUnit *unit, const NnNode *x);

/* Makes @weight the heaviest one if its share in z is larger. */
void lab_note_heaviest (LabArithmeticUnit *unit, double share, size_t weight);

/* The same for number @index, time after time, of trace @part of a recurrent node; and, after what the layers above send back, its
 * slopes and those of a weight over the time steps. */
void lab_arithmetic_cell_forward (LabArithmeticUnit *unit, const NnNode *node, int part, size_t index);
void lab_arithmetic_cell_backward (LabArithmeticUnit *unit);

/* The trace of the hidden state, and which of its numbers the output number @index is. */
int lab_cell_state_part (const NnNode *node);
size_t lab_cell_index_of (const NnNode *node, size_t index);

/* The other way round, of any trace's number: the output with the state of that time; none: SIZE_MAX. */
size_t lab_cell_output_of (const NnNode *node, size_t number);

/* What a recurrent layer sends down to number @index of its input, as terms. */
void lab_cell_input_terms (const NnNode *node, size_t index, GArray *terms);

/* "u^f_{2,3}": from 2 to the gate f of unit 3. @weight: which of the node's two operands with weights. */
LabPlaceText lab_cell_weight_text (const NnNode *node, const NnNode *weight, size_t index);

/* What a weight of it lies between: "Hidden state → Forget gate". */
void lab_cell_note_weight (GArray *lines, const NnNode *node, const NnNode *weight, size_t index);

/* The gradient of one of its weights over a batch of @rows rows, a sum over time steps. */
void lab_cell_add_gradient (GArray *lines, const NnNode *node, const NnNode *weight, size_t index, int rows);

/* The gradient of a number of an embedding's table, over a batch of @rows rows or (0) of the one sample. */
void lab_embedding_add_gradient (GArray *lines, const NnNode *y, size_t weight, int rows);

/* An activation that looks at one number, or NULL; how it and (where that is short, else NULL) its slope are written; and the
 * letter of what it looks at: "z", normalised "y". */
const NnActivation *lab_activation_of (const NnNode *node);
const char *lab_call_of (const NnActivation *f);
const char *lab_slope_of (const NnActivation *f);

/* Where @setting of the activation is a formula, a line that says which; @settings: all of its. */
void lab_note_formula (GArray *lines, const NnActivation *f, const double *settings, const char *setting, const char *symbol);
const char *lab_letter_below (const NnNode *activation);

/* The layer that gives @node on, or whose weights it is the first to see, from 1; 0: none. */
int lab_layer_of (const NnGraph *graph, const NnNode *node);

static inline double
lab_value_at (const NnNode *node, size_t index)
{
  return (double) node->value[index];
}

static inline double
lab_slope_at (const NnNode *node, size_t index)
{
  return (double) node->gradient[index];
}

static inline bool
lab_is_op (const NnNode *node, const char *name)
{
  return node->kind == NN_COMPUTED && g_str_equal (node->op->entry.name, name);
}
