/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A gate, the cell or the state of a recurrent layer at one time step of a sequence, and what comes back to it from above and from
 * the step after. a is the sum that a gate's function is of; an upper index is the gate, the first lower one the time step. */
#include "base/words.h"
#include "lab/arithmetic-private.h"
#include "lab/cell.h"

#include <math.h>
#include <string.h>

enum { GRU_R, GRU_Z, GRU_N };
enum { LSTM_I, LSTM_F, LSTM_G, LSTM_O };

typedef struct {
  LabArithmeticUnit *unit;
  GArray *lines;
  LabCell cell;
  int s, j, t;     /* step of processing, unit; the time step, from 1 */
  int first, last; /* the gates that are shown */
  bool state;      /* h, and not a gate or the cell */
} Work;

/* ---- names ---- */

static const char letters[][LAB_CELL_GATES + 1] = { [LAB_RNN] = "h", [LAB_GRU] = "rzn", [LAB_LSTM] = "ifgo" };

/* "w^f"; of a layer with one gate "w". */
static LabPlaceText
of_gate (const LabCell *cell, const char *letter, int k)
{
  LabPlaceText name;
  g_snprintf (name.text, sizeof name.text, cell->n_gates > 1 ? "%s^%c" : "%s", letter, letters[cell->kind][k]);
  return name;
}

/* Time steps count from 1: what stands before the first is 0, or one beyond the last where a layer reads from the end. */
static int
time_of (const LabCell *cell, int s)
{
  return lab_cell_time (cell, s) + 1;
}

/* What comes out of gate @k. */
static double
gate_of (const Work *work, int k)
{
  return lab_cell_gate (&work->cell, k, work->s, work->j);
}

/* A formula in which @ stands for the time step, < for the one before and > for the one after. */
static void
add_formula (const Work *work, const char *pattern)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (const char *at = pattern; *at != '\0'; at++)
    if (strchr ("@<>", *at) != NULL)
      g_string_append_printf (text, "_{%d}", time_of (&work->cell, work->s + (*at == '>') - (*at == '<')));
    else
      g_string_append_c (text, *at);
  lab_lines_add (work->lines, LAB_LINE_FORMULA, "%s", text->str);
}

LabPlaceText
lab_cell_weight_text (const NnNode *node, const NnNode *weight, size_t index)
{
  LabCell cell;
  LabPlaceText text;
  lab_cell_describe (&cell, node);
  int units = cell.units, row = (int) index / units;
  const LabPlaceText letter = of_gate (&cell, weight == node->operands[1] ? "w" : "u", row % cell.n_gates);
  g_snprintf (text.text, sizeof text.text, "%s_{%d,%d}", letter.text, row / cell.n_gates + 1, (int) index % units + 1);
  return text;
}

int
lab_cell_state_part (const NnNode *node)
{
  NnTrace trace;
  int part = 0;
  while (node->op->inspect (node, 1, part, &trace) && !g_str_equal (trace.name, "h"))
    part++;
  return part;
}

size_t
lab_cell_index_of (const NnNode *node, size_t index)
{
  LabCell cell;
  lab_cell_describe (&cell, node);
  return cell.gives_all ? index : (size_t) (lab_cell_time (&cell, cell.steps - 1) * cell.units) + index;
}

size_t
lab_cell_output_of (const NnNode *node, size_t number)
{
  LabCell cell;
  lab_cell_describe (&cell, node);
  int s = lab_cell_time (&cell, (int) number / cell.units); /* its own inverse */
  return lab_cell_gives (&cell, s) ? lab_cell_output (&cell, s, (int) number % cell.units) : SIZE_MAX;
}

/* ---- forward ---- */

static void
input_terms (const Work *work, int k, GArray *terms)
{
  const LabCell *cell = &work->cell;
  for (int i = 0; i < cell->n_in; i++)
    lab_term_add (terms, lab_cell_w (cell, k, i, work->j), lab_cell_x (cell, work->s, i), true, "%s_{%d,%d} x_{%d,%d}", of_gate (cell, "w", k).text, i + 1,
                  work->j + 1, work->t, i + 1);
}

/* h before the first step is 0. */
static void
state_terms (const Work *work, int k, GArray *terms)
{
  const LabCell *cell = &work->cell;
  for (int i = 0; i < cell->units; i++) {
    double u = lab_cell_u (cell, k, i, work->j), h = lab_cell_h (cell, work->s - 1, i);
    if (work->s > 0)
      lab_term_add (terms, u, h, true, "%s_{%d,%d} h_{%d,%d}", of_gate (cell, "u", k).text, i + 1, work->j + 1, time_of (cell, work->s - 1), i + 1);
    lab_note_heaviest (work->unit, u * h, lab_cell_place (cell, k, i, work->j));
  }
}

/* Returns how many there are, 0 or 1. */
static int
bias_term (const Work *work, int k, const char *letter, GArray *terms)
{
  const LabCell *cell = &work->cell;
  double value = lab_cell_b (cell, k, work->j);
  if (!cell->node->operands[3]->trained && value == 0)
    return 0;
  lab_term_add (terms, value, 1, false, "%s_{%d}", of_gate (cell, letter, MIN (k, cell->n_gates - 1)).text, work->j + 1);
  return 1;
}

/* m = Σ u h + b′ of a GRU's candidate. */
static void
add_recurrent_sum (const Work *work)
{
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  g_autofree char *left = g_strdup_printf ("m_{%d}%s", work->t, work->s > 0 ? " = Σ u h + b′" : "");
  state_terms (work, GRU_N, terms);
  int last = bias_term (work, GRU_N + 1, "b′", terms);
  lab_lines_add_sum (work->lines, left, terms, last, "", "", lab_terms_sum (terms));
}

/* The sum that gate @k is a function of; returns it. */
static double
add_sum (const Work *work, int k)
{
  const LabCell *cell = &work->cell;
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  bool reset = cell->kind == LAB_GRU && k == GRU_N;
  if (reset)
    add_recurrent_sum (work);
  input_terms (work, k, terms);
  if (reset)
    lab_term_add (terms, gate_of (work, GRU_R), lab_cell_m (cell, work->s, work->j), true, "r_{%d} m_{%d}", work->t, work->t);
  else
    state_terms (work, k, terms);
  int last = bias_term (work, k, "b", terms);
  g_autofree char *whole = g_strdup_printf (" = Σ w x%s%s", reset ? " + r m" : work->s > 0 ? " + Σ u h" : "", last ? " + b" : "");
  g_autofree char *left = g_strdup_printf ("%s_{%d}%s", of_gate (cell, "a", k).text, work->t, k == work->first || reset ? whole : "");
  lab_lines_add_sum (work->lines, left, terms, last, "", "", lab_terms_sum (terms));
  return lab_terms_sum (terms);
}

/* What comes out of gate @k: "f_5 = σ (a^f_5)"; of an RNN the state. */
static void
add_gate (const Work *work, int k)
{
  const LabCell *cell = &work->cell;
  bool plain = cell->kind == LAB_RNN;
  double sum = add_sum (work, k), out = plain ? lab_cell_h (cell, work->s, work->j) : gate_of (work, k);
  const char *f = plain ? lab_call_of (lab_cell_activation (cell)) : k == LSTM_G ? "tanh" : "σ"; /* the candidate of both */
  g_autofree char *formula = g_strdup_printf ("%c@ = %s (%s@)", letters[cell->kind][k], f, of_gate (cell, "a", k).text);
  g_autofree char *numbers = g_strdup_printf ("= %s (#) = #", f);
  if (plain && !work->state)
    return;
  add_formula (work, formula);
  if (plain)
    lab_note_formula (work->lines, lab_cell_activation (cell), lab_cell_settings (cell), "f", "f (x)");
  lab_lines_add_numbers (work->lines, numbers, sum, out);
}

/* c of an LSTM, and h of it or of a GRU. */
static void
add_state (const Work *work)
{
  const LabCell *cell = &work->cell;
  int s = work->s, j = work->j;
  double h = lab_cell_h (cell, s, j);
  if (cell->kind == LAB_LSTM) {
    add_formula (work, "c@ = f@ c< + i@ g@");
    lab_lines_add_numbers (work->lines, "= # · # + # · # = #", gate_of (work, LSTM_F), lab_cell_c (cell, s - 1, j), gate_of (work, LSTM_I),
                           gate_of (work, LSTM_G), lab_cell_c (cell, s, j));
  }
  if (cell->kind == LAB_LSTM && work->state) {
    add_formula (work, "h@ = o@ tanh (c@)");
    lab_lines_add_numbers (work->lines, "= # · tanh (#) = #", gate_of (work, LSTM_O), lab_cell_c (cell, s, j), h);
  } else if (cell->kind == LAB_GRU) {
    double z = gate_of (work, GRU_Z);
    add_formula (work, "h@ = (1 − z@) n@ + z@ h<");
    lab_lines_add_numbers (work->lines, "= (1 − #) · # + # · # = #", z, gate_of (work, GRU_N), z, lab_cell_h (cell, s - 1, j), h);
  }
}

static void
add_skipped (const Work *work)
{
  const LabCell *cell = &work->cell;
  lab_lines_add (work->lines, LAB_LINE_NOTE, _ ("All inputs of this step are 0: it is passed over, and the state stays as it was."));
  if (cell->kind == LAB_LSTM) {
    add_formula (work, "c@ = c<");
    lab_lines_add_numbers (work->lines, "= #", lab_cell_c (cell, work->s, work->j));
  }
  add_formula (work, "h@ = h<");
  lab_lines_add_numbers (work->lines, "= #", lab_cell_h (cell, work->s, work->j));
}

/* ---- backward ---- */

/* Whether slopes come back from the step after. */
static bool
has_later (const Work *work)
{
  return work->s + 1 < work->cell.steps && !lab_cell_is_cut (&work->cell, work->s + 1);
}

/* Σ u ∂ℓ/∂a of the step after, over its gates and units, and what passes them by. */
static void
later_terms (const Work *work, GArray *terms)
{
  const LabCell *cell = &work->cell;
  int s = work->s + 1, t = time_of (cell, s);
  if (lab_cell_skips (cell, s)) {
    lab_term_add (terms, lab_cell_dh (cell, s, work->j), 1, false, "∂ℓ/∂h_{%d}", t);
    return;
  }
  for (int k = 0; k < cell->n_gates; k++)
    for (int i = 0; i < cell->units; i++) {
      g_autofree char *reset = cell->kind == LAB_GRU && k == GRU_N ? g_strdup_printf ("r_{%d,%d} ", t, i + 1) : g_strdup ("");
      lab_term_add (terms, lab_cell_u (cell, k, work->j, i), lab_cell_du (cell, k, s, i), true, "%s_{%d,%d} %s∂ℓ/∂%s_{%d,%d}", of_gate (cell, "u", k).text, work->j + 1,
                    i + 1, reset, of_gate (cell, "a", k).text, t, i + 1);
    }
  if (cell->kind == LAB_GRU)
    lab_term_add (terms, lab_cell_gate (cell, GRU_Z, s, work->j), lab_cell_dh (cell, s, work->j), true, "z_{%d} ∂ℓ/∂h_{%d}", t, t);
}

/* What arrives at h: from the step after, and from the layers that read it. */
static void
add_state_slope (const Work *work)
{
  const LabCell *cell = &work->cell;
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  bool gives = lab_cell_gives (cell, work->s), sums;
  if (has_later (work))
    later_terms (work, terms);
  sums = terms->len > 1;
  if (gives)
    lab_term_add (terms, lab_slope_at (cell->node, lab_cell_output (cell, work->s, work->j)), 1, false, "∂ℓ/∂y");
  g_autofree char *left = g_strdup_printf ("∂ℓ/∂h_{%d}%s%s", work->t, sums ? " = Σ u ∂ℓ/∂a" : "", sums && gives ? " + ∂ℓ/∂y" : "");
  if (terms->len > 0)
    lab_lines_add_sum (work->lines, left, terms, gives, "", "", lab_terms_sum (terms));
  else
    lab_lines_add (work->lines, LAB_LINE_NUMBERS, "%s = 0", left);
  if (work->s + 1 < cell->steps && !has_later (work))
    lab_lines_add (work->lines, LAB_LINE_NOTE, _ ("Nothing comes back from the step after: the gradient is cut there."));
}

/* ∂ℓ/∂c of an LSTM: through h, and from the cell of the step after. */
static void
add_cell_slope (const Work *work)
{
  const LabCell *cell = &work->cell;
  int s = work->s, j = work->j;
  double dh = lab_cell_dh (cell, s, j), o = gate_of (work, LSTM_O), squashed = tanh (lab_cell_c (cell, s, j)), dc = lab_cell_dc (cell, s, j);
  if (!has_later (work)) {
    add_formula (work, "∂ℓ/∂c@ = ∂ℓ/∂h@ · o@ (1 − tanh^2 (c@))");
    lab_lines_add_numbers (work->lines, "= # · # · (1 − #^2) = #", dh, o, squashed, dc);
  } else if (lab_cell_skips (cell, s + 1)) {
    add_formula (work, "∂ℓ/∂c@ = ∂ℓ/∂h@ · o@ (1 − tanh^2 (c@)) + ∂ℓ/∂c>");
    lab_lines_add_numbers (work->lines, "= # · # · (1 − #^2) + # = #", dh, o, squashed, lab_cell_dc (cell, s + 1, j), dc);
  } else {
    add_formula (work, "∂ℓ/∂c@ = ∂ℓ/∂h@ · o@ (1 − tanh^2 (c@)) + ∂ℓ/∂c> · f>");
    lab_lines_add_numbers (work->lines, "= # · # · (1 − #^2) + # · # = #", dh, o, squashed, lab_cell_dc (cell, s + 1, j), lab_cell_gate (cell, LSTM_F, s + 1, j), dc);
  }
}

/* ∂ℓ/∂a of gate @k. */
static void
add_lstm_slope (const Work *work, int k)
{
  static const char *const formulas[] = {
    [LSTM_I] = "∂ℓ/∂a^i@ = ∂ℓ/∂c@ · g@ · i@ (1 − i@)",
    [LSTM_F] = "∂ℓ/∂a^f@ = ∂ℓ/∂c@ · c< · f@ (1 − f@)",
    [LSTM_G] = "∂ℓ/∂a^g@ = ∂ℓ/∂c@ · i@ · (1 − g@^2)",
    [LSTM_O] = "∂ℓ/∂a^o@ = ∂ℓ/∂h@ · tanh (c@) · o@ (1 − o@)",
  };
  const LabCell *cell = &work->cell;
  int s = work->s, j = work->j;
  double gate = gate_of (work, k), slope = lab_cell_da (cell, k, s, j), dc = lab_cell_dc (cell, s, j);
  const double others[] = { [LSTM_I] = gate_of (work, LSTM_G), [LSTM_F] = lab_cell_c (cell, s - 1, j), [LSTM_G] = gate_of (work, LSTM_I),
                            [LSTM_O] = tanh (lab_cell_c (cell, s, j)) };
  add_formula (work, formulas[k]);
  if (k == LSTM_G)
    lab_lines_add_numbers (work->lines, "= # · # · (1 − #^2) = #", dc, others[k], gate, slope);
  else
    lab_lines_add_numbers (work->lines, "= # · # · # · (1 − #) = #", k == LSTM_O ? lab_cell_dh (cell, s, j) : dc, others[k], gate, gate, slope);
}

static void
add_gru_slope (const Work *work, int k)
{
  const LabCell *cell = &work->cell;
  int s = work->s, j = work->j;
  double gate = gate_of (work, k), z = gate_of (work, GRU_Z), slope = lab_cell_da (cell, k, s, j), dh = lab_cell_dh (cell, s, j);
  if (k == GRU_N) {
    add_formula (work, "∂ℓ/∂a^n@ = ∂ℓ/∂h@ · (1 − z@) · (1 − n@^2)");
    lab_lines_add_numbers (work->lines, "= # · (1 − #) · (1 − #^2) = #", dh, z, gate, slope);
  } else if (k == GRU_Z) {
    add_formula (work, "∂ℓ/∂a^z@ = ∂ℓ/∂h@ · (h< − n@) · z@ (1 − z@)");
    lab_lines_add_numbers (work->lines, "= # · (# − #) · # · (1 − #) = #", dh, lab_cell_h (cell, s - 1, j), gate_of (work, GRU_N), z, z, slope);
  } else {
    add_gru_slope (work, GRU_N);
    if (work->last == GRU_R) /* the sum that r stands before is not above */
      add_recurrent_sum (work);
    add_formula (work, "∂ℓ/∂a^r@ = ∂ℓ/∂a^n@ · m@ · r@ (1 − r@)");
    lab_lines_add_numbers (work->lines, "= # · # · # · (1 − #) = #", lab_cell_da (cell, GRU_N, s, j), lab_cell_m (cell, s, j), gate, gate, slope);
  }
}

static void
add_rnn_slope (const Work *work)
{
  const LabCell *cell = &work->cell;
  const NnActivation *f = lab_cell_activation (cell);
  g_autofree char *formula = g_strdup_printf ("∂ℓ/∂a@ = ∂ℓ/∂h@ · %s′ (a@)", lab_call_of (f));
  add_formula (work, formula);
  lab_note_formula (work->lines, f, lab_cell_settings (cell), "df", "f′ (x)");
  lab_lines_add_numbers (work->lines, "= # · # = #", lab_cell_dh (cell, work->s, work->j), lab_cell_slope (cell, work->s, work->j),
                         lab_cell_da (cell, 0, work->s, work->j));
}

/* Of the recurrent weight with the largest share: each time step adds what it does to it. */
static void
add_weight_slope (const Work *work)
{
  const LabCell *cell = &work->cell;
  const NnNode *weight = cell->node->operands[2];
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  int row = (int) work->unit->heaviest / cell->units, k = row % cell->n_gates, i = row / cell->n_gates;
  const LabPlaceText a = of_gate (cell, "a", k);
  bool reset = cell->kind == LAB_GRU && k == GRU_N;
  for (int s = 1; s < cell->steps; s++) {
    g_autofree char *r = reset ? g_strdup_printf ("r_{%d} ", time_of (cell, s)) : g_strdup ("");
    lab_term_add (terms, lab_cell_du (cell, k, s, work->j), lab_cell_h (cell, s - 1, i), true, "%s∂ℓ/∂%s_{%d} h_{%d,%d}", r, a.text, time_of (cell, s),
                  time_of (cell, s - 1), i + 1);
  }
  g_autofree char *left = g_strdup_printf ("∂ℓ/∂%s = Σ_t %s∂ℓ/∂a h", lab_cell_weight_text (cell->node, weight, (size_t) work->unit->heaviest).text, reset ? "r " : "");
  if (terms->len > 0)
    lab_lines_add_sum (work->lines, left, terms, 0, "", "", lab_terms_sum (terms));
}

void
lab_cell_input_terms (const NnNode *node, size_t index, GArray *terms)
{
  LabCell cell;
  lab_cell_open (&cell, node, 1, 0);
  int t = (int) index / cell.n_in, i = (int) index % cell.n_in;
  for (int k = 0; k < cell.n_gates; k++)
    for (int j = 0; j < cell.units; j++)
      lab_term_add (terms, lab_cell_w (&cell, k, i, j), lab_cell_da (&cell, k, lab_cell_time (&cell, t), j), true, "%s_{%d,%d} ∂ℓ/∂%s_{%d,%d}",
                    of_gate (&cell, "w", k).text, i + 1, j + 1, of_gate (&cell, "a", k).text, t + 1, j + 1);
  lab_cell_close (&cell);
}

/* ---- a weight ---- */

void
lab_cell_note_weight (GArray *lines, const NnNode *node, const NnNode *weight, size_t index)
{
  LabCell cell;
  NnTrace trace;
  lab_cell_describe (&cell, node);
  node->op->inspect (node, 1, (int) index / cell.units % cell.n_gates, &trace);
  lab_lines_add (lines, LAB_LINE_NOTE, "%s → %s", weight == node->operands[1] ? _ ("Input") : _ ("Hidden state"), _ (trace.label));
}

void
lab_cell_add_gradient (GArray *lines, const NnNode *node, const NnNode *weight, size_t index, int rows)
{
  bool input = weight == node->operands[1];
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  g_autofree char *left = g_strdup_printf ("∂L/∂%s = Σ_t G_t", lab_cell_weight_text (node, weight, index).text);
  LabCell cell;
  lab_cell_describe (&cell, node);
  int row = (int) index / cell.units, j = (int) index % cell.units, k = row % cell.n_gates, i = row / cell.n_gates, steps = cell.steps;
  g_autofree double *sums = g_new0 (double, steps);
  for (int r = 0; r < rows; r++) {
    lab_cell_open (&cell, node, rows, r);
    for (int s = 0; s < steps; s++)
      sums[s] += input ? lab_cell_da (&cell, k, s, j) * lab_cell_x (&cell, s, i) : lab_cell_du (&cell, k, s, j) * lab_cell_h (&cell, s - 1, i);
    lab_cell_close (&cell);
  }
  for (int s = 0; s < steps; s++)
    lab_term_add (terms, sums[s], 1, false, "G_{%d}", time_of (&cell, s));
  lab_lines_add_sum (lines, left, terms, 0, "", "", lab_terms_sum (terms));
  const LabPlaceText a = of_gate (&cell, "a", k);
  if (input)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("G_t = 1/n Σ_r ∂ℓ_r/∂%s_{t,%d} · x_{t,%d} over the samples r of the batch"), a.text, j + 1, i + 1);
  else
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("G_t = 1/n Σ_r %s∂ℓ_r/∂%s_{t,%d} · h_{t−1,%d} over the samples r of the batch"),
                   cell.kind == LAB_GRU && k == GRU_N ? "r " : "", a.text, j + 1, i + 1);
}

/* ---- the whole ---- */

static Work
begin (LabArithmeticUnit *unit, const NnNode *node, int part, size_t index)
{
  Work work = { .unit = unit, .lines = unit->arithmetic->lines, .first = part, .last = part };
  NnTrace trace;
  lab_cell_open (&work.cell, node, 1, 0);
  node->op->inspect (node, 1, part, &trace);
  work.state = g_str_equal (trace.name, "h");
  if (part >= work.cell.n_gates) { /* the output gate comes behind the cell */
    work.first = 0;
    work.last = work.state ? work.cell.n_gates - 1 : LSTM_G;
  }
  work.j = (int) index % work.cell.units;
  work.t = (int) index / work.cell.units + 1;
  work.s = lab_cell_time (&work.cell, work.t - 1); /* its own inverse */
  return work;
}

void
lab_arithmetic_cell_forward (LabArithmeticUnit *unit, const NnNode *node, int part, size_t index)
{
  Work work = begin (unit, node, part, index);
  unit->z = node;
  unit->index = index;
  unit->part = part;
  bool skips = lab_cell_skips (&work.cell, work.s);
  lab_lines_add (work.lines, LAB_LINE_NOTE, _ ("w, u, b are indexed from, to; all others by time step, then by number unless it is this unit's."));
  lab_note_inputs (unit, node->operands[0]);
  if (skips)
    add_skipped (&work);
  for (int k = work.first; k <= work.last && !skips; k++)
    add_gate (&work, k);
  if (work.first != work.last && !skips)
    add_state (&work);
  lab_cell_close (&work.cell);
}

void
lab_arithmetic_cell_backward (LabArithmeticUnit *unit)
{
  Work work = begin (unit, unit->z, unit->part, unit->index);
  long heaviest = unit->heaviest; /* of the forward pass */
  bool skips = lab_cell_skips (&work.cell, work.s);
  add_state_slope (&work);
  if (work.cell.kind == LAB_LSTM && !skips && work.first != LSTM_O)
    add_cell_slope (&work);
  for (int k = work.last; k >= work.first && !skips; k--)
    if (work.cell.kind == LAB_LSTM)
      add_lstm_slope (&work, k);
    else if (work.cell.kind == LAB_RNN)
      add_rnn_slope (&work);
    else if (k != GRU_N || work.first == GRU_N) /* else it stands with that of r */
      add_gru_slope (&work, k);
  unit->heaviest = heaviest;
  if (heaviest >= 0)
    add_weight_slope (&work);
  lab_cell_close (&work.cell);
}
