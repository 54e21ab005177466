/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least squares of one dense layer, by the normal equations. With X the batch's N inputs, a column of ones behind them for the bias,
 * T its targets with n values each, the gradient of 1/(N n) ‖X W − T‖² + λ/2 ‖W‖² is zero where
 *   (XᵀX + λ N n / 2 · I) W = Xᵀ T,
 * I with 0 for the bias unless λ is about biases too. XᵀX = L Lᵀ by Cholesky's method, in double. An input that depends on those
 * before it gets weight 0. */
#include "engine/op.h"

#include "base/words.h"

#include <math.h>

extern const NnOp nn_op_dense, nn_op_flatten;
extern const NnLoss nn_loss_mse;
extern const NnOptimizer nn_optimizer_closed_form;
extern const NnRegularizer nn_regularizer_l2;

enum { LR };
enum { LAMBDA, BIASES };

static const Param params[] = {
  { "lr", N_ ("Step length"), NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-8, 1e6, 1 },
  { 0 },
};

static bool
is_linear (const NnGraph *graph)
{
  const NnNode *y = nn_graph_output (graph), *loss = nn_graph_loss_node (graph);
  if (nn_graph_n_layers (graph) != 1 || y->op != &nn_op_dense || loss->op != &nn_loss_mse.op || loss->operands[0] != y)
    return false;
  const NnNode *x = y->operands[0];
  while (x->op == &nn_op_flatten)
    x = x->operands[0];
  return x->kind == NN_INPUT && loss->operands[1]->kind == NN_INPUT;
}

static bool
fits (const NnGraph *graph, const double (*regularizers)[PARAM_MAX], BaseError *error)
{
  if (!is_linear (graph))
    return base_error_set (error, _ ("closed-form is for one dense layer without activation and for the loss mse"));
  const NnNode *y = nn_graph_output (graph), *w = y->operands[1], *b = y->operands[2];
  if (w->rate != 1 || (b->trained && b->rate != 1))
    return base_error_set (error, _ ("closed-form moves all weights at the same rate"));
  for (int i = 0; i < nn_regularizers.n_entries; i++) {
    const NnRegularizer *r = (const NnRegularizer *) nn_regularizers.entries[i];
    if (r->penalty != NULL && r != &nn_regularizer_l2 && regularizers[i][0] > 0)
      return base_error_set (error, _ ("closed-form knows no penalty but l2: there is no such formula with %s"), r->entry.name);
  }
  return true;
}

/* At least the unknowns of an output, squared, and all unknowns. */
static size_t
n_room (size_t n, const double *values)
{
  return n * n + n;
}

static const double *
l2_values (const NnProblem *problem)
{
  int i = 0;
  while (nn_regularizers.entries[i] != &nn_regularizer_l2.entry)
    i++;
  return problem->regularizers[i];
}

/* The equations: @a [p][p] below the diagonal, @c [p][n_out]. */
static void
fill (const NnProblem *problem, size_t p, double *a, double *c)
{
  const NnNode *loss = nn_graph_loss_node (problem->graph), *y = loss->operands[0], *x = y->operands[0], *b = y->operands[2];
  size_t n_in = x->size, n_out = y->size, rows = (size_t) problem->rows;
  for (size_t i = 0; i < p; i++) {
    for (size_t r = 0; r < rows; r++) {
      double at = i < n_in ? (double) x->value[r * n_in + i] : 1;
      const real *t = loss->operands[1]->value + r * n_out;
      for (size_t j = 0; j <= i; j++)
        a[i * p + j] = (r > 0 ? a[i * p + j] : 0) + at * (j < n_in ? (double) x->value[r * n_in + j] : 1);
      for (size_t o = 0; o < n_out; o++)
        c[i * n_out + o] = (r > 0 ? c[i * n_out + o] : 0) + at * ((double) t[o] - (b->trained ? 0 : (double) b->value[o]));
    }
    const double *l2 = l2_values (problem);
    if (i < n_in || l2[BIASES] != 0)
      a[i * p + i] += l2[LAMBDA] * (double) (rows * n_out) / 2;
  }
}

/* a = L Lᵀ, in its place; a column of zeros where nothing is left of an unknown. */
static void
decompose (size_t p, double *a)
{
  for (size_t j = 0; j < p; j++) {
    double whole = a[j * p + j], rest = whole;
    for (size_t k = 0; k < j; k++)
      rest -= a[j * p + k] * a[j * p + k];
    double root = rest <= 1e-12 * whole ? 0 : sqrt (rest);
    a[j * p + j] = root;
    for (size_t i = j + 1; i < p; i++) {
      double sum = a[i * p + j];
      for (size_t k = 0; k < j; k++)
        sum -= a[i * p + k] * a[j * p + k];
      a[i * p + j] = root == 0 ? 0 : sum / root;
    }
  }
}

/* L Lᵀ w = c, in the place of output @o of @c. */
static void
substitute (size_t p, const double *a, double *c, size_t n_out, size_t o)
{
  for (size_t i = 0; i < p; i++) {
    double sum = c[i * n_out + o];
    for (size_t k = 0; k < i; k++)
      sum -= a[i * p + k] * c[k * n_out + o];
    c[i * n_out + o] = a[i * p + i] == 0 ? 0 : sum / a[i * p + i];
  }
  for (size_t i = p; i-- > 0;) {
    double sum = c[i * n_out + o];
    for (size_t k = i + 1; k < p; k++)
      sum -= a[k * p + i] * c[k * n_out + o];
    c[i * n_out + o] = a[i * p + i] == 0 ? 0 : sum / a[i * p + i];
  }
}

static void
solve (const NnProblem *problem)
{
  const NnNode *y = nn_graph_output (problem->graph), *w = y->operands[1], *b = y->operands[2];
  size_t n_in = y->operands[0]->size, n_out = y->size, p = n_in + b->trained;
  double *a = problem->room, *c = a + p * p, *at = problem->x; /* weights from the beginning, then the bias */
  fill (problem, p, a, c);
  decompose (p, a);
  for (size_t o = 0; o < n_out; o++)
    substitute (p, a, c, n_out, o);
  for (size_t i = 0; i < p; i++)
    for (size_t o = 0; o < n_out; o++) {
      double *place = i < n_in ? &at[i * n_out + o] : &at[b->offset - w->offset + o];
      *place += problem->values[LR] * (c[i * n_out + o] - *place);
    }
}

const NnOptimizer nn_optimizer_closed_form = {
  .entry = { "closed-form", N_ ("Closed form (least squares)"),
             N_ ("w ← w + lr (w* − w), w* = (XᵀX + λ N n / 2 · I)⁻¹ Xᵀ t: the least squares of the batch, ridge regression with l2 = λ; "
                 "for one dense layer without activation and the loss mse"),
             "Legendre 1805, Nouvelles méthodes; Hoerl, Kennard 1970, Ridge regression; Golub, Van Loan 2013, Matrix computations, 4.2", params },
  .solve = solve,
  .n_room = n_room,
  .largest = 2000,
  .fits = fits,
};
