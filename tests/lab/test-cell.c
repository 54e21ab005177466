/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is worked out again of a recurrent layer is what its op computed. In a sequence of which each step has an input of its own,
 * of size 1, the gradient of that input's weights is the gradient at the sums of that step. */
#include "../engine/layer.h"

#include "lab/cell.h"

#include <math.h>

enum { ROWS = 2, STEPS = 7, UNITS = 5, SKIPPED = 3 };

static NnGraph *
net (const char *name, const char *settings, NnNode **y)
{
  BaseError error = { "" };
  const NnLoss *mse = (const NnLoss *) base_registry_find (&nn_losses, "mse");
  BaseRng rng;
  base_rng_init (&rng, 7, 1);
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 2, { STEPS, ROWS * STEPS } });
  *y = layer_build (graph, x, name, UNITS, settings);
  g_assert_true (nn_graph_compile (graph, *y, nn_loss_apply (mse, graph, *y, &error), ROWS, &error));
  nn_graph_initialize (graph, 3);
  for (size_t i = 0; i < nn_graph_n_parameters (graph); i++) /* biases too */
    nn_graph_parameters (graph)[i] += (real) (0.4 * base_rng_normal (&rng));
  for (int row = 0; row < ROWS; row++)
    for (int t = 0; t < STEPS; t++)
      for (int i = 0; i < ROWS * STEPS; i++)
        x->value[(size_t) row * x->size + (size_t) (t * ROWS * STEPS + i)] = (row > 0 || t != SKIPPED) && i == row * STEPS + t;
  for (size_t i = 0; i < ROWS * (*y)->size; i++)
    nn_graph_target_node (graph)->value[i] = (real) base_rng_normal (&rng);
  nn_graph_forward (graph, ROWS);
  nn_graph_backward (graph, ROWS);
  return graph;
}

static void
assert_close (double worked_out, double computed)
{
  g_assert_cmpfloat_with_epsilon (worked_out, computed, 1e-6 + 1e-4 * fabs (computed));
}

static void
check_inputs (const LabCell *cell)
{
  const NnNode *w = cell->node->operands[1];
  for (int k = 0; k < cell->n_gates; k++)
    for (int s = 0; s < STEPS; s++)
      for (int j = 0; j < UNITS; j++)
        if (cell->row > 0 || lab_cell_time (cell, s) != SKIPPED)
          assert_close (lab_cell_da (cell, k, s, j), (double) w->gradient[lab_cell_place (cell, k, cell->row * STEPS + lab_cell_time (cell, s), j)]);
}

/* Sums over the steps of all rows, which go through what is passed over. */
static void
check_sums (const NnNode *y)
{
  LabCell cells[ROWS];
  const NnNode *u = y->operands[2], *b = y->operands[3];
  for (int row = 0; row < ROWS; row++)
    lab_cell_open (&cells[row], y, ROWS, row);
  for (int k = 0; k < cells[0].n_gates; k++)
    for (int j = 0; j < UNITS; j++) {
      double bias = 0, second = 0, sums[UNITS] = { 0 };
      for (int s = 0; s < STEPS * ROWS; s++) {
        const LabCell *cell = &cells[s / STEPS];
        bias += lab_cell_da (cell, k, s % STEPS, j);
        second += lab_cell_du (cell, k, s % STEPS, j);
        for (int i = 0; i < UNITS; i++)
          sums[i] += lab_cell_du (cell, k, s % STEPS, j) * lab_cell_h (cell, s % STEPS - 1, i);
      }
      assert_close (bias, (double) b->gradient[k * UNITS + j]);
      for (int i = 0; i < UNITS; i++)
        assert_close (sums[i], (double) u->gradient[lab_cell_place (&cells[0], k, i, j)]);
      if (cells[0].kind == LAB_GRU && k == 2)
        assert_close (second, (double) b->gradient[3 * UNITS + j]);
    }
  for (int row = 0; row < ROWS; row++)
    lab_cell_close (&cells[row]);
}

static void
check (const char *name, const char *settings)
{
  NnNode *y;
  NnGraph *graph = net (name, settings, &y);
  for (int row = 0; row < ROWS; row++) {
    LabCell cell;
    lab_cell_open (&cell, y, ROWS, row);
    g_assert_cmpint (cell.n_in, ==, ROWS * STEPS);
    check_inputs (&cell);
    for (int s = 0; s < STEPS; s++)
      for (int j = 0; j < UNITS; j++) {
        g_assert_true (!lab_cell_gives (&cell, s) ||
                       lab_cell_h (&cell, s, j) == (double) y->value[(size_t) row * y->size + lab_cell_output (&cell, s, j)]);
        g_assert_true (lab_cell_skips (&cell, s) == (cell.masks && row == 0 && lab_cell_time (&cell, s) == SKIPPED));
      }
    lab_cell_close (&cell);
  }
  check_sums (y);
  nn_graph_free (graph);
}

static void
test_slopes (void)
{
  static const char *const names[] = { "rnn", "gru", "lstm" };
  static const char *const settings[] = { "", "return=all", "reverse=yes", "return=all reverse=yes", "bptt=2", "return=all bptt=3", "mask=yes",
                                          "return=all mask=yes", "return=all reverse=yes mask=yes bptt=2" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint k = 0; k < G_N_ELEMENTS (settings); k++)
      check (names[i], settings[k]);
  check ("lstm", "return=all c0=0.7 forget_bias=2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cell/slopes", test_slopes);
  return g_test_run ();
}
