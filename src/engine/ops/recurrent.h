/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the recurrent ops share: the way through the time steps, forward and back.
 *
 * A sample is {T, F}: T steps of F features. Operands: x {T, F}, w {F, blocks H}, u {H, blocks H}, b. A step computes
 * a_t = [1, x_t, h_{t−1}] S, where S stands for b above w above u, then the cell makes h_t of a_t; h before the first step is
 * 0. Backward is backpropagation through time (Werbos 1990, Backpropagation through time: what it does and how to do it).
 *
 * Everything that a step makes is kept in scratch, step by step (time, then rows), each step at the beginning of a vector:
 * an array of S steps has slabs of rows × width reals. "Step" here is the order of processing: with `reverse` the last
 * time step comes first. */

#include "engine/ops/common.h"

/* Settings of every recurrent op; those of one cell follow. */
enum { RECURRENT_RETURN, RECURRENT_REVERSE, RECURRENT_BPTT, RECURRENT_MASK, RECURRENT_SETTINGS };
#define RECURRENT_PARAMS                                                                                  \
  { "return", N_ ("Output"), NULL, PARAM_CHOICE, 0, 0, 1, 0, "last|all" },                                \
  { "reverse", N_ ("From the end"), NULL, PARAM_BOOL, 0, 0, 1, 0 },                                       \
  { "bptt", N_ ("Steps a gradient goes back (0: all)"), NULL, PARAM_INT, 0, 0, 65536, 0 },                \
  { "mask", N_ ("Pass over steps that are all zero"), NULL, PARAM_BOOL, 0, 0, 1, 0 }

#define RECURRENT_BLOCKS 4

typedef struct Recurrence Recurrence;

/* What a trace shows: @units numbers of each step, from an array of scratch. */
typedef struct {
  const char *name, *label;
  enum { RECURRENT_A, RECURRENT_C, RECURRENT_H, RECURRENT_DH } from;
  int block; /* of RECURRENT_A */
} RecurrentTrace;

/* A kind of cell. */
typedef struct {
  const char *name;
  int n_blocks;                /* blocks of H numbers in a_t and in b */
  int n_weight_blocks;         /* blocks of H columns in w and in u */
  int w_block[RECURRENT_BLOCKS], u_block[RECURRENT_BLOCKS]; /* which of them makes a block of a_t; −1: zeros */
  bool has_c, has_tanh_c;      /* arrays of scratch that this cell uses */
  int c_start;                 /* the setting that c begins with; 0: none, c begins with 0 */
  /* Steps @rows rows from @row at step @t: reads a, and h and c of slab t; writes h and c of slab t + 1. */
  void (*forward) (const Recurrence *r, int t, int row, int rows);
  /* From dh of slab t + 1 to da, and to dc and dh of slab t what does not go through da. */
  void (*backward) (const Recurrence *r, int t, int row, int rows);
  const RecurrentTrace *traces; /* ends with a NULL name */
} RecurrentCell;

/* A node opened for a number of rows. Slab t of z holds [1, x_t, h_{t−1}], of c c_{t−1}, of dh ∂L/∂h_{t−1}. */
struct Recurrence {
  const NnNode *node;
  const RecurrentCell *cell;
  int rows, steps, n_in, units, columns; /* columns of S */
  int width;                             /* rows of S: 1 + F + H */
  size_t z_slab, a_slab, h_slab;         /* reals from step to step of z; of a; of the others */
  real *z, *a, *c, *tanh_c, *dh;         /* [steps + 1] or [steps] */
  real *da, *dc, *dx;                    /* of the step backward is at */
  size_t size;                           /* of all of them */
};

/* Row @row of slab @t. */
#define RECURRENT_ROW(r, array, slab, width, t, row) \
  ((r)->array + (size_t) (t) * (r)->slab + (size_t) (row) * (size_t) (width))

static inline real *
recurrent_a (const Recurrence *r, int t, int row)
{
  return RECURRENT_ROW (r, a, a_slab, r->columns, t, row);
}

/* h_{t−1}: the next row is r->width reals away. */
static inline real *
recurrent_h (const Recurrence *r, int t, int row)
{
  return RECURRENT_ROW (r, z, z_slab, r->width, t, row) + 1 + r->n_in;
}

static inline real *
recurrent_c (const Recurrence *r, int t, int row)
{
  return RECURRENT_ROW (r, c, h_slab, r->units, t, row);
}

static inline real *
recurrent_tanh_c (const Recurrence *r, int t, int row)
{
  return RECURRENT_ROW (r, tanh_c, h_slab, r->units, t, row);
}

static inline real *
recurrent_dh (const Recurrence *r, int t, int row)
{
  return RECURRENT_ROW (r, dh, h_slab, r->units, t, row);
}

/* The functions of an op whose kind is a RecurrentCell. */
bool recurrent_infer (NnNode *node, BaseError *error);
void recurrent_forward (const NnNode *node, int rows);
void recurrent_backward (const NnNode *node, int rows);
bool recurrent_inspect (const NnNode *node, int rows, int part, NnTrace *trace);
#define RECURRENT_EXAMPLES 4
NnNode *recurrent_example (NnGraph *graph, const NnOp *op, int which, BaseError *error);

/* All of them but infer; the file defines `cell` and `example`. */
#define RECURRENT_OP                                                                                          \
  .forward = recurrent_forward, .backward = recurrent_backward, .inspect = recurrent_inspect,                 \
  .example = example, .n_examples = RECURRENT_EXAMPLES, .kind = &cell
