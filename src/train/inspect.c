/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics that need passes of their own: they work on a copy of the graph, so that the gradients of the step stay. */
#include "train/probe.h"

#include "engine/hessian.h"
#include "train/memory.h"

#include <math.h>

#define LANCZOS_STEPS 40

static void
copy_values (NnNode *to, const NnNode *from, int rows)
{
  memcpy (to->value, from->value, (size_t) rows * from->size * sizeof (real));
}

NnGraph *
train_probe_inspector (TrainProbe *probe, bool training)
{
  int capacity = probe->inspector != NULL ? nn_graph_capacity (probe->inspector) : 0;
  if (capacity < probe->rows) {
    nn_graph_free (probe->inspector);
    probe->inspector = nn_graph_copy (probe->graph, nn_graph_capacity (probe->graph), true, NN_INPUT_GRADIENTS);
    if (probe->inspector == NULL)
      abort ();
  }
  NnGraph *graph = probe->inspector;
  const NnMode *mode = nn_graph_output (probe->graph)->mode;
  memcpy (nn_graph_parameters (graph), nn_graph_parameters (probe->graph),
          nn_graph_n_parameters (graph) * sizeof (real));
  copy_values (nn_graph_input_node (graph), nn_graph_input_node (probe->graph), probe->rows);
  copy_values (nn_graph_target_node (graph), nn_graph_target_node (probe->graph), probe->rows);
  memcpy (nn_graph_loss_node (graph)->settings, nn_graph_loss_node (probe->graph)->settings, sizeof (double[PARAM_MAX]));
  nn_graph_set_training (graph, training);
  nn_graph_set_step (graph, mode->seed, mode->step);
  return graph;
}

const TrainCurvature *
train_probe_curvature (TrainProbe *probe)
{
  double values[LANCZOS_STEPS];
  if (probe->curvature.known)
    return &probe->curvature;
  int n = nn_hessian_eigenvalues (train_probe_inspector (probe, true), probe->rows, 1, LANCZOS_STEPS, values);
  probe->curvature = (TrainCurvature) { true, n > 0 ? values[0] : NAN, n > 0 ? values[n - 1] : NAN };
  return &probe->curvature;
}

double
train_probe_jacobian_norm (TrainProbe *probe)
{
  NnGraph *graph = train_probe_inspector (probe, false);
  const NnNode *input = nn_graph_input_node (graph), *output = nn_graph_output (graph);
  double *squares = train_alloc ((size_t) probe->rows, sizeof *squares), sum = 0;
  nn_graph_forward (graph, probe->rows);
  for (size_t unit = 0; unit < output->size; unit++) {
    nn_graph_backward_from (graph, output, unit, probe->rows);
    for (int row = 0; row < probe->rows; row++)
      squares[row] += train_sum_squares (input->gradient + (size_t) row * input->size, input->size, 0);
  }
  for (int row = 0; row < probe->rows; row++)
    sum += sqrt (squares[row]);
  free (squares);
  return sum / probe->rows;
}

const NnNode *
train_probe_input_gradient (TrainProbe *probe)
{
  NnGraph *graph = train_probe_inspector (probe, true);
  nn_graph_forward (graph, probe->rows);
  nn_graph_backward (graph, probe->rows);
  return nn_graph_input_node (graph);
}
