/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/hessian.h"

#include "engine/dot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* gradient += sign · ∇L (θ + step v); @kept holds θ. */
static void
add_gradient (NnGraph *graph, int rows, const real *kept, const double *v, double step, double sign, double *gradient)
{
  real *parameters = nn_graph_parameters (graph);
  const real *gradients = nn_graph_gradients (graph);
  size_t n = nn_graph_n_trained (graph);
  for (size_t i = 0; i < n; i++)
    parameters[i] = (real) ((double) kept[i] + step * v[i]);
  nn_graph_forward (graph, rows);
  nn_graph_backward (graph, rows);
  for (size_t i = 0; i < n; i++)
    gradient[i] += sign * (double) gradients[i];
}

bool
nn_hessian_vector (NnGraph *graph, int rows, const double *v, double *hv)
{
  size_t n = nn_graph_n_trained (graph);
  real *parameters = nn_graph_parameters (graph), *kept = malloc (n * sizeof *kept);
  double largest = 0;
  if (kept == NULL)
    return false;
  memcpy (kept, parameters, n * sizeof *kept);
  memset (hv, 0, n * sizeof *hv);
  for (size_t i = 0; i < n; i++)
    largest = fmax (largest, fabs ((double) kept[i]));
  /* The rounding of the gradient and the third derivative do equal harm at about the cube root of the rounding error. */
  double length = sqrt (nn_dot (v, v, n)), step = sizeof (real) == 4 ? 6e-3 : 6e-6;
  if (length > 0) {
    step *= fmax (1, largest) / length;
    add_gradient (graph, rows, kept, v, step, 0.5 / step, hv);
    add_gradient (graph, rows, kept, v, -step, -0.5 / step, hv);
  }
  memcpy (parameters, kept, n * sizeof *kept);
  free (kept);
  return true;
}

/* ---- eigenvalues ---- */

/* The matrix on an orthonormal basis: alpha on the diagonal, beta beside it. */
typedef struct {
  NnGraph *graph;
  int rows, n_steps;
  size_t n;                    /* reals of a vector */
  double *basis, *next;        /* [n_steps][n], [n] */
  double *alpha, *beta;        /* [n_steps] */
  BaseRng rng;
} Lanczos;

/* Takes out of @v what lies along the first @n_vectors of the basis; twice is enough. Returns the length left. */
static double
orthogonalize (const Lanczos *lanczos, int n_vectors, double *v)
{
  for (int pass = 0; pass < 2; pass++)
    for (int k = 0; k < n_vectors; k++) {
      const double *q = lanczos->basis + (size_t) k * lanczos->n;
      double along = nn_dot (q, v, lanczos->n);
      for (size_t i = 0; i < lanczos->n; i++)
        v[i] -= along * q[i];
    }
  return sqrt (nn_dot (v, v, lanczos->n));
}

/* Normal numbers where there are parameters; the room between them stays zero, and so it does in every product with H. */
static void
draw (Lanczos *lanczos, double *v)
{
  memset (v, 0, lanczos->n * sizeof *v);
  for (int k = 0; k < nn_graph_n_nodes (lanczos->graph); k++) {
    const NnNode *node = nn_graph_node (lanczos->graph, k);
    for (size_t i = 0; node->trained && i < node->size; i++)
      v[node->offset + i] = base_rng_normal (&lanczos->rng);
  }
}

/* The next vector of the basis from what H made of the last one. Where nothing is left (an invariant subspace, equal
 * eigenvalues) a new direction begins a block of its own. */
static void
extend (Lanczos *lanczos, int k)
{
  double scale = k > 0 ? fabs (lanczos->alpha[k - 1]) + lanczos->beta[k - 1] : 0;
  double length = k > 0 ? orthogonalize (lanczos, k, lanczos->next) : 0;
  lanczos->beta[k] = length;
  if (length <= (sizeof (real) == 4 ? 1e-5 : 1e-10) * scale || k == 0) {
    lanczos->beta[k] = 0;
    draw (lanczos, lanczos->next);
    length = orthogonalize (lanczos, k, lanczos->next);
  }
  for (size_t i = 0; i < lanczos->n; i++)
    lanczos->basis[(size_t) k * lanczos->n + i] = lanczos->next[i] / length;
}

static bool
run_lanczos (Lanczos *lanczos)
{
  for (int k = 0; k < lanczos->n_steps; k++) {
    extend (lanczos, k);
    const double *q = lanczos->basis + (size_t) k * lanczos->n;
    if (!nn_hessian_vector (lanczos->graph, lanczos->rows, q, lanczos->next))
      return false;
    lanczos->alpha[k] = nn_dot (q, lanczos->next, lanczos->n);
  }
  return true;
}

/* How many eigenvalues of the tridiagonal matrix lie below x: the negative pivots of its LDLᵀ (Sturm's sequence). */
static int
count_below (const Lanczos *lanczos, double x)
{
  int count = 0;
  double pivot = 1;
  for (int k = 0; k < lanczos->n_steps; k++) {
    double beside = lanczos->beta[k] * lanczos->beta[k];
    pivot = lanczos->alpha[k] - x - (k > 0 ? beside / pivot : 0);
    if (pivot == 0)
      pivot = 1e-300;
    count += pivot < 0;
  }
  return count;
}

/* By bisection between Gershgorin's bounds. */
static void
read_eigenvalues (const Lanczos *lanczos, double *values)
{
  double bound = 0;
  for (int k = 0; k < lanczos->n_steps; k++)
    bound = fmax (bound, fabs (lanczos->alpha[k]) + lanczos->beta[k] +
                           (k + 1 < lanczos->n_steps ? lanczos->beta[k + 1] : 0));
  for (int k = 0; k < lanczos->n_steps; k++) {
    double low = -bound, high = bound;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (count_below (lanczos, middle) <= k)
        low = middle;
      else
        high = middle;
    }
    values[k] = (low + high) / 2;
  }
}

static size_t
count_parameters (const NnGraph *graph)
{
  size_t n = 0;
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    n += nn_graph_node (graph, i)->trained ? nn_graph_node (graph, i)->size : 0;
  return n;
}

int
nn_hessian_eigenvalues (NnGraph *graph, int rows, uint64_t start, int most, double *values)
{
  size_t n = nn_graph_n_trained (graph), n_real = count_parameters (graph);
  Lanczos lanczos = { .graph = graph, .rows = rows, .n = n, .n_steps = n_real < (size_t) most ? (int) n_real : most };
  size_t n_steps = (size_t) lanczos.n_steps;
  double *room = calloc (n * (n_steps + 1) + 2 * n_steps, sizeof *room);
  if (room == NULL)
    return 0;
  lanczos.basis = room;
  lanczos.next = lanczos.basis + n * n_steps;
  lanczos.alpha = lanczos.next + n;
  lanczos.beta = lanczos.alpha + n_steps;
  base_rng_init (&lanczos.rng, start, RNG_PROBES);
  bool ok = run_lanczos (&lanczos);
  if (ok)
    read_eigenvalues (&lanczos, values);
  free (room);
  return ok ? lanczos.n_steps : 0;
}

/* ---- slices ---- */

/* Unit @unit of @n: its weights are every n-th number. Scales @direction to their length. */
static void
scale_filter (const real *weights, size_t size, size_t n, size_t unit, real *direction)
{
  double length = 0, wanted = 0;
  for (size_t i = unit; i < size; i += n) {
    length += (double) direction[i] * (double) direction[i];
    wanted += (double) weights[i] * (double) weights[i];
  }
  for (size_t i = unit; i < size; i += n)
    direction[i] *= (real) sqrt (wanted / length);
}

void
nn_slice_direction (const NnGraph *graph, uint64_t seed, real *direction)
{
  BaseRng rng;
  base_rng_init (&rng, seed, RNG_PROBES);
  memset (direction, 0, nn_graph_n_trained (graph) * sizeof *direction);
  for (int k = 0; k < nn_graph_n_nodes (graph); k++) {
    const NnNode *node = nn_graph_node (graph, k);
    if (!node->trained || node->fan_in == 0)
      continue;
    size_t n_units = (size_t) node->shape.d[node->shape.n - 1];
    for (size_t i = 0; i < node->size; i++)
      direction[node->offset + i] = (real) base_rng_normal (&rng);
    for (size_t unit = 0; unit < n_units; unit++)
      scale_filter (node->value, node->size, n_units, unit, direction + node->offset);
  }
}

bool
nn_loss_slice (NnGraph *graph, int rows, const real *a, const real *b, double extent, int n, double *losses)
{
  size_t size = nn_graph_n_trained (graph);
  real *parameters = nn_graph_parameters (graph), *kept = malloc (size * sizeof *kept);
  if (kept == NULL)
    return false;
  memcpy (kept, parameters, size * sizeof *kept);
  for (int i = 0; i < (b != NULL ? n : 1); i++)
    for (int j = 0; j < n; j++) {
      double x = extent * (2.0 * j / (n - 1) - 1), y = extent * (2.0 * i / (n - 1) - 1);
      for (size_t p = 0; p < size; p++)
        parameters[p] = (real) ((double) kept[p] + x * (double) a[p] + (b != NULL ? y * (double) b[p] : 0));
      nn_graph_forward (graph, rows);
      losses[i * n + j] = nn_graph_loss (graph, rows);
    }
  memcpy (parameters, kept, size * sizeof *kept);
  free (kept);
  return true;
}
