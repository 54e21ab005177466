/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A unit's value: from the weights up to what it gives on. */
#include "lab/arithmetic-private.h"

#include "base/formula.h"
#include "base/words.h"
#include "lab/cell.h"

#include <math.h>

const NnActivation *
lab_activation_of (const NnNode *node)
{
  const NnActivation *f =
      node->kind == NN_COMPUTED ? (const NnActivation *) base_registry_find (&nn_activations, node->op->entry.name) : NULL;
  return f != NULL && f->value != NULL && node->n_operands == 1 ? f : NULL;
}

/* How f and its slope are written, where that is short. */
static const struct {
  const char *name, *call, *value, *slope;
} spellings[] = {
  { "tanh", "tanh", NULL, "1 − a^2" },
  { "sigmoid", "σ", "1 / (1 + e^{−z})", "a (1 − a)" },
  { "relu", "relu", "max (0, z)", N_ ("1 where z > 0, else 0") },
  { "silu", "silu", "z σ (z)", "σ (z) + a (1 − σ (z))" },
  { "softplus", "softplus", "log (1 + e^z)", "σ (z)" },
  { "gelu", "gelu", "z Φ (z)", NULL },
  { "custom", "f", NULL, NULL },
};

static int
spelling_of (const NnActivation *f)
{
  int i = 0;
  while (i < (int) G_N_ELEMENTS (spellings) && !g_str_equal (spellings[i].name, f->entry.name))
    i++;
  return i < (int) G_N_ELEMENTS (spellings) ? i : -1;
}

const char *
lab_call_of (const NnActivation *f)
{
  int i = spelling_of (f);
  return i >= 0 ? spellings[i].call : f->entry.name;
}

const char *
lab_letter_below (const NnNode *activation)
{
  return lab_is_op (activation->operands[0], "batchnorm") || lab_is_recurrent (activation->operands[0]) ? "y" : "z";
}

const char *
lab_slope_of (const NnActivation *f)
{
  int i = spelling_of (f);
  return i >= 0 && spellings[i].slope != NULL ? _ (spellings[i].slope) : NULL;
}

void
lab_note_formula (GArray *lines, const NnActivation *f, const double *settings, const char *setting, const char *symbol)
{
  int i = params_find (f->entry.params, setting);
  bool typed = i >= 0 && f->entry.params[i].kind == PARAM_FORMULA;
  const BaseFormula *formula = typed ? base_formula ((int) settings[i]) : NULL;
  if (formula != NULL)
    lab_lines_add (lines, LAB_LINE_NOTE, "%s = %s", symbol, formula->text);
}

static void
add_activation (LabArithmeticUnit *unit, const NnActivation *f, const NnNode *node, size_t index)
{
  GArray *lines = unit->arithmetic->lines;
  int i = spelling_of (f);
  const LabPlaceText at = lab_place_text (node, index);
  g_autofree char *numbers = g_strdup_printf ("= %s (#) = #", lab_call_of (f));
  if (i >= 0 && spellings[i].value != NULL)
    lab_lines_add (lines, LAB_LINE_FORMULA, "a_{%s} = %s (%s_{%s}), %s (z) = %s", at.text, lab_call_of (f), lab_letter_below (node), at.text, lab_call_of (f), spellings[i].value);
  else
    lab_lines_add (lines, LAB_LINE_FORMULA, "a_{%s} = %s (%s_{%s})", at.text, lab_call_of (f), lab_letter_below (node), at.text);
  if (i < 0)
    lab_lines_add (lines, LAB_LINE_NOTE, "%s: %s", _ (f->entry.label), _ (f->entry.summary));
  lab_note_formula (lines, f, node->settings, "f", "f (x)");
  lab_lines_add_numbers (lines, numbers, lab_value_at (node->operands[0], index), lab_value_at (node, index));
}

int
lab_layer_of (const NnGraph *graph, const NnNode *node)
{
  for (int i = 0; i < nn_graph_n_layers (graph); i++)
    if (nn_graph_layer (graph, i)->out == node || (node->n_operands > 1 && nn_graph_layer (graph, i)->weight == node->operands[1]))
      return i + 1;
  return 0;
}

void
lab_note_inputs (LabArithmeticUnit *unit, const NnNode *x)
{
  while (lab_is_op (x, "flatten") || lab_is_op (x, "dropout"))
    x = x->operands[0];
  int layer = lab_layer_of (unit->graph, x);
  if (layer > 0)
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_NOTE, _ ("x: the output of layer %d"), layer);
  else
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_NOTE, "x: %s", x->kind == NN_INPUT ? _ ("the input") : _ (x->op->entry.label));
}

static void
add_bias (const NnNode *z, size_t unit, GArray *terms)
{
  const NnNode *b = z->operands[2];
  if (b->trained || b->value[unit] != 0)
    lab_term_add (terms, (double) b->value[unit], 1, false, "b_{%d}", (int) unit + 1);
}

void
lab_note_heaviest (LabArithmeticUnit *unit, double share, size_t weight)
{
  if (unit->heaviest >= 0 && !(fabs (share) > unit->largest))
    return;
  unit->heaviest = (long) weight;
  unit->largest = fabs (share);
}

static void
dense_terms (LabArithmeticUnit *unit, const NnNode *z, size_t j, GArray *terms)
{
  const NnNode *x = z->operands[0], *w = z->operands[1];
  for (size_t i = 0; i < x->size; i++) {
    size_t weight = i * z->size + j;
    lab_term_add (terms, (double) w->value[weight], lab_value_at (x, i), true, "w_{%s} x_{%s}", lab_weight_text (z, weight).text,
                  lab_place_text (x, i).text);
    lab_note_heaviest (unit, (double) w->value[weight] * lab_value_at (x, i), weight);
  }
}

/* Returns how many taps lie outside the image. */
static int
conv_terms (LabArithmeticUnit *unit, const NnNode *z, size_t index, GArray *terms)
{
  const NnNode *x = z->operands[0], *w = z->operands[1];
  int maps = z->shape.d[2], n_outside = 0;
  for (size_t weight = 0; weight < w->size; weight++) {
    const LabTap tap = lab_conv_tap (z, weight);
    long pixel = tap.map == (int) index % maps ? lab_conv_pixel (z, (int) index / maps, tap) : -1;
    n_outside += tap.map == (int) index % maps && pixel < 0;
    if (pixel < 0)
      continue;
    size_t at = (size_t) pixel * (size_t) x->shape.d[2] + (size_t) tap.channel;
    lab_term_add (terms, (double) w->value[weight], lab_value_at (x, at), true, "w_{%s} x_{%s}", lab_weight_text (z, weight).text,
                  lab_place_text (x, at).text);
    lab_note_heaviest (unit, (double) w->value[weight] * lab_value_at (x, at), weight);
  }
  return n_outside;
}

static void
add_weighted (LabArithmeticUnit *unit, const NnNode *z, size_t index)
{
  GArray *lines = unit->arithmetic->lines;
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  bool dense = lab_is_op (z, "dense");
  int n_outside = 0;
  if (dense)
    dense_terms (unit, z, index, terms);
  else
    n_outside = conv_terms (unit, z, index, terms);
  guint n = terms->len;
  add_bias (z, dense ? index : index % (size_t) z->shape.d[2], terms);
  g_autofree char *left = g_strdup_printf ("z_{%s} = Σ w x%s", lab_place_text (z, index).text, terms->len > n ? " + b" : "");
  lab_lines_add_sum (lines, left, terms, (int) (terms->len - n), "", "", lab_terms_sum (terms));
  lab_note_inputs (unit, z->operands[0]);
  if (n_outside > 0 && lab_is_turned (z))
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("Weights of taps that no input pixel paints here are left out."));
  else if (n_outside > 0)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("%d inputs of the window lie outside the image and count as 0."), n_outside);
  unit->z = z;
  unit->index = index;
}

/* Batch normalisation as it stands outside training. */
static void
add_batchnorm (LabArithmeticUnit *unit, const NnNode *node, size_t index)
{
  size_t c = index % node->operands[1]->size;
  double part[4];
  for (int i = 0; i < 4; i++)
    part[i] = lab_value_at (node->operands[i + 1], c);
  lab_lines_add (unit->arithmetic->lines, LAB_LINE_FORMULA, "y_{%s} = γ (z − μ) / √(σ^2 + ε) + β", lab_place_text (node, index).text);
  lab_lines_add_numbers (unit->arithmetic->lines, "= # · (# − #) / √(# + #) + # = #", part[0], lab_value_at (node->operands[0], index), part[2], part[3],
                         node->settings[0], part[1], lab_value_at (node, index));
}

static void
add_window (LabArithmeticUnit *unit, const NnNode *node, size_t index)
{
  const NnNode *x = node->operands[0];
  int maps = node->shape.d[2], place = (int) index / maps, size = (int) node->settings[0];
  int stride = node->settings[1] > 0 ? (int) node->settings[1] : size;
  bool mean = lab_is_op (node, "avgpool");
  g_autoptr (GString) symbols = g_string_new (NULL), numbers = g_string_new (NULL);
  g_autofree char *y = lab_line_number (lab_value_at (node, index));
  for (int tap = 0; tap < size * size; tap++) {
    int row = place / node->shape.d[1] * stride + tap / size, column = place % node->shape.d[1] * stride + tap % size;
    size_t at = ((size_t) row * (size_t) x->shape.d[1] + (size_t) column) * (size_t) maps + index % (size_t) maps;
    g_autofree char *number = mean ? lab_line_factor (lab_value_at (x, at)) : lab_line_number (lab_value_at (x, at));
    g_string_append_printf (symbols, "%sx_{%s}", tap == 0 ? "" : mean ? " + " : ", ", lab_place_text (x, at).text);
    g_string_append_printf (numbers, "%s%s", tap == 0 ? "" : mean ? " + " : ", ", number);
  }
  g_autofree char *head = mean ? g_strdup_printf ("1/%d", size * size) : g_strdup ("max");
  lab_lines_add (unit->arithmetic->lines, LAB_LINE_FORMULA, "y_{%s} = %s (%s)", lab_place_text (node, index).text, head, symbols->str);
  lab_lines_add (unit->arithmetic->lines, LAB_LINE_NUMBERS, "= %s (%s) = %s", head, numbers->str, y);
}

/* One of the parts that stand side by side. */
static void
add_joined (LabArithmeticUnit *unit, const NnNode *node, size_t index)
{
  size_t at;
  int part = lab_joined_part (node, index, &at);
  lab_lines_add (unit->arithmetic->lines, LAB_LINE_NOTE, _ ("Unit %s is unit %s of part %d."), lab_place_text (node, index).text,
                 lab_place_text (node->operands[part], at).text, part + 1);
  lab_arithmetic_forward (unit, node->operands[part], at);
}

/* A number of a token's row; padding has none. */
static void
add_embedded (LabArithmeticUnit *unit, const NnNode *node, size_t index)
{
  long weight = lab_embedded_weight (node, index);
  if (weight >= 0) {
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_FORMULA, "y_{%s} = E_{%s}", lab_place_text (node, index).text, lab_weight_text (node, (size_t) weight).text);
    lab_lines_add_numbers (unit->arithmetic->lines, "= #", lab_value_at (node, index));
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_NOTE, _ ("E: the table; its row %ld belongs to the token %ld that stands here"),
                   weight / node->shape.d[1] + 1, weight / node->shape.d[1]);
    lab_note_heaviest (unit, 0, (size_t) weight);
  } else {
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_NUMBERS, "y_{%s} = 0", lab_place_text (node, index).text);
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_NOTE, _ ("Padding stands here: zeros."));
  }
  unit->z = node;
  unit->index = index;
}

void
lab_arithmetic_forward (LabArithmeticUnit *unit, const NnNode *node, size_t index)
{
  const NnActivation *f = lab_activation_of (node);
  g_autofree char *value = lab_line_number (lab_value_at (node, index));
  if (lab_is_op (node, "dense") || lab_is_conv (node))
    add_weighted (unit, node, index);
  else if (lab_is_recurrent (node))
    lab_arithmetic_cell_forward (unit, node, lab_cell_state_part (node), lab_cell_index_of (node, index));
  else if (lab_is_op (node, "concat"))
    add_joined (unit, node, index);
  else if (lab_is_op (node, "embedding"))
    add_embedded (unit, node, index);
  else if (f != NULL || lab_is_op (node, "batchnorm") || lab_is_op (node, "flatten") || lab_is_op (node, "dropout")) {
    lab_arithmetic_forward (unit, node->operands[0], index);
    if (f != NULL)
      add_activation (unit, f, node, index);
    else if (lab_is_op (node, "batchnorm"))
      add_batchnorm (unit, node, index);
  } else if ((lab_is_op (node, "maxpool") || lab_is_op (node, "avgpool")) && node->settings[0] <= 3)
    add_window (unit, node, index);
  else if (node->kind == NN_INPUT)
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_NUMBERS, "x_{%s} = %s", lab_place_text (node, index).text, value);
  else {
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_NOTE, _ ("%s: %s. It is not shown step by step."), _ (node->op->entry.label),
                   _ (node->op->entry.summary));
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_NUMBERS, "y_{%s} = %s", lab_place_text (node, index).text, value);
  }
}
