/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A weight: its gradient as the mean over the batch, and the update that the optimizer makes of it. */
#include "base/words.h"
#include "lab/arithmetic-private.h"
#include "lab/cell.h"

#include <math.h>
#include <string.h>

/* ---- the gradient of the batch ---- */

/* Of a dense weight each sample gives one product. */
static void
add_dense_gradient (GArray *lines, const NnNode *z, size_t weight, int rows)
{
  const NnNode *x = z->operands[0];
  size_t i = weight / z->size, j = weight % z->size;
  const LabPlaceText name = lab_weight_text (z, weight), from = lab_place_text (x, i);
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  g_autofree char *left = g_strdup_printf ("∂L/∂w_{%s} = 1/n Σ δ x", name.text), *before = g_strdup_printf ("1/%d (", rows);
  for (size_t r = 0; r < (size_t) rows; r++)
    lab_term_add (terms, rows * (double) z->gradient[r * z->size + j], (double) x->value[r * x->size + i], true, "δ_{%d} x_{%d}",
                  (int) r + 1, (int) r + 1);
  lab_lines_add_sum (lines, left, terms, 0, before, ")", lab_terms_sum (terms) / rows);
  lab_lines_add (lines, LAB_LINE_NOTE, _ ("δ_r = ∂ℓ_r/∂z_%d, and x_r is input %s, of sample r of the batch"), (int) j + 1, from.text);
}

/* Of a kernel's weight each sample gives the sum over all places. */
static double
conv_share (const NnNode *z, size_t weight, size_t row)
{
  const NnNode *x = z->operands[0];
  const LabTap tap = lab_conv_tap (z, weight);
  double sum = 0;
  for (int place = 0; place < z->shape.d[0] * z->shape.d[1]; place++) {
    long pixel = lab_conv_pixel (z, place, tap);
    if (pixel >= 0)
      sum += (double) z->gradient[row * z->size + (size_t) (place * z->shape.d[2] + tap.map)] *
             (double) x->value[row * x->size + (size_t) (pixel * x->shape.d[2] + tap.channel)];
  }
  return sum;
}

static void
add_conv_gradient (GArray *lines, const NnNode *z, size_t weight, int rows)
{
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  g_autofree char *left = g_strdup_printf ("∂L/∂w_{%s} = 1/n Σ g", lab_weight_text (z, weight).text), *before = g_strdup_printf ("1/%d (", rows);
  for (int r = 0; r < rows; r++)
    lab_term_add (terms, rows * conv_share (z, weight, (size_t) r), 1, false, "g_{%d}", r + 1);
  lab_lines_add_sum (lines, left, terms, 0, before, ")", lab_terms_sum (terms) / rows);
  lab_lines_add (lines, LAB_LINE_NOTE, _ ("g_r = Σ ∂ℓ_r/∂z · x over all places of the image, sample r of the batch"));
}

void
lab_embedding_add_gradient (GArray *lines, const NnNode *y, size_t weight, int rows)
{
  bool batch = rows > 0;
  int n = MAX (rows, 1);
  size_t units = (size_t) y->shape.d[1];
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  for (size_t i = 0; i < (size_t) n * y->operands[0]->size; i++)
    if (lab_embedded_weight (y, i * units + weight % units) == (long) weight) {
      int r = (int) (i / y->operands[0]->size) + 1, t = (int) (i % y->operands[0]->size) + 1;
      g_autofree char *symbol = batch ? g_strdup_printf ("δ_{%d,%d}", r, t) : g_strdup_printf ("∂ℓ/∂y_{%d,%d}", t, (int) (weight % units) + 1);
      lab_term_add (terms, n * (double) y->gradient[i * units + weight % units], 1, false, "%s", symbol);
    }
  g_autofree char *left = g_strdup_printf ("∂%s/∂E_{%s}", batch ? "L" : "ℓ", lab_weight_text (y, weight).text), *before = g_strdup_printf ("1/%d (", n);
  if (terms->len > 0)
    lab_lines_add_sum (lines, left, terms, 0, batch ? before : "", batch ? ")" : "", lab_terms_sum (terms) / n);
  else
    lab_lines_add (lines, LAB_LINE_NUMBERS, "%s = 0", left);
  lab_lines_add (lines, LAB_LINE_NOTE, "%s", !batch         ? _ ("The sum goes over all places at which this token stands.")
                                             : terms->len > 0 ? _ ("δ_{r,t} = ∂ℓ_r/∂y at place t of sample r, over all at which this token stands")
                                                              : _ ("This token stands nowhere in the batch."));
}

/* ---- the update ---- */

enum { ROOM = 16 }; /* reals: whole vectors */

typedef struct {
  GArray *lines;
  const NnOptimizer *optimizer;
  double values[PARAM_MAX]; /* of the optimizer, with the rate of now */
  double g, w, slots[4];    /* before the update */
  double after[4], change;  /* slots, and what is added to the weight */
  long t;
} Update;

static double
setting (const Update *u, const char *name)
{
  return u->values[params_find (u->optimizer->entry.params, name)];
}

/* "v = 0.9 · 0.1 + 0.02 = 0.11" */
static void
add_average (const Update *u, const char *name, double keep, double slot, double take, const char *what, double added, double result)
{
  g_autofree char *numbers = g_strdup_printf ("%s ← # · # + # · #%s = #", name, what);
  lab_lines_add_numbers (u->lines, numbers, keep, slot, take, added, result);
}

static void
add_sgd (const Update *u)
{
  lab_lines_add (u->lines, LAB_LINE_FORMULA, "Δw = −η g");
  lab_lines_add_numbers (u->lines, "= −# · # = #", u->values[0], u->g, u->change);
}

static void
add_momentum (const Update *u)
{
  lab_lines_add (u->lines, LAB_LINE_FORMULA, "v ← μ v + g, Δw = −η v");
  add_average (u, "v", setting (u, "momentum"), u->slots[0], 1, "", u->g, u->after[0]);
  lab_lines_add_numbers (u->lines, "Δw = −# · # = #", u->values[0], u->after[0], u->change);
}

static void
add_adam (const Update *u)
{
  double beta1 = setting (u, "beta1"), beta2 = setting (u, "beta2");
  bool corrects = setting (u, "correct") != 0;
  double mean = u->after[0] / (corrects ? 1 - pow (beta1, (double) u->t) : 1);
  double square = u->after[1] / (corrects ? 1 - pow (beta2, (double) u->t) : 1);
  g_autofree char *m = lab_line_number (mean), *v = lab_line_number (square);
  lab_lines_add (u->lines, LAB_LINE_FORMULA, "m ← β_1 m + (1 − β_1) g");
  add_average (u, "m", beta1, u->slots[0], 1 - beta1, "", u->g, u->after[0]);
  lab_lines_add (u->lines, LAB_LINE_FORMULA, "v ← β_2 v + (1 − β_2) g^2");
  add_average (u, "v", beta2, u->slots[1], 1 - beta2, "^2", u->g, u->after[1]);
  if (corrects)
    lab_lines_add (u->lines, LAB_LINE_FORMULA, "m̂ = m / (1 − β_1^{%ld}) = %s, v̂ = v / (1 − β_2^{%ld}) = %s", u->t, m, u->t, v);
  lab_lines_add (u->lines, LAB_LINE_FORMULA, corrects ? "Δw = −η m̂ / (√v̂ + ε)" : "Δw = −η m / (√v + ε)");
  lab_lines_add_numbers (u->lines, "= −# · # / (√(#) + #) = #", u->values[0], mean, square, setting (u, "epsilon"), u->change);
}

/* Those that change the gradient or the weight besides the optimizer. */
static void
name_regularizers (const double (*values)[PARAM_MAX], bool before, GString *names)
{
  for (int i = 0; i < nn_regularizers.n_entries; i++) {
    const NnRegularizer *regularizer = (const NnRegularizer *) nn_regularizers.entries[i];
    if (values[i][0] != 0 && regularizer->when != NN_APART && before == (regularizer->when <= NN_BEFORE))
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", _ (regularizer->entry.label));
  }
}

/* The optimizer's own function on this one weight. */
static void
run_optimizer (Update *u, const NnNode *weight, real *parameter)
{
  _Alignas (64) real room[6][ROOM] = { { 0 } };
  NnUpdate update = { .n = 1, .parameters = room[0], .gradients = room[1], .t = u->t, .decays = weight->decays, .values = u->values };
  room[0][0] = *parameter;
  room[1][0] = (real) u->g;
  for (int i = 0; i < u->optimizer->n_slots; i++) {
    update.slots[i] = room[2 + i];
    room[2 + i][0] = (real) u->slots[i];
  }
  u->optimizer->update (&update);
  for (int i = 0; i < u->optimizer->n_slots; i++)
    u->after[i] = (double) room[2 + i][0];
  u->change = (double) (room[0][0] - *parameter);
  *parameter = room[0][0];
}

static void
add_optimizer (const Update *u)
{
  static const struct {
    const char *name;
    void (*add) (const Update *u);
  } known[] = { { "sgd", add_sgd }, { "sgd-momentum", add_momentum }, { "adam", add_adam } };
  g_autofree char *change = lab_line_number (u->change);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, u->optimizer->entry.name)) {
      known[i].add (u);
      return;
    }
  lab_lines_add (u->lines, LAB_LINE_NOTE, "%s: %s", _ (u->optimizer->entry.label), _ (u->optimizer->entry.summary));
  lab_lines_add (u->lines, LAB_LINE_NUMBERS, "Δw = %s", change);
}

/* Regularizers before, the optimizer, regularizers after: as training goes. */
static void
add_update (const LabUpdate *update, NnGraph *graph, const NnNode *weight, size_t index, GArray *lines)
{
  const TrainValues *values = &update->settings.nets[0];
  const double (*regularizers)[PARAM_MAX] = values->regularizers;
  g_autofree NnSpan *spans = g_new (NnSpan, nn_graph_n_nodes (graph));
  g_autoptr (GString) before = g_string_new (NULL), after = g_string_new (NULL);
  Update u = { .lines = lines, .optimizer = update->optimizer, .w = (double) weight->value[index], .t = update->batch.t + 1 };
  NnRegularization r = { .spans = spans, .n_spans = nn_graph_spans (graph, true, spans), .parameters = nn_graph_parameters (graph),
                         .gradients = nn_graph_gradients (graph), .rate = update->batch.rate, .seed = update->batch.seed,
                         .t = (uint64_t) update->batch.t };
  memcpy (u.values, values->optimizer, sizeof u.values);
  u.values[0] = update->batch.rate * (double) weight->rate;
  for (int i = 0; i < u.optimizer->n_slots; i++)
    u.slots[i] = (double) update->state[(size_t) i * nn_graph_n_trained (graph) + weight->offset + index];
  nn_regularize (NN_PENALTY, r, regularizers);
  nn_regularize (NN_BEFORE, r, regularizers);
  u.g = (double) weight->gradient[index];
  name_regularizers (regularizers, true, before);
  name_regularizers (regularizers, false, after);
  lab_lines_add_numbers (lines, "g = #, η = #", u.g, u.values[0]);
  if (before->len > 0)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("This gradient has been changed by: %s"), before->str);
  run_optimizer (&u, weight, &weight->value[index]);
  add_optimizer (&u);
  nn_regularize (NN_AFTER, r, regularizers);
  if (after->len > 0)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("Then: %s"), after->str);
  double now = (double) weight->value[index];
  lab_lines_add_numbers (lines, "w ← w + Δw = # + # = #", u.w, now - u.w, now);
}

void
lab_arithmetic_update (const LabArithmetic *arithmetic, int layer, int index)
{
  const LabUpdate *update = &arithmetic->job->updates[arithmetic->subject->lane];
  GArray *lines = arithmetic->lines;
  if (update->optimizer == NULL) {
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("Two players move in turn; their updates are not shown step by step."));
    return;
  }
  NnGraph *graph = lab_arithmetic_batch (arithmetic);
  const NnNode *weight = nn_graph_layer (graph, layer)->weight, *z = lab_weight_user (graph, weight);
  size_t i = (size_t) index;
  g_autofree char *gradient = lab_line_number (weight->gradient != NULL ? (double) weight->gradient[i] : 0);
  lab_lines_add (lines, LAB_LINE_HEADING, ngettext ("The batch of this step: %d sample", "The batch of this step: %d samples", (gulong) update->batch.n), update->batch.n);
  if (z != NULL && z->gradient != NULL && lab_is_op (z, "dense"))
    add_dense_gradient (lines, z, i, update->batch.n);
  else if (z != NULL && z->gradient != NULL && lab_is_recurrent (z))
    lab_cell_add_gradient (lines, z, weight, i, update->batch.n);
  else if (z != NULL && z->gradient != NULL && lab_is_op (z, "embedding"))
    lab_embedding_add_gradient (lines, z, i, update->batch.n);
  else if (z != NULL && z->gradient != NULL)
    add_conv_gradient (lines, z, i, update->batch.n);
  else {
    lab_lines_add (lines, LAB_LINE_NUMBERS, "∂L/∂w = %s", gradient);
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("The sum behind it is not shown for this kind of layer."));
  }
  lab_lines_add (lines, LAB_LINE_HEADING, _ ("The next update: %s"), _ (update->optimizer->entry.label));
  if (weight->rate == 0)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("This layer is frozen: the weight stays."));
  else if (update->optimizer->solve != NULL)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("%s. All weights move together; it is not shown step by step."), _ (update->optimizer->entry.summary));
  else
    add_update (update, graph, weight, i, lines);
  nn_graph_free (graph);
}

/* "w_{3,5}", "u^f_{2,3}"; a row of a table "E_{17,2}". */
static char *
symbol_of (const NnNode *user, const NnNode *weight, size_t index)
{
  if (user == NULL)
    return g_strdup_printf ("w_{%zu}", index + 1);
  if (lab_is_recurrent (user))
    return g_strdup (lab_cell_weight_text (user, weight, index).text);
  return g_strdup_printf ("%s_{%s}", lab_is_op (user, "embedding") ? "E" : "w", lab_weight_text (user, index).text);
}

void
lab_arithmetic_weight (const LabArithmetic *arithmetic)
{
  const LabSubject *subject = arithmetic->subject;
  const NnGraph *graph = arithmetic->job->graphs[subject->lane];
  const NnNode *weight = nn_graph_layer (graph, subject->layer)->weight, *z = lab_weight_user (graph, weight);
  g_autofree char *value = lab_line_number ((double) weight->value[subject->weight]);
  g_autofree char *symbol = symbol_of (z, weight, (size_t) subject->weight), *name = g_strdup (strchr (symbol, '{') + 1);
  name[strlen (name) - 1] = '\0';
  lab_lines_add (arithmetic->lines, LAB_LINE_HEADING, _ ("Layer %d, weight %s"), subject->layer + 1, name);
  lab_lines_add (arithmetic->lines, LAB_LINE_NUMBERS, "%s = %s", symbol, value);
  if (z != NULL && lab_is_recurrent (z))
    lab_cell_note_weight (arithmetic->lines, z, weight, (size_t) subject->weight);
  lab_arithmetic_update (arithmetic, subject->layer, subject->weight);
}
