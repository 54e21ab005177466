/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "lab/diagram.h"
#include "lab/viewer.h"

#include <math.h>

typedef struct {
  Lesson *lesson;
  LabExperiment *experiment;
} Network;

static Network
network_new (const char *chain)
{
  g_autofree char *text = g_strdup_printf ("data = moons n=60 test=30\nnetwork = %s\nloss = bce\noptimizer = sgd lr=0.1\nsteps = 5\n", chain);
  Network network = { fixture_lesson (text, NULL), NULL };
  network.experiment = fixture_experiment (network.lesson);
  return network;
}

static void
network_clear (Network *network)
{
  lab_experiment_free (network->experiment);
  lesson_free (network->lesson);
}

/* Within the picture, from top to bottom, none upon another. */
static void
check_places (const LabDiagram *diagram)
{
  for (int b = 0; b < diagram->n_blocks; b++) {
    const LabBlock *block = &diagram->blocks[b];
    for (int i = 0; i < block->n_shown; i++) {
      g_assert_cmpfloat (block->y[i] - block->side / 2, >=, -1e-9);
      g_assert_cmpfloat (block->y[i] + block->side / 2, <=, diagram->height + 1e-9);
      g_assert_true (i == 0 || block->y[i - 1] - block->y[i] >= block->side);
    }
    for (int i = 0; i < block->n_before; i++)
      g_assert_cmpint (diagram->blocks[block->before[i]].column, <, block->column);
  }
}

static void
make (const Network *network, LabDiagram *diagram)
{
  lab_diagram_make (diagram, lab_experiment_graph (network->experiment, 0), 1.6);
  check_places (diagram);
}

static void
test_chain (void)
{
  Network network = network_new ("dense 30 tanh | dense 4 tanh | dense 1");
  LabDiagram diagram;
  make (&network, &diagram);
  g_assert_cmpint (diagram.n_blocks, ==, 4);
  g_assert_cmpint (diagram.n_columns, ==, 4);
  const LabBlock *wide = &diagram.blocks[1];
  g_assert_true (wide->gap && wide->n_shown == LAB_DIAGRAM_SHOWN - 1 && wide->shown[wide->n_shown - 1] == 29);
  g_assert_true (!diagram.blocks[2].gap && diagram.blocks[2].n_shown == 4 && diagram.blocks[2].layer == 2);
  network_clear (&network);
}

/* Two chains stand in one column, and the sum sees what goes round its chain. */
static void
test_branches (void)
{
  Network network = network_new ("dense 8 relu | residual(dense 8 relu | dense 8) | concat(dense 4 tanh ; dense 5 relu) | dense 1");
  LabDiagram diagram;
  make (&network, &diagram);
  int n_sums = 0, n_beside = 0;
  for (int b = 0; b < diagram.n_blocks; b++) {
    const LabBlock *block = &diagram.blocks[b];
    for (int i = 0; i < block->n_before; i++)
      n_sums += block->n_before == 2 && block->column - diagram.blocks[block->before[i]].column > 1;
    for (int k = 0; k < b; k++)
      n_beside += diagram.blocks[k].column == block->column;
  }
  g_assert_cmpint (n_sums, ==, 1);
  g_assert_cmpint (n_beside, ==, 1);
  network_clear (&network);
}

/* Every weight is one line, as wide as it is large, in the mark of its sign; a gradient likewise. */
static void
test_lines (void)
{
  BaseError error = { "" };
  Network network = network_new ("dense 8 tanh | dense 4 tanh | dense 1");
  train_session_run (lab_experiment_session (network.experiment));
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (network.experiment);
  const NnGraph *graph = lab_experiment_graph (network.experiment, 0);
  const real *first = snapshot->lanes[0].parameters + nn_graph_layer (graph, 0)->weight->offset;
  LabViewer *viewer = lab_viewer_new_named (network.experiment, "network", &error);
  double sums[2] = { 0 };
  for (int gradients = 0; gradients < 2; gradients++) {
    g_assert_true (lab_viewer_set (viewer, "show", gradients ? "gradients" : "weights", &error));
    PlotFigure *figure = lab_viewer_figure_now (viewer, snapshot);
    int n = 0;
    for (int m = 0; m < figure->panels[0].n_marks; m++) {
      const PlotMark *mark = &figure->panels[0].marks[m];
      for (int i = 0; i < mark->n_links; i++, n++) {
        const PlotLink *link = &mark->links[i];
        g_assert_cmpint (mark->style, ==, link->value < 0);
        sums[gradients] += fabs (link->value);
        if (!gradients && link->from < 2) /* tiles: two inputs, then the units of layer 1 */
          g_assert_cmpfloat (link->value, ==, (double) first[link->from * 8 + link->to - 2]);
      }
    }
    g_assert_cmpint (n, ==, 2 * 8 + 8 * 4 + 4);
    plot_figure_free (figure);
  }
  g_assert_true (sums[0] > 0 && sums[1] > 0 && sums[0] != sums[1]);
  lab_viewer_free (viewer);
  network_clear (&network);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/diagram/chain", test_chain);
  g_test_add_func ("/lab/diagram/branches", test_branches);
  g_test_add_func ("/lab/diagram/lines", test_lines);
  return g_test_run ();
}
