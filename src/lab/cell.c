/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/cell.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GRU_R, GRU_Z, GRU_N };
enum { LSTM_I, LSTM_F, LSTM_G, LSTM_O };
enum { W = 1, U, B };

bool
lab_is_recurrent (const NnNode *node)
{
  return node->kind == NN_COMPUTED && node->op->inspect != NULL;
}

/* A setting of the op by name; 0: it has no such setting. */
static double
setting (const NnNode *node, const char *name)
{
  int i = params_find (node->op->entry.params, name);
  return i >= 0 ? node->settings[i] : 0;
}

int
lab_cell_time (const LabCell *cell, int s)
{
  return cell->reversed ? cell->steps - 1 - s : s;
}

static double
at (const LabCell *cell, const NnTrace *trace, int s, int j)
{
  return (double) trace->values[lab_cell_time (cell, s) * trace->step + cell->row * trace->row + j];
}

/* ---- the steps ---- */

bool
lab_cell_skips (const LabCell *cell, int s)
{
  bool zero = cell->masks;
  for (int i = 0; zero && i < cell->n_in; i++)
    zero = lab_cell_x (cell, s, i) == 0;
  return zero;
}

bool
lab_cell_is_cut (const LabCell *cell, int s)
{
  return s == 0 || (cell->window > 0 && (cell->steps - s) % cell->window == 0);
}

bool
lab_cell_gives (const LabCell *cell, int s)
{
  return cell->gives_all || s == cell->steps - 1;
}

size_t
lab_cell_output (const LabCell *cell, int s, int j)
{
  return (size_t) (cell->gives_all ? lab_cell_time (cell, s) * cell->units + j : j);
}

/* ---- forward ---- */

double
lab_cell_x (const LabCell *cell, int s, int i)
{
  const NnNode *x = cell->node->operands[0];
  return (double) x->value[(size_t) cell->row * x->size + (size_t) (lab_cell_time (cell, s) * cell->n_in + i)];
}

double
lab_cell_gate (const LabCell *cell, int k, int s, int j)
{
  return at (cell, &cell->gates[k], s, j);
}

double
lab_cell_c (const LabCell *cell, int s, int j)
{
  return s < 0 ? cell->c0 : at (cell, &cell->c, s, j);
}

double
lab_cell_h (const LabCell *cell, int s, int j)
{
  return s < 0 ? 0 : at (cell, &cell->h, s, j);
}

size_t
lab_cell_place (const LabCell *cell, int k, int i, int j)
{
  return (size_t) (i * cell->n_gates + k) * (size_t) cell->units + (size_t) j;
}

double
lab_cell_w (const LabCell *cell, int k, int i, int j)
{
  return (double) cell->node->operands[W]->value[lab_cell_place (cell, k, i, j)];
}

double
lab_cell_u (const LabCell *cell, int k, int i, int j)
{
  return (double) cell->node->operands[U]->value[lab_cell_place (cell, k, i, j)];
}

double
lab_cell_b (const LabCell *cell, int k, int j)
{
  return (double) cell->node->operands[B]->value[k * cell->units + j];
}

double
lab_cell_m (const LabCell *cell, int s, int j)
{
  double sum = lab_cell_b (cell, cell->n_gates, j);
  for (int i = 0; i < cell->units; i++)
    sum += lab_cell_u (cell, GRU_N, i, j) * lab_cell_h (cell, s - 1, i);
  return sum;
}

const NnActivation *
lab_cell_activation (const LabCell *cell)
{
  return (const NnActivation *) nn_activations.entries[(int) setting (cell->node, "activation")];
}

const double *
lab_cell_settings (const LabCell *cell)
{
  return &cell->node->settings[params_find (cell->node->op->entry.params, "setting")];
}

double
lab_cell_slope (const LabCell *cell, int s, int j)
{
  real slope, a = (real) lab_cell_gate (cell, 0, s, j);
  nn_activation_slopes (lab_cell_activation (cell), lab_cell_settings (cell), 1, &a, NULL, &slope);
  return (double) slope;
}

/* ---- backward ---- */

double
lab_cell_dh (const LabCell *cell, int s, int j)
{
  return at (cell, &cell->dh, s, j);
}

double
lab_cell_dc (const LabCell *cell, int s, int j)
{
  return cell->dc[s * cell->units + j];
}

static double
tanh_c (const LabCell *cell, int s, int j)
{
  return tanh (lab_cell_c (cell, s, j));
}

static double
gru_slope (const LabCell *cell, int k, int s, int j)
{
  double r = lab_cell_gate (cell, GRU_R, s, j), z = lab_cell_gate (cell, GRU_Z, s, j), n = lab_cell_gate (cell, GRU_N, s, j);
  double dh = lab_cell_dh (cell, s, j), dn = dh * (1 - z) * (1 - n * n);
  return k == GRU_N ? dn : k == GRU_Z ? dh * (lab_cell_h (cell, s - 1, j) - n) * z * (1 - z) : dn * lab_cell_m (cell, s, j) * r * (1 - r);
}

static double
lstm_slope (const LabCell *cell, int k, int s, int j)
{
  double gate = lab_cell_gate (cell, k, s, j), dc = lab_cell_dc (cell, s, j);
  double other = k == LSTM_I   ? lab_cell_gate (cell, LSTM_G, s, j)
                 : k == LSTM_F ? lab_cell_c (cell, s - 1, j)
                 : k == LSTM_G ? lab_cell_gate (cell, LSTM_I, s, j)
                               : tanh_c (cell, s, j);
  return (k == LSTM_O ? lab_cell_dh (cell, s, j) : dc) * other * (k == LSTM_G ? 1 - gate * gate : gate * (1 - gate));
}

double
lab_cell_da (const LabCell *cell, int k, int s, int j)
{
  if (lab_cell_skips (cell, s))
    return 0;
  return cell->kind == LAB_LSTM ? lstm_slope (cell, k, s, j)
         : cell->kind == LAB_GRU ? gru_slope (cell, k, s, j)
                                 : lab_cell_dh (cell, s, j) * lab_cell_slope (cell, s, j);
}

double
lab_cell_du (const LabCell *cell, int k, int s, int j)
{
  double share = cell->kind == LAB_GRU && k == GRU_N ? lab_cell_gate (cell, GRU_R, s, j) : 1;
  return lab_cell_da (cell, k, s, j) * share;
}

/* From the last step back: what the state passes on, and what the cell after it does. */
static void
fill_dc (LabCell *cell)
{
  cell->dc = calloc ((size_t) (cell->steps * cell->units), sizeof *cell->dc);
  assert (cell->dc != NULL);
  for (int j = 0; j < cell->units; j++) {
    double later = 0;
    for (int s = cell->steps - 1; s >= 0; s--) {
      double t = tanh_c (cell, s, j), *dc = &cell->dc[s * cell->units + j];
      bool skips = lab_cell_skips (cell, s);
      *dc = skips ? later : lab_cell_dh (cell, s, j) * lab_cell_gate (cell, LSTM_O, s, j) * (1 - t * t) + later;
      later = lab_cell_is_cut (cell, s) ? 0 : skips ? *dc : *dc * lab_cell_gate (cell, LSTM_F, s, j);
    }
  }
}

/* ---- opening ---- */

void
lab_cell_describe (LabCell *cell, const NnNode *node)
{
  static const char *const names[] = { [LAB_RNN] = "rnn", [LAB_GRU] = "gru", [LAB_LSTM] = "lstm" };
  static const int gates[] = { [LAB_RNN] = 1, [LAB_GRU] = 3, [LAB_LSTM] = 4 };
  const int *shape = node->operands[0]->shape.d;
  *cell = (LabCell) { .node = node, .steps = shape[0], .n_in = shape[1], .units = node->operands[U]->shape.d[0] };
  cell->reversed = setting (node, "reverse") != 0;
  cell->masks = setting (node, "mask") != 0;
  cell->gives_all = setting (node, "return") != 0;
  cell->window = (int) setting (node, "bptt");
  cell->c0 = setting (node, "c0");
  while (strcmp (names[cell->kind], node->op->entry.name) != 0)
    cell->kind++;
  cell->n_gates = gates[cell->kind];
}

void
lab_cell_open (LabCell *cell, const NnNode *node, int rows, int row)
{
  lab_cell_describe (cell, node);
  cell->row = row;
  for (int k = 0; k < cell->n_gates; k++)
    node->op->inspect (node, rows, k, &cell->gates[k]);
  nn_trace_find (node, rows, "h", &cell->h);
  nn_trace_find (node, rows, "dh", &cell->dh);
  if (nn_trace_find (node, rows, "c", &cell->c))
    fill_dc (cell);
}

void
lab_cell_close (LabCell *cell)
{
  free (cell->dc);
}
