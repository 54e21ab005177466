/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recurrent layers with each variant of the kernels: what a probe reads is what the formulas say; padding, cut gradients, the
 * way from the end. Gradients and PyTorch's numbers are in test-gradients.c and test-reference.c. */
#include "layer.h"
#include "variants.h"

#include <math.h>
#include <string.h>

enum { ROWS = 5, STEPS = 6, INPUTS = 3, UNITS = 19 };

static void
fill_normal (real *values, size_t n, guint64 seed)
{
  BaseRng rng;
  base_rng_init (&rng, seed, 99);
  for (size_t i = 0; i < n; i++)
    values[i] = (real) (0.5 * base_rng_normal (&rng));
}

/* A layer on sequences of @steps whose loss is the mean over rows of the square of its values; weights as drawn, biases too. */
static NnGraph *
net (const char *name, const char *settings, int steps, NnNode **y)
{
  BaseError error = { "" };
  const NnLoss *mse = (const NnLoss *) base_registry_find (&nn_losses, "mse");
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 2, { steps, INPUTS } });
  *y = layer_build (graph, x, name, UNITS, settings);
  nn_graph_want_input_gradient (graph);
  g_assert_true (nn_graph_compile (graph, *y, nn_loss_apply (mse, graph, *y, &error), ROWS, &error));
  nn_graph_initialize (graph, 4);
  fill_normal (x->value, ROWS * x->size, 5);
  return graph;
}

static NnTrace
trace (const NnNode *node, int rows, const char *name)
{
  NnTrace found;
  g_assert_true (nn_trace_find (node, rows, name, &found));
  return found;
}

static double
at (const NnTrace *trace, int t, int row, int unit)
{
  return (double) trace->values[t * trace->step + row * trace->row + unit];
}

/* Number @column of x_t W + h U + b in @row, or parts of it. */
static double
weigh (const NnNode *y, int row, const double *h, int t, int column, bool input, bool recurrent)
{
  const NnNode *x = y->operands[0], *w = y->operands[1], *u = y->operands[2];
  double sum = 0;
  for (int i = 0; input && i < INPUTS; i++)
    sum += (double) x->value[(row * STEPS + t) * INPUTS + i] * (double) w->value[i * w->shape.d[1] + column];
  for (int i = 0; recurrent && i < UNITS; i++)
    sum += h[i] * (double) u->value[i * u->shape.d[1] + column];
  return sum;
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

#define CLOSE 1e-5

static void
test_lstm (void)
{
  NnNode *y;
  NnGraph *graph = net ("lstm", "return=all c0=0.3 input_bias=-0.2 forget_bias=2", STEPS, &y);
  nn_graph_forward (graph, ROWS);
  static const char *const names[] = { "i", "f", "g", "o" };
  NnTrace gates[4], c = trace (y, ROWS, "c"), h = trace (y, ROWS, "h");
  for (int k = 0; k < 4; k++)
    gates[k] = trace (y, ROWS, names[k]);
  for (int row = 0; row < ROWS; row++) {
    double state[UNITS] = { 0 }, next[UNITS], cells[UNITS];
    for (int unit = 0; unit < UNITS; unit++)
      cells[unit] = 0.3;
    for (int t = 0; t < STEPS; t++) {
      for (int unit = 0; unit < UNITS; unit++) {
        double a[4];
        for (int k = 0; k < 4; k++) {
          int column = k * UNITS + unit;
          a[k] = weigh (y, row, state, t, column, true, true) + (double) y->operands[3]->value[column];
          a[k] = k == 2 ? tanh (a[k]) : sigmoid (a[k]);
          g_assert_cmpfloat_with_epsilon (at (&gates[k], t, row, unit), a[k], CLOSE);
        }
        cells[unit] = a[1] * cells[unit] + a[0] * a[2];
        next[unit] = a[3] * tanh (cells[unit]);
        g_assert_cmpfloat_with_epsilon (at (&c, t, row, unit), cells[unit], CLOSE);
        g_assert_cmpfloat_with_epsilon (at (&h, t, row, unit), next[unit], CLOSE);
        g_assert_true (at (&h, t, row, unit) == (double) y->value[(row * STEPS + t) * UNITS + unit]);
      }
      memcpy (state, next, sizeof state);
    }
  }
  g_assert_cmpfloat_with_epsilon ((double) y->operands[3]->value[0], -0.2, 1e-6);
  g_assert_cmpfloat_with_epsilon ((double) y->operands[3]->value[UNITS], 2, 1e-6);
  nn_graph_free (graph);
}

static void
test_gru (void)
{
  NnNode *y;
  NnGraph *graph = net ("gru", "", STEPS, &y);
  fill_normal (y->operands[3]->value, 4 * UNITS, 6);
  nn_graph_forward (graph, ROWS);
  const real *b = y->operands[3]->value;
  NnTrace rt = trace (y, ROWS, "r"), zt = trace (y, ROWS, "z"), nt = trace (y, ROWS, "n"), h = trace (y, ROWS, "h");
  for (int row = 0; row < ROWS; row++) {
    double state[UNITS] = { 0 }, next[UNITS];
    for (int t = 0; t < STEPS; t++) {
      for (int unit = 0; unit < UNITS; unit++) {
        double r = sigmoid (weigh (y, row, state, t, unit, true, true) + (double) b[unit]);
        double z = sigmoid (weigh (y, row, state, t, UNITS + unit, true, true) + (double) b[UNITS + unit]);
        double m = weigh (y, row, state, t, 2 * UNITS + unit, false, true) + (double) b[3 * UNITS + unit];
        double n = tanh (weigh (y, row, state, t, 2 * UNITS + unit, true, false) + (double) b[2 * UNITS + unit] + r * m);
        next[unit] = (1 - z) * n + z * state[unit];
        g_assert_cmpfloat_with_epsilon (at (&rt, t, row, unit), r, CLOSE);
        g_assert_cmpfloat_with_epsilon (at (&zt, t, row, unit), z, CLOSE);
        g_assert_cmpfloat_with_epsilon (at (&nt, t, row, unit), n, CLOSE);
        g_assert_cmpfloat_with_epsilon (at (&h, t, row, unit), next[unit], CLOSE);
      }
      memcpy (state, next, sizeof state);
    }
  }
  nn_graph_free (graph);
}

static const char *const cells[] = { "rnn", "lstm", "gru" };

/* Traces count time as the input does, also where the layer reads from the end; dh at the last step read is what the loss says
 * of the output. */
static void
test_reverse (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (cells); k++) {
    NnNode *y;
    NnGraph *graph = net (cells[k], "return=all reverse=yes", STEPS, &y);
    nn_graph_forward (graph, ROWS);
    nn_graph_backward (graph, ROWS);
    NnTrace h = trace (y, ROWS, "h"), dh = trace (y, ROWS, "dh");
    for (int row = 0; row < ROWS; row++)
      for (int unit = 0; unit < UNITS; unit++) {
        for (int t = 0; t < STEPS; t++)
          g_assert_true (at (&h, t, row, unit) == (double) y->value[(row * STEPS + t) * UNITS + unit]);
        g_assert_true (at (&dh, 0, row, unit) == (double) y->gradient[row * STEPS * UNITS + unit]);
        g_assert_true (at (&dh, 1, row, unit) != (double) y->gradient[(row * STEPS + 1) * UNITS + unit]);
      }
    nn_graph_free (graph);
  }
}

/* Equal units stay equal, and a row's bits are the same alone and in a batch. */
static void
test_bits (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (cells); k++) {
    NnNode *y;
    NnGraph *graph = net (cells[k], "recurrent=identity gain=0", STEPS, &y);
    NnNode *w = y->operands[1], *u = y->operands[2];
    real last[UNITS];
    for (int i = 0; i < (int) w->size; i++)
      w->value[i] = (real) (0.1 * (1 + i / UNITS));
    for (int i = 0; i < (int) u->size; i++)
      u->value[i] = (real) (0.01 * (1 + i / UNITS % (u->shape.d[1] / UNITS)));
    nn_graph_forward (graph, ROWS);
    nn_graph_backward (graph, ROWS);
    for (int unit = 1; unit < UNITS; unit++) {
      g_assert_true (memcmp (&y->value[unit], &y->value[0], sizeof (real)) == 0);
      g_assert_true (memcmp (&w->gradient[unit], &w->gradient[0], sizeof (real)) == 0);
      g_assert_true (memcmp (&u->gradient[unit], &u->gradient[0], sizeof (real)) == 0);
    }
    fill_normal (u->value, u->size, 6);
    nn_graph_forward (graph, ROWS);
    memcpy (last, y->value + (ROWS - 1) * UNITS, sizeof last);
    NnNode *x = nn_graph_input_node (graph);
    memcpy (x->value, x->value + (ROWS - 1) * x->size, x->size * sizeof (real));
    nn_graph_forward (graph, 1);
    g_assert_cmpmem (last, sizeof last, y->value, sizeof last);
    nn_graph_free (graph);
  }
}

/* Zeros behind a sequence change no bit where they are masked, and do where they are not. */
static void
test_padding (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (cells); k++)
    for (int mask = 0; mask < 2; mask++) {
      NnNode *y, *padded_y;
      NnGraph *graph = net (cells[k], "", STEPS, &y);
      NnGraph *padded = net (cells[k], mask ? "mask=yes" : "", STEPS + 20, &padded_y);
      NnNode *x = nn_graph_input_node (graph), *padded_x = nn_graph_input_node (padded);
      memset (padded_x->value, 0, ROWS * padded_x->size * sizeof (real));
      for (int row = 0; row < ROWS; row++)
        memcpy (padded_x->value + (size_t) row * padded_x->size, x->value + (size_t) row * x->size,
                x->size * sizeof (real));
      nn_graph_forward (graph, ROWS);
      nn_graph_forward (padded, ROWS);
      bool equal = memcmp (y->value, padded_y->value, ROWS * y->size * sizeof (real)) == 0;
      g_assert_cmpint (equal, ==, mask);
      nn_graph_free (graph);
      nn_graph_free (padded);
    }
}

/* With a window of 2 the last state's gradient reaches the last two steps and no further. */
static void
test_window (void)
{
  for (gsize k = 0; k < G_N_ELEMENTS (cells); k++) {
    NnNode *y;
    NnGraph *graph = net (cells[k], "bptt=2", STEPS, &y);
    nn_graph_forward (graph, ROWS);
    nn_graph_backward (graph, ROWS);
    NnTrace dh = trace (y, ROWS, "dh");
    const real *dx = nn_graph_input_node (graph)->gradient;
    for (int t = 0; t < STEPS; t++) {
      g_assert_cmpint (at (&dh, t, 0, 0) != 0, ==, t >= STEPS - 2);
      g_assert_cmpint (dx[t * INPUTS] != 0, ==, t >= STEPS - 2);
    }
    nn_graph_free (graph);
  }
}

/* f = 1, i = 0: the cell keeps what it begins with. */
static void
test_memory (void)
{
  NnNode *y;
  NnGraph *graph = net ("lstm", "c0=0.7 input_bias=-50 forget_bias=50", 100, &y);
  nn_graph_forward (graph, ROWS);
  NnTrace c = trace (y, ROWS, "c");
  for (int unit = 0; unit < UNITS; unit++)
    g_assert_cmpfloat_with_epsilon (at (&c, 99, ROWS - 1, unit), 0.7, 1e-6);
  NnTrace none;
  g_assert_false (nn_trace_find (y, ROWS, "z", &none));
  g_assert_false (nn_trace_find (nn_graph_input_node (graph), ROWS, "h", &none));
  nn_graph_free (graph);
}

/* The recurrent weights of each gate are orthogonal, times the gain. */
static void
test_start (void)
{
  NnNode *y;
  NnGraph *graph = net ("lstm", "gain=1.5", STEPS, &y);
  const NnNode *u = y->operands[2];
  int line = u->shape.d[1];
  for (int gate = 0; gate < 4; gate++)
    for (int i = 0; i < UNITS; i++)
      for (int j = 0; j < UNITS; j++) {
        double dot = 0;
        for (int k = 0; k < UNITS; k++)
          dot += (double) u->value[i * line + gate * UNITS + k] * (double) u->value[j * line + gate * UNITS + k];
        g_assert_cmpfloat_with_epsilon (dot, i == j ? 2.25 : 0, 1e-5);
      }
  nn_graph_free (graph);
}

static const VariantTest tests[] = {
  { "lstm", test_lstm },       { "gru", test_gru },       { "reverse", test_reverse }, { "bits", test_bits },
  { "padding", test_padding }, { "window", test_window }, { "memory", test_memory },   { "start", test_start },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  variants_add ("recurrent", tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
