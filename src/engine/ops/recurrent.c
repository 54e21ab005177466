/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/recurrent.h"

#include "base/words.h"

#include <string.h>

extern const NnOp nn_op_embedding;

/* Whole vectors. */
static size_t
rounded (size_t n)
{
  return (n + 15) / 16 * 16;
}

/* The next @n reals of scratch, which is NULL while its size is being made out. */
static real *
take (Recurrence *r, size_t n)
{
  real *place = r->node->scratch != NULL ? r->node->scratch + r->size : NULL;
  r->size += n;
  return place;
}

static Recurrence
open (const NnNode *node, int rows)
{
  const RecurrentCell *cell = node->op->kind;
  const NnShape *x = &node->operands[0]->shape;
  Recurrence r = { .node = node, .cell = cell, .rows = rows, .steps = x->d[0], .n_in = x->d[1],
                   .units = node->operands[2]->shape.d[0] };
  size_t n = (size_t) rows, steps = (size_t) r.steps;
  r.columns = cell->n_blocks * r.units;
  r.width = 1 + r.n_in + r.units;
  r.z_slab = rounded (n * (size_t) r.width);
  r.a_slab = rounded (n * (size_t) r.columns);
  r.h_slab = rounded (n * (size_t) r.units);
  r.z = take (&r, (steps + 1) * r.z_slab);
  r.a = take (&r, steps * r.a_slab);
  r.c = take (&r, cell->has_c ? (steps + 1) * r.h_slab : 0);
  r.tanh_c = take (&r, cell->has_tanh_c ? steps * r.h_slab : 0);
  r.dh = take (&r, (steps + 1) * r.h_slab);
  r.da = take (&r, r.a_slab);
  r.dc = take (&r, r.h_slab);
  r.dx = take (&r, rounded (n * (size_t) r.n_in));
  return r;
}

/* The workspace: S, its gradient, and turned columns of S. */
static size_t
stack_size (const Recurrence *r)
{
  return rounded (nn_shape_size (&(NnShape) { 2, { r->width, r->columns } }));
}

bool
recurrent_infer (NnNode *node, BaseError *error)
{
  const RecurrentCell *cell = node->op->kind;
  const NnShape *x = &node->operands[0]->shape, *w = &node->operands[1]->shape, *u = &node->operands[2]->shape;
  char have[NN_SHAPE_TEXT], want[NN_SHAPE_TEXT];
  if (x->n != 2)
    return base_error_set (error, _ ("%s: the input is %s, not a sequence (steps x features)"), cell->name,
                           nn_shape_format (x, have));
  int units = u->d[0], columns = cell->n_weight_blocks * units;
  if (w->n != 2 || u->n != 2 || w->d[0] != x->d[1] || w->d[1] != columns || u->d[1] != columns ||
      node->operands[3]->size != (size_t) (cell->n_blocks * units))
    return base_error_set (error, _ ("%s: input %s does not go with weights %s"), cell->name, nn_shape_format (x, have),
                           nn_shape_format (w, want));
  bool all = node->settings[RECURRENT_RETURN] != 0;
  node->shape = all ? (NnShape) { 2, { x->d[0], units } } : (NnShape) { 1, { units } };
  Recurrence one = open (node, 1); /* slabs of several rows need no more room than as many of one row */
  node->scratch_size = one.size;
  node->workspace_size = 3 * stack_size (&one);
  return true;
}

/* Where S has @units numbers of a parameter: row @row, block @block; NULL: zeros. @which: the operand it belongs to. */
static real *
stacked (const Recurrence *r, int row, int block, real *w, real *u, real *b, int *which)
{
  size_t units = (size_t) r->units, line = (size_t) r->cell->n_weight_blocks * units;
  *which = row == 0 ? 3 : row <= r->n_in ? 1 : 2;
  if (*which == 3)
    return b != NULL ? b + (size_t) block * units : NULL;
  real *from = *which == 1 ? w : u;
  int part = *which == 1 ? r->cell->w_block[block] : r->cell->u_block[block];
  int i = *which == 1 ? row - 1 : row - 1 - r->n_in;
  return from != NULL && part >= 0 ? from + (size_t) i * line + (size_t) part * units : NULL;
}

static real *
stack (const Recurrence *r)
{
  NnNode *const *operands = r->node->operands;
  real *to = r->node->workspace;
  size_t units = (size_t) r->units;
  for (int row = 0; row < r->width; row++)
    for (int block = 0; block < r->cell->n_blocks; block++, to += units) {
      int which;
      const real *from = stacked (r, row, block, operands[1]->value, operands[2]->value, operands[3]->value, &which);
      if (from != NULL)
        memcpy (to, from, units * sizeof (real));
      else
        memset (to, 0, units * sizeof (real));
    }
  return r->node->workspace;
}

/* The gradient of S to where it belongs. */
static void
unstack (const Recurrence *r, const real *from)
{
  NnNode *const *operands = r->node->operands;
  for (int row = 0; row < r->width; row++)
    for (int block = 0; block < r->cell->n_blocks; block++, from += r->units) {
      int which;
      real *to = stacked (r, row, block, operands[1]->gradient, operands[2]->gradient, operands[3]->gradient, &which);
      for (int i = 0; to != NULL && i < r->units; i++)
        to[i] = op_adds (r->node, which) ? to[i] + from[i] : from[i];
    }
}

/* The time step that is processed as step @t. */
static int
time_of (const Recurrence *r, int t)
{
  return r->node->settings[RECURRENT_REVERSE] != 0 ? r->steps - 1 - t : t;
}

/* ∂L/∂ of, or the value of, the output of step @t in row @row: in @array, the node's value or gradient. NULL: this step is
 * not put out. */
static real *
output (const Recurrence *r, real *array, int t, int row)
{
  size_t units = (size_t) r->units;
  array += (size_t) row * r->node->size;
  if (r->node->settings[RECURRENT_RETURN] != 0)
    return array + (size_t) time_of (r, t) * units;
  return t == r->steps - 1 ? array : NULL;
}

/* Step @t passes over row @row: the state stays as it is. */
static bool
is_masked (const Recurrence *r, int t, int row)
{
  const real *x = RECURRENT_ROW (r, z, z_slab, r->width, t, row) + 1;
  for (int i = 0; i < r->n_in; i++)
    if (x[i] != 0)
      return false;
  return true;
}

/* One and x to their places for all steps; h and c before the first. */
static void
begin (const Recurrence *r)
{
  const NnNode *x = r->node->operands[0];
  size_t n_in = (size_t) r->n_in, units = (size_t) r->units;
  for (int t = 0; t < r->steps; t++)
    for (int row = 0; row < r->rows; row++) {
      real *z = RECURRENT_ROW (r, z, z_slab, r->width, t, row);
      z[0] = 1;
      memcpy (z + 1, x->value + (size_t) row * x->size + (size_t) time_of (r, t) * n_in, n_in * sizeof (real));
    }
  for (int row = 0; row < r->rows; row++)
    memset (recurrent_h (r, 0, row), 0, units * sizeof (real));
  real c_start = (real) (r->cell->c_start > 0 ? r->node->settings[r->cell->c_start] : 0);
  for (size_t i = 0; r->cell->has_c && i < (size_t) r->rows * units; i++)
    r->c[i] = c_start;
}

static void
masked_forward (const Recurrence *r, int t)
{
  size_t bytes = (size_t) r->units * sizeof (real);
  for (int row = 0; row < r->rows; row++) {
    if (!is_masked (r, t, row)) {
      r->cell->forward (r, t, row, 1);
      continue;
    }
    memcpy (recurrent_h (r, t + 1, row), recurrent_h (r, t, row), bytes);
    if (r->cell->has_c)
      memcpy (recurrent_c (r, t + 1, row), recurrent_c (r, t, row), bytes);
  }
}

void
recurrent_forward (const NnNode *node, int rows)
{
  const Recurrence r = open (node, rows);
  const real *s = stack (&r);
  begin (&r);
  for (int t = 0; t < r.steps; t++) {
    nn_kernels ()->dense (rows, r.width, r.columns, r.z + (size_t) t * r.z_slab, s, NULL, recurrent_a (&r, t, 0), false);
    if (node->settings[RECURRENT_MASK] != 0)
      masked_forward (&r, t);
    else
      r.cell->forward (&r, t, 0, rows);
    for (int row = 0; row < rows && output (&r, node->value, t, row) != NULL; row++)
      memcpy (output (&r, node->value, t, row), recurrent_h (&r, t + 1, row), (size_t) r.units * sizeof (real));
  }
}

/* dh of slab @t + 1, as far as the loss sees h_t itself. */
static void
load_output_gradient (const Recurrence *r, int t)
{
  size_t bytes = (size_t) r->units * sizeof (real);
  for (int row = 0; row < r->rows; row++) {
    const real *from = t >= 0 ? output (r, r->node->gradient, t, row) : NULL;
    if (from != NULL)
      memcpy (recurrent_dh (r, t + 1, row), from, bytes);
    else
      memset (recurrent_dh (r, t + 1, row), 0, bytes);
  }
}

static void
masked_backward (const Recurrence *r, int t)
{
  for (int row = 0; row < r->rows; row++) {
    if (!is_masked (r, t, row)) {
      r->cell->backward (r, t, row, 1);
      continue;
    }
    real *before = recurrent_dh (r, t, row), *after = recurrent_dh (r, t + 1, row);
    memset (r->da + (size_t) row * (size_t) r->columns, 0, (size_t) r->columns * sizeof (real));
    for (int i = 0; i < r->units; i++)
      before[i] += after[i];
  }
}

/* The input's gradient of step @t; @turned: wᵀ. */
static void
input_gradient (const Recurrence *r, int t, const real *turned)
{
  const NnNode *x = r->node->operands[0];
  nn_kernels ()->dense (r->rows, r->columns, r->n_in, r->da, turned, NULL, r->dx, false);
  for (int row = 0; row < r->rows; row++) {
    real *to = x->gradient + (size_t) row * x->size + (size_t) (time_of (r, t) * r->n_in);
    const real *from = r->dx + row * r->n_in;
    for (int i = 0; i < r->n_in; i++)
      to[i] = op_adds (r->node, 0) ? to[i] + from[i] : from[i];
  }
}

/* Whether the gradient of the state is not carried from step @t to the one before: truncated backpropagation through time
 * (Williams, Peng 1990, An efficient gradient-based algorithm for on-line training of recurrent network trajectories).
 * Windows are counted from the last step. */
static bool
is_cut (const Recurrence *r, int t)
{
  int window = (int) r->node->settings[RECURRENT_BPTT];
  return t == 0 || (window > 0 && (r->steps - t) % window == 0);
}

void
recurrent_backward (const NnNode *node, int rows)
{
  const Recurrence r = open (node, rows);
  const NnKernels *k = nn_kernels ();
  real *s = stack (&r), *ds = s + stack_size (&r), *turned_u = ds + stack_size (&r);
  real *turned_w = turned_u + rounded ((size_t) r.units * (size_t) r.columns);
  k->transpose (r.units, r.columns, s + (size_t) (1 + r.n_in) * (size_t) r.columns, turned_u);
  if (node->operands[0]->gradient != NULL)
    k->transpose (r.n_in, r.columns, s + r.columns, turned_w);
  load_output_gradient (&r, r.steps - 1);
  memset (r.dc, 0, r.h_slab * sizeof (real));
  for (int t = r.steps - 1; t >= 0; t--) {
    load_output_gradient (&r, t - 1);
    if (node->settings[RECURRENT_MASK] != 0)
      masked_backward (&r, t);
    else
      r.cell->backward (&r, t, 0, rows);
    k->dense_weights (rows, r.width, r.columns, r.z + (size_t) t * r.z_slab, (size_t) r.width, r.da, ds, NULL, t < r.steps - 1);
    if (node->operands[0]->gradient != NULL)
      input_gradient (&r, t, turned_w);
    if (!is_cut (&r, t)) {
      k->dense (rows, r.columns, r.units, r.da, turned_u, NULL, recurrent_dh (&r, t, 0), true);
      continue;
    }
    load_output_gradient (&r, t - 1); /* without what the cell passed on */
    memset (r.dc, 0, r.h_slab * sizeof (real));
  }
  unstack (&r, ds);
}

static void
place_trace (NnTrace *trace, const real *values, size_t slab, int width)
{
  trace->values = values;
  trace->step = (ptrdiff_t) slab;
  trace->row = width;
}

bool
recurrent_inspect (const NnNode *node, int rows, int part, NnTrace *trace)
{
  const Recurrence r = open (node, rows);
  for (int i = 0; i <= part; i++)
    if (r.cell->traces[i].name == NULL)
      return false;
  const RecurrentTrace *shown = &r.cell->traces[part];
  int t = time_of (&r, 0); /* time 0 was processed as this step */
  *trace = (NnTrace) { .name = shown->name, .label = shown->label, .steps = r.steps, .units = r.units };
  switch (shown->from) {
  case RECURRENT_A:
    place_trace (trace, recurrent_a (&r, t, 0) + shown->block * r.units, r.a_slab, r.columns);
    break;
  case RECURRENT_C:
    place_trace (trace, recurrent_c (&r, t + 1, 0), r.h_slab, r.units);
    break;
  case RECURRENT_H:
    place_trace (trace, recurrent_h (&r, t + 1, 0), r.z_slab, r.width);
    break;
  case RECURRENT_DH:
    place_trace (trace, recurrent_dh (&r, t + 1, 0), r.h_slab, r.units);
  }
  trace->step = t > 0 ? -trace->step : trace->step;
  return true;
}

/* The last state, all states, all from the end, and tokens some of which are padding that is passed over. */
NnNode *
recurrent_example (NnGraph *graph, const NnOp *op, int which, BaseError *error)
{
  enum { STEPS = 6, INPUTS = 3, UNITS = 5, LAST = 0, REVERSED = 2, MASKED = 3 };
  const RecurrentCell *cell = op->kind;
  NnNode *x = nn_graph_input (graph, "x", which == MASKED ? (NnShape) { 1, { STEPS } } : (NnShape) { 2, { STEPS, INPUTS } });
  if (which == MASKED)
    x = nn_graph_apply (graph, &nn_op_embedding, NULL, 2,
                        (NnNode *[]) { x, op_example_parameter (graph, (NnShape) { 2, { 3, INPUTS } }) }, error);
  NnNode *w = op_example_parameter (graph, (NnShape) { 2, { INPUTS, cell->n_weight_blocks * UNITS } });
  NnNode *u = op_example_parameter (graph, (NnShape) { 2, { UNITS, cell->n_weight_blocks * UNITS } });
  NnNode *b = op_example_parameter (graph, (NnShape) { 1, { cell->n_blocks * UNITS } });
  double settings[PARAM_MAX];
  params_defaults (op->entry.params, settings);
  settings[RECURRENT_RETURN] = which != LAST;
  settings[RECURRENT_REVERSE] = which == REVERSED;
  settings[RECURRENT_MASK] = which == MASKED;
  if (cell->c_start > 0)
    settings[cell->c_start] = 0.7;
  return nn_graph_apply (graph, op, settings, 4, (NnNode *[]) { x, w, u, b }, error);
}
