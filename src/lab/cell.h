/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What happened in a recurrent layer, time step by time step, for one row of a pass: from what its op keeps and, where
 * backward keeps nothing, worked out again from it in double. Private to lab.
 *
 * Gates are k = 0 … n_gates − 1: i, f, g, o of an LSTM; r, z, n of a GRU; of an RNN the one sum a. Steps s are counted from 0 as
 * they are processed, which is from the end where the layer reads from there; before the first comes step −1. */

#include "engine/op.h"

enum { LAB_CELL_GATES = 4 };

typedef enum { LAB_RNN, LAB_GRU, LAB_LSTM } LabCellKind;

typedef struct {
  const NnNode *node;
  LabCellKind kind;
  int row, n_gates, steps, units, n_in;
  bool reversed, masks, gives_all; /* settings of the op */
  int window;
  double c0;
  NnTrace gates[LAB_CELL_GATES], c, h, dh;
  double *dc; /* owned; [steps][units] of an LSTM: ∂L/∂c */
} LabCell;

bool lab_is_recurrent (const NnNode *node);

/* What can be told without a pass: all but row and traces. */
void lab_cell_describe (LabCell *cell, const NnNode *node);

/* Of row @row after a pass of @rows rows through @node; close it. Slopes are there after backward. */
void lab_cell_open (LabCell *cell, const NnNode *node, int rows, int row);
void lab_cell_close (LabCell *cell);

/* The time step, from 0, that is processed as step @s, and the other way round; also −1 and so on, outside the sequence. */
int lab_cell_time (const LabCell *cell, int s);

/* Whether step @s is passed over, since its input is all zero; whether its slopes come back to the step before; and whether
 * h of it is put out. */
bool lab_cell_skips (const LabCell *cell, int s);
bool lab_cell_is_cut (const LabCell *cell, int s);
bool lab_cell_gives (const LabCell *cell, int s);

/* Which of the layer's outputs h of unit @j is, at a step that is put out. */
size_t lab_cell_output (const LabCell *cell, int s, int j);

/* Of step @s: number @i of the input; of unit @j what comes out of gate @k, the cell and the state. */
double lab_cell_x (const LabCell *cell, int s, int i);
double lab_cell_gate (const LabCell *cell, int k, int s, int j);
double lab_cell_c (const LabCell *cell, int s, int j);
double lab_cell_h (const LabCell *cell, int s, int j);

/* The place of a weight from @i to gate @k of unit @j in the layer's weights of the input, or of the state before. */
size_t lab_cell_place (const LabCell *cell, int k, int i, int j);
double lab_cell_w (const LabCell *cell, int k, int i, int j);
double lab_cell_u (const LabCell *cell, int k, int i, int j);

/* The bias of gate @k; @k = n_gates: b′, which stands beside the recurrent sum of a GRU's candidate; and this sum with it, m. */
double lab_cell_b (const LabCell *cell, int k, int j);
double lab_cell_m (const LabCell *cell, int s, int j);

/* f of an RNN and its settings; f′ at its sum. */
const NnActivation *lab_cell_activation (const LabCell *cell);
const double *lab_cell_settings (const LabCell *cell);
double lab_cell_slope (const LabCell *cell, int s, int j);

/* ∂L/∂ of the state, the cell, and the sum a of gate @k that its function is of; and what of this comes to u h, which is r
 * times as much where @k is the candidate of a GRU. */
double lab_cell_dh (const LabCell *cell, int s, int j);
double lab_cell_dc (const LabCell *cell, int s, int j);
double lab_cell_da (const LabCell *cell, int k, int s, int j);
double lab_cell_du (const LabCell *cell, int k, int s, int j);
