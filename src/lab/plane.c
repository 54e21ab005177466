/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/plane.h"

#include "engine/hessian.h"
#include "lab/principal.h"
#include "train/probe.h"

#include <math.h>
#include <string.h>

#define MOST_POINTS 100 /* of a path */
#define MOST_ROWS 256
#define MOST_WORK 2e9   /* weights and values touched */

/* Fewer samples of a large network: a plane takes grid² passes. */
static int
affordable_rows (const NnGraph *graph, const DataSet *set, int grid)
{
  double work = (double) nn_graph_n_trained (graph);
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    work += 8 * (double) nn_graph_node (graph, i)->size;
  return (int) CLAMP (MOST_WORK / (work * grid * grid), 8, MIN (set->n, MOST_ROWS));
}

/* Some of the path's points up to those known, and the parameters that are shown, in their place by step. */
static float *
gather (const LabPath *path, const real *shown, long step, size_t size, LabPlane *plane)
{
  long stride = path->n / MOST_POINTS + 1;
  float *points = g_new (float, (size_t) (path->n / stride + 2) * size);
  plane->now = -1;
  for (long i = 0; i < path->n || plane->now < 0; i += stride) {
    if (plane->now < 0 && (i >= path->n || path->steps[i] >= step)) {
      plane->now = plane->n;
      memcpy (points + (size_t) plane->n++ * size, shown, size * sizeof *points);
    }
    if (i < path->n && path->steps[i] != step)
      memcpy (points + (size_t) plane->n++ * size, path->points + (size_t) i * size, size * sizeof *points);
  }
  return points;
}

/* Only what an optimizer moves counts; statistics stand behind it in the array. */
static void
find_directions (LabPlane *plane, const NnGraph *graph, const float *points, size_t stride, LabDirections directions, double *mean,
                 double *axes)
{
  int dims = (int) nn_graph_n_trained (graph);
  g_autofree float *packed = g_new (float, (size_t) plane->n * (size_t) dims);
  for (long i = 0; i < plane->n; i++)
    memcpy (packed + (size_t) i * (size_t) dims, points + (size_t) i * stride, (size_t) dims * sizeof *packed);
  lab_principal (packed, (int) plane->n, dims, mean, axes, plane->shares);
  for (int i = 0; i < dims; i++) /* the plane goes through the network that is shown */
    mean[i] = (double) points[(size_t) plane->now * stride + (size_t) i];
  if (directions == LAB_PLANE_PATH && plane->shares[1] > 0)
    return;
  g_autofree real *random = g_new (real, dims);
  for (int k = 0; k < 2; k++) {
    nn_slice_direction (graph, (uint64_t) k + 1, random);
    for (int i = 0; i < dims; i++)
      axes[(size_t) k * (size_t) dims + (size_t) i] = (double) random[i];
    plane->shares[k] = NAN;
  }
}

/* What the path covers, with air; around the network itself where directions are random. */
static void
frame (LabPlane *plane)
{
  double least[2] = { -1, -1 }, most[2] = { 1, 1 };
  for (int k = 0; k < 2 && !isnan (plane->shares[0]); k++) {
    const double *places = k == 0 ? plane->x : plane->y;
    least[k] = INFINITY, most[k] = -INFINITY;
    for (long i = 0; i < plane->n; i++) {
      least[k] = fmin (least[k], places[i]);
      most[k] = fmax (most[k], places[i]);
    }
  }
  double half = 0.65 * fmax (most[0] - least[0], most[1] - least[1]);
  half = half > 0 && isfinite (half) ? half : 1;
  double x = isfinite (most[0] + least[0]) ? (most[0] + least[0]) / 2 : 0, y = isfinite (most[1] + least[1]) ? (most[1] + least[1]) / 2 : 0;
  plane->left = x - half, plane->right = x + half, plane->bottom = y - half, plane->top = y + half;
}

/* The middle of the frame is where nn_loss_slice stands; row 0 of what it gives is the lowest. */
static void
evaluate (LabPlane *plane, NnGraph *graph, const double *mean, const double *axes)
{
  int dims = (int) nn_graph_n_trained (graph), grid = plane->grid;
  double half = (plane->right - plane->left) / 2, x = plane->left + half, y = plane->bottom + half;
  real *parameters = nn_graph_parameters (graph);
  g_autofree real *a = g_new (real, dims), *b = g_new (real, dims);
  g_autofree double *losses = g_new (double, grid *grid);
  for (int i = 0; i < dims; i++) {
    parameters[i] = (real) (mean[i] + x * axes[i] + y * axes[dims + i]);
    a[i] = (real) axes[i];
    b[i] = (real) axes[dims + i];
  }
  bool fine = nn_loss_slice (graph, plane->rows, a, b, half * (grid - 1) / grid, grid, losses);
  for (int i = 0; i < grid * grid; i++)
    plane->cells[(grid - 1 - i / grid) * grid + i % grid] = fine ? (float) losses[i] : NAN;
}

void
lab_plane_make (LabPlane *plane, const LabProbeJob *job, int lane, LabDirections directions, int grid)
{
  const DataSet *set = lab_experiment_train_set (job->experiment, lane);
  const NnGraph *from = job->graphs[lane];
  size_t size = nn_graph_n_parameters (from), dims = nn_graph_n_trained (from);
  int rows = affordable_rows (from, set, grid);
  NnGraph *graph = nn_graph_copy (from, rows, true, NN_GRADIENTS);
  g_autofree double *mean = g_new (double, dims), *axes = g_new (double, 2 * dims);
  *plane = (LabPlane) { .grid = grid, .rows = rows, .cells = g_new (float, grid *grid) };
  g_autofree float *points = gather (&job->paths[lane], nn_graph_parameters (from), job->step, size, plane);
  find_directions (plane, graph, points, size, directions, mean, axes);
  plane->x = g_new (double, plane->n);
  plane->y = g_new (double, plane->n);
  for (long i = 0; i < plane->n; i++) {
    plane->x[i] = lab_principal_place (points + (size_t) i * size, (int) dims, mean, axes);
    plane->y[i] = lab_principal_place (points + (size_t) i * size, (int) dims, mean, axes + dims);
  }
  frame (plane);
  train_gather (graph, set, NULL, 0, rows);
  evaluate (plane, graph, mean, axes);
  nn_graph_free (graph);
}

void
lab_plane_clear (LabPlane *plane)
{
  g_clear_pointer (&plane->cells, g_free);
  g_clear_pointer (&plane->x, g_free);
  g_clear_pointer (&plane->y, g_free);
}
