/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A unit, or a pixel of a feature map, for one sample: how it comes about, and what comes back to it. */
#include "lab/arithmetic-private.h"
#include "lab/drawing.h"
#include "lab/i18n.h"

#include "train/probe.h"

#include <math.h>

typedef struct {
  const LabArithmetic *arithmetic;
  const NnGraph *graph;
  const NnNode *z; /* where weights come in, and which of its numbers; NULL: nowhere on the way */
  size_t index;
  long heaviest;   /* the weight with the largest share in it; −1: none */
} Unit;

static double
value_at (const NnNode *node, size_t index)
{
  return (double) node->value[index];
}

static double
slope_at (const NnNode *node, size_t index)
{
  return (double) node->gradient[index];
}

/* ---- forward ---- */

/* An activation that looks at one number, or NULL. */
static const NnActivation *
activation_of (const NnNode *node)
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
};

static int
spelling_of (const NnActivation *f)
{
  int i = 0;
  while (i < (int) G_N_ELEMENTS (spellings) && !g_str_equal (spellings[i].name, f->entry.name))
    i++;
  return i < (int) G_N_ELEMENTS (spellings) ? i : -1;
}

static const char *
call_of (const NnActivation *f)
{
  int i = spelling_of (f);
  return i >= 0 ? spellings[i].call : f->entry.name;
}

/* "z" is what the weights make; normalised it is "y". */
static const char *
letter_below (const NnNode *activation)
{
  return lab_is_op (activation->operands[0], "batchnorm") ? "y" : "z";
}

static void
add_activation (Unit *unit, const NnActivation *f, const NnNode *node, size_t index)
{
  GArray *lines = unit->arithmetic->lines;
  int i = spelling_of (f);
  const LabPlaceText at = lab_place_text (node, index);
  g_autofree char *z = lab_line_number (value_at (node->operands[0], index)), *a = lab_line_number (value_at (node, index));
  if (i >= 0 && spellings[i].value != NULL)
    lab_lines_add (lines, LAB_LINE_FORMULA, "a_{%s} = %s (%s_{%s}), %s (z) = %s", at.text, call_of (f), letter_below (node), at.text, call_of (f), spellings[i].value);
  else
    lab_lines_add (lines, LAB_LINE_FORMULA, "a_{%s} = %s (%s_{%s})", at.text, call_of (f), letter_below (node), at.text);
  if (i < 0)
    lab_lines_add (lines, LAB_LINE_NOTE, "%s: %s", _ (f->entry.label), _ (f->entry.summary));
  lab_lines_add (lines, LAB_LINE_NUMBERS, "= %s (%s) = %s", call_of (f), z, a);
}

/* The layer that gives @node on, or whose weights it is the first to see, from 1; 0: none. */
static int
layer_of (const NnGraph *graph, const NnNode *node)
{
  for (int i = 0; i < nn_graph_n_layers (graph); i++)
    if (nn_graph_layer (graph, i)->out == node || (node->n_operands > 1 && nn_graph_layer (graph, i)->weight == node->operands[1]))
      return i + 1;
  return 0;
}

/* What x is. */
static void
note_inputs (Unit *unit, const NnNode *x)
{
  while (lab_is_op (x, "flatten") || lab_is_op (x, "dropout"))
    x = x->operands[0];
  int layer = layer_of (unit->graph, x);
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

static void
note_heaviest (Unit *unit, double share, size_t weight, double *largest)
{
  if (unit->heaviest >= 0 && !(fabs (share) > *largest))
    return;
  unit->heaviest = (long) weight;
  *largest = fabs (share);
}

static void
dense_terms (Unit *unit, const NnNode *z, size_t j, GArray *terms)
{
  const NnNode *x = z->operands[0], *w = z->operands[1];
  double largest = 0;
  for (size_t i = 0; i < x->size; i++) {
    size_t weight = i * z->size + j;
    lab_term_add (terms, (double) w->value[weight], value_at (x, i), true, "w_{%s} x_{%s}", lab_weight_text (z, weight).text,
                  lab_place_text (x, i).text);
    note_heaviest (unit, (double) w->value[weight] * value_at (x, i), weight, &largest);
  }
}

/* Returns how many taps lie outside the image. */
static int
conv_terms (Unit *unit, const NnNode *z, size_t index, GArray *terms)
{
  const NnNode *x = z->operands[0], *w = z->operands[1];
  int maps = z->shape.d[2], map = (int) index % maps, place = (int) index / maps, n_outside = 0, n = w->shape.d[2];
  bool depthwise = n == 1 && x->shape.d[2] > 1;
  double largest = 0;
  for (int tap = 0; tap < w->shape.d[0] * w->shape.d[1]; tap++) {
    long pixel = lab_conv_pixel (z, place / z->shape.d[1], place % z->shape.d[1], tap / w->shape.d[1], tap % w->shape.d[1]);
    n_outside += pixel < 0 ? n : 0;
    for (int c = 0; pixel >= 0 && c < n; c++) {
      size_t weight = ((size_t) tap * (size_t) n + (size_t) c) * (size_t) maps + (size_t) map;
      size_t at = (size_t) pixel * (size_t) x->shape.d[2] + (size_t) (depthwise ? map : c);
      lab_term_add (terms, (double) w->value[weight], value_at (x, at), true, "w_{%s} x_{%s}", lab_weight_text (z, weight).text,
                    lab_place_text (x, at).text);
      note_heaviest (unit, (double) w->value[weight] * value_at (x, at), weight, &largest);
    }
  }
  return n_outside;
}

static void
add_weighted (Unit *unit, const NnNode *z, size_t index)
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
  note_inputs (unit, z->operands[0]);
  if (n_outside > 0)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("%d inputs of the window lie outside the image and count as 0."), n_outside);
  unit->z = z;
  unit->index = index;
}

/* Batch normalisation as it stands outside training. */
static void
add_batchnorm (Unit *unit, const NnNode *node, size_t index)
{
  size_t c = index % node->operands[1]->size;
  double part[4];
  g_autofree char *x = lab_line_number (value_at (node->operands[0], index)), *y = lab_line_number (value_at (node, index));
  for (int i = 0; i < 4; i++)
    part[i] = value_at (node->operands[i + 1], c);
  g_autofree char *gamma = lab_line_number (part[0]), *beta = lab_line_factor (part[1]), *mean = lab_line_factor (part[2]),
                  *variance = lab_line_number (part[3]), *epsilon = lab_line_number (node->settings[0]);
  lab_lines_add (unit->arithmetic->lines, LAB_LINE_FORMULA, "y_{%s} = γ (z − μ) / √(σ^2 + ε) + β", lab_place_text (node, index).text);
  lab_lines_add (unit->arithmetic->lines, LAB_LINE_NUMBERS, "= %s · (%s − %s) / √(%s + %s) + %s = %s", gamma, x, mean, variance, epsilon, beta, y);
}

static void
add_window (Unit *unit, const NnNode *node, size_t index)
{
  const NnNode *x = node->operands[0];
  int maps = node->shape.d[2], place = (int) index / maps, size = (int) node->settings[0];
  int stride = node->settings[1] > 0 ? (int) node->settings[1] : size;
  bool mean = lab_is_op (node, "avgpool");
  g_autoptr (GString) symbols = g_string_new (NULL), numbers = g_string_new (NULL);
  g_autofree char *y = lab_line_number (value_at (node, index));
  for (int tap = 0; tap < size * size; tap++) {
    int row = place / node->shape.d[1] * stride + tap / size, column = place % node->shape.d[1] * stride + tap % size;
    size_t at = ((size_t) row * (size_t) x->shape.d[1] + (size_t) column) * (size_t) maps + index % (size_t) maps;
    g_autofree char *number = mean ? lab_line_factor (value_at (x, at)) : lab_line_number (value_at (x, at));
    g_string_append_printf (symbols, "%sx_{%s}", tap == 0 ? "" : mean ? " + " : ", ", lab_place_text (x, at).text);
    g_string_append_printf (numbers, "%s%s", tap == 0 ? "" : mean ? " + " : ", ", number);
  }
  g_autofree char *head = mean ? g_strdup_printf ("1/%d", size * size) : g_strdup ("max");
  lab_lines_add (unit->arithmetic->lines, LAB_LINE_FORMULA, "y_{%s} = %s (%s)", lab_place_text (node, index).text, head, symbols->str);
  lab_lines_add (unit->arithmetic->lines, LAB_LINE_NUMBERS, "= %s (%s) = %s", head, numbers->str, y);
}

/* From the weights up to @node. */
static void
add_forward (Unit *unit, const NnNode *node, size_t index)
{
  const NnActivation *f = activation_of (node);
  g_autofree char *value = lab_line_number (value_at (node, index));
  if (lab_is_op (node, "dense") || lab_is_op (node, "conv2d"))
    add_weighted (unit, node, index);
  else if (f != NULL || lab_is_op (node, "batchnorm") || lab_is_op (node, "flatten") || lab_is_op (node, "dropout")) {
    add_forward (unit, node->operands[0], index);
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

/* ---- the loss ---- */

static void
add_softmax (Unit *unit, const NnNode *output, size_t index, double target)
{
  GArray *lines = unit->arithmetic->lines;
  double largest = -INFINITY, sum = 0, truth = (size_t) target == index ? 1 : 0;
  for (size_t k = 0; k < output->size; k++)
    largest = fmax (largest, value_at (output, k));
  for (size_t k = 0; k < output->size; k++)
    sum += exp (value_at (output, k) - largest);
  double p = exp (value_at (output, index) - largest) / sum;
  int j = (int) index + 1;
  g_autofree char *z = lab_line_number (value_at (output, index)), *share = lab_line_number (p), *slope = lab_line_number (p - truth);
  g_autofree char *whole = lab_line_number (sum * exp (largest));
  lab_lines_add (lines, LAB_LINE_FORMULA, "p_{%d} = e^{z_%d} / Σ_k e^{z_k}", j, j);
  lab_lines_add (lines, LAB_LINE_NUMBERS, "= e^{%s} / %s = %s", z, whole, share);
  lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂z_{%d} = p_{%d} − y_{%d}", j, j, j);
  lab_lines_add (lines, LAB_LINE_NUMBERS, "= %s − %.0f = %s", share, truth, slope);
}

/* Where the next thing is the loss itself. */
static void
add_loss (Unit *unit, const NnNode *loss, size_t index)
{
  GArray *lines = unit->arithmetic->lines;
  const NnNode *output = loss->operands[0], *target = loss->operands[1];
  int n = (int) output->size, j = (int) index + 1;
  const char *y = activation_of (output) != NULL ? "a" : "z";
  double z = value_at (output, index), t = value_at (target, lab_is_op (loss, "softmax-ce") ? 0 : index), p = 1 / (1 + exp (-z));
  g_autofree char *z_text = lab_line_number (z), *t_text = lab_line_factor (t), *p_text = lab_line_number (p);
  g_autofree char *share = n > 1 ? g_strdup_printf (") / %d", n) : g_strdup ("");
  if (lab_is_op (loss, "softmax-ce") && loss->settings[0] == 0) {
    add_softmax (unit, output, index, t);
  } else if (lab_is_op (loss, "bce")) {
    g_autofree char *slope = lab_line_number ((p - t) / n);
    const char *open = n > 1 ? "(" : "";
    lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂z_{%d} = %sσ (z_{%d}) − t_{%d}%s", j, open, j, j, share);
    lab_lines_add (lines, LAB_LINE_NUMBERS, "= %sσ (%s) − %s%s = %s%s − %s%s = %s", open, z_text, t_text, share, open, p_text, t_text, share, slope);
  } else if (lab_is_op (loss, "mse")) {
    g_autofree char *slope = lab_line_number (2 * (z - t) / n);
    lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂%s_{%d} = 2 (%s_{%d} − t_{%d}%s", y, j, y, j, j, n > 1 ? share : ")");
    lab_lines_add (lines, LAB_LINE_NUMBERS, "= 2 · (%s − %s%s = %s", z_text, t_text, n > 1 ? share : ")", slope);
  } else {
    g_autofree char *slope = lab_line_number (slope_at (output, index));
    lab_lines_add (lines, LAB_LINE_NOTE, "%s: %s", _ (loss->op->entry.label), _ (loss->op->entry.summary));
    lab_lines_add (lines, LAB_LINE_NUMBERS, "∂ℓ/∂%s_{%d} = %s", y, j, slope);
  }
}

/* ---- backward ---- */

/* The only node that reads @node, through what leaves its numbers as they are; NULL: several do, or none. */
static const NnNode *
reader_of (const NnGraph *graph, const NnNode *node, size_t index)
{
  const NnNode *reader = NULL;
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    for (int k = 0; k < nn_graph_node (graph, i)->n_operands; k++)
      if (nn_graph_node (graph, i)->operands[k] == node) {
        if (reader != NULL)
          return NULL;
        reader = nn_graph_node (graph, i);
      }
  bool same = reader != NULL && reader->gradient != NULL && (lab_is_op (reader, "flatten") || lab_is_op (reader, "dropout")) &&
              reader->value[index] == node->value[index] && reader->gradient[index] == node->gradient[index];
  return same ? reader_of (graph, reader, index) : reader;
}

/* Σ_k w_{i,k} ∂ℓ/∂z_k over the units of the next layer. */
static void
terms_from_dense (const NnNode *next, size_t i, GArray *terms)
{
  for (size_t k = 0; k < next->size; k++) {
    size_t weight = i * next->size + k;
    lab_term_add (terms, (double) next->operands[1]->value[weight], slope_at (next, k), true, "w_{%s} ∂ℓ/∂z_{%d}",
                  lab_weight_text (next, weight).text, (int) k + 1);
  }
}

/* Over all windows of the next layer that see the pixel. */
static void
terms_from_conv (const NnNode *next, size_t index, GArray *terms)
{
  const NnNode *x = next->operands[0], *w = next->operands[1];
  const int *d = next->shape.d;
  int channel = (int) index % x->shape.d[2];
  long pixel = (long) index / x->shape.d[2];
  bool depthwise = w->shape.d[2] == 1 && x->shape.d[2] > 1;
  for (int place = 0; place < d[0] * d[1]; place++)
    for (int tap = 0; tap < w->shape.d[0] * w->shape.d[1]; tap++)
      for (int map = 0; map < d[2]; map++) {
        if ((depthwise && map != channel) || lab_conv_pixel (next, place / d[1], place % d[1], tap / w->shape.d[1], tap % w->shape.d[1]) != pixel)
          continue;
        size_t weight = (size_t) ((tap * w->shape.d[2] + (depthwise ? 0 : channel)) * d[2] + map), at = (size_t) (place * d[2] + map);
        lab_term_add (terms, (double) w->value[weight], slope_at (next, at), true, "w_{%s} ∂ℓ/∂z_{%s}", lab_weight_text (next, weight).text,
                      lab_place_text (next, at).text);
      }
}

/* "a" of what a layer gives on, "z" before its activation. */
static void
add_from_above (Unit *unit, const NnNode *node, size_t index)
{
  GArray *lines = unit->arithmetic->lines;
  const NnNode *next = reader_of (unit->graph, node, index);
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  g_autofree char *left = g_strdup_printf ("∂ℓ/∂%s_{%s}", activation_of (node) != NULL ? "a" : "z", lab_place_text (node, index).text);
  g_autofree char *value = lab_line_number (slope_at (node, index));
  if (next != NULL && next == nn_graph_loss_node (unit->graph) && next->operands[0] == node) {
    add_loss (unit, next, index);
    return;
  }
  if (next != NULL && lab_is_op (next, "dense"))
    terms_from_dense (next, index, terms);
  else if (next != NULL && lab_is_op (next, "conv2d"))
    terms_from_conv (next, index, terms);
  if (terms->len > 0) {
    g_autofree char *whole = g_strdup_printf ("%s = Σ w ∂ℓ/∂z", left);
    lab_lines_add_sum (lines, whole, terms, 0, "", "", lab_terms_sum (terms));
    return;
  }
  if (next != NULL)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("It comes back through “%s”: %s."), _ (next->op->entry.label), _ (next->op->entry.summary));
  else
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("Several layers go on from here: what comes back from each is added."));
  lab_lines_add (lines, LAB_LINE_NUMBERS, "%s = %s", left, value);
}

static void
add_slope (Unit *unit, const NnActivation *f, const NnNode *node, size_t index)
{
  GArray *lines = unit->arithmetic->lines;
  const NnNode *z = node->operands[0];
  const LabPlaceText at = lab_place_text (node, index);
  int i = spelling_of (f);
  real slope;
  nn_activation_slopes (f, node->settings, 1, z->value + index, &slope);
  g_autofree char *above = lab_line_number (slope_at (node, index)), *slope_text = lab_line_factor ((double) slope);
  g_autofree char *result = lab_line_number (slope_at (node, index) * (double) slope);
  if (i >= 0 && spellings[i].slope != NULL)
    lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂%s_{%s} = ∂ℓ/∂a_{%s} · %s′, %s′ = %s", letter_below (node), at.text, at.text, call_of (f), call_of (f),
                   _ (spellings[i].slope));
  else
    lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂%s_{%s} = ∂ℓ/∂a_{%s} · %s′", letter_below (node), at.text, at.text, call_of (f));
  lab_lines_add (lines, LAB_LINE_NUMBERS, "= %s · %s = %s", above, slope_text, result);
}

/* Down to the number that weights come in at. */
static void
add_downwards (Unit *unit, const NnNode *node, size_t index)
{
  while (node != unit->z && node->n_operands > 0 && node->operands[0]->gradient != NULL) {
    const NnActivation *f = activation_of (node);
    g_autofree char *value = lab_line_number (slope_at (node->operands[0], index));
    if (f != NULL)
      add_slope (unit, f, node, index);
    else if (lab_is_op (node, "batchnorm"))
      lab_lines_add (unit->arithmetic->lines, LAB_LINE_NUMBERS, "∂ℓ/∂z_{%s} = γ / √(σ^2 + ε) · ∂ℓ/∂y = %s", lab_place_text (node, index).text, value);
    node = node->operands[0];
  }
}

/* Of the weight with the largest share, and of the bias. */
static void
add_weight_slopes (Unit *unit)
{
  const NnNode *z = unit->z, *x = z->operands[0];
  GArray *lines = unit->arithmetic->lines;
  size_t units = lab_is_op (z, "dense") ? z->size : (size_t) z->shape.d[2], i = (size_t) unit->heaviest / units;
  const LabPlaceText at = lab_place_text (z, unit->index), weight = lab_weight_text (z, (size_t) unit->heaviest);
  if (units != z->size) { /* the tap's pixel */
    const int *d = z->operands[1]->shape.d;
    int tap = (int) i / d[2], place = (int) (unit->index / units);
    long pixel = lab_conv_pixel (z, place / z->shape.d[1], place % z->shape.d[1], tap / d[1], tap % d[1]);
    i = (size_t) pixel * (size_t) x->shape.d[2] + (d[2] == 1 && x->shape.d[2] > 1 ? unit->index % units : i % (size_t) d[2]);
  }
  double slope = slope_at (z, unit->index);
  g_autofree char *slope_text = lab_line_number (slope), *x_text = lab_line_factor (value_at (x, i)),
                  *product = lab_line_number (slope * value_at (x, i));
  lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂w_{%s} = ∂ℓ/∂z_{%s} · x_{%s}", weight.text, at.text, lab_place_text (x, i).text);
  lab_lines_add (lines, LAB_LINE_NUMBERS, "= %s · %s = %s", slope_text, x_text, product);
  if (units != z->size)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("This is the share of this place; the kernel’s gradient is the sum over all places."));
  else
    lab_lines_add (lines, LAB_LINE_NUMBERS, "∂ℓ/∂b_{%d} = ∂ℓ/∂z_{%s} = %s", (int) unit->index + 1, at.text, slope_text);
}

static void
add_backward (Unit *unit, const NnNode *node, size_t index)
{
  g_autofree char *loss = lab_line_number (nn_graph_loss (unit->graph, 1));
  lab_lines_add (unit->arithmetic->lines, LAB_LINE_HEADING, _ ("Backward: the loss of this sample, ℓ = %s"), loss);
  add_from_above (unit, node, index);
  add_downwards (unit, node, index);
  if (unit->z != NULL && unit->z->gradient != NULL && unit->heaviest >= 0)
    add_weight_slopes (unit);
}

/* ---- the whole ---- */

/* "image 3: a 7"; of points "sample 3: 1", a class where there are classes. */
static char *
sample_name (const Unit *unit, const DataSet *set, int sample)
{
  if (lab_has_images (unit->arithmetic->job->experiment))
    return lab_sample_name (set, sample);
  if (set->target == DATA_REAL || set->n_targets != 1)
    return g_strdup_printf (_ ("sample %d"), sample);
  g_autofree char *class = lab_class_name (set, (int) set->targets[sample]);
  return g_strdup_printf (_ ("sample %d: class %s"), sample, class);
}

static void
add_title (Unit *unit, const NnNode *node, size_t index, const DataSet *set, int sample)
{
  int layer = layer_of (unit->graph, node);
  g_autofree char *name = sample_name (unit, set, sample);
  const int *d = node->shape.d, maps = d[2], place = maps > 0 ? (int) index / maps : 0;
  bool image = node->shape.n == 3 && d[0] * d[1] > 1;
  g_autofree char *layer_name = layer > 0                  ? g_strdup_printf (_ ("Layer %d"), layer)
                                : node->kind == NN_INPUT ? g_strdup (_ ("Input"))
                                                         : g_strdup (_ (node->op->entry.label));
  if (image)
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_HEADING, _ ("%s, map %d, row %d, column %d · %s"), layer_name, (int) index % maps + 1,
                   place / d[1] + 1, place % d[1] + 1, name);
  else
    lab_lines_add (unit->arithmetic->lines, LAB_LINE_HEADING, _ ("%s, unit %s · %s"), layer_name, lab_place_text (node, index).text, name);
}

/* Whether the loss of the sample is known: drawings and samples without a label have none, and of two players it is not theirs. */
static bool
has_loss (const Unit *unit, const DataSet *set, int sample)
{
  const NnNode *target = nn_graph_target_node (unit->graph);
  const LabProbeJob *job = unit->arithmetic->job;
  return job->updates[unit->arithmetic->subject->lane].optimizer != NULL && target != NULL && nn_graph_loss_node (unit->graph) != NULL &&
         set != lab_drawing_set (lab_experiment_drawing (job->experiment)) && (size_t) (set->n_targets + set->n_taught) == target->size &&
         !(set->target == DATA_CLASSES && set->targets[(gsize) sample * (gsize) set->n_targets] < 0);
}

void
lab_arithmetic_unit (const LabArithmetic *arithmetic)
{
  const LabSubject *subject = arithmetic->subject;
  const DataSet *set = lab_sample_set (arithmetic->job->experiment, subject->lane);
  NnGraph *graph = lab_arithmetic_graph (arithmetic, 1, false);
  Unit unit = { .arithmetic = arithmetic, .graph = graph, .heaviest = -1 };
  const NnNode *node = nn_graph_node (graph, subject->node);
  int sample = subject->sample % set->n;
  size_t index = (size_t) subject->unit;
  bool known = has_loss (&unit, set, sample);
  if (known) {
    train_gather (graph, set, NULL, sample, 1);
    nn_graph_forward (graph, 1);
    nn_graph_backward (graph, 1);
  } else {
    NnNode *input = nn_graph_input_node (graph);
    for (size_t i = 0; i < input->size; i++)
      input->value[i] = (real) set->inputs[(gsize) sample * input->size + i];
    nn_graph_predict (graph, 1);
  }
  add_title (&unit, node, index, set, sample);
  add_forward (&unit, node, index);
  if (known && node->gradient != NULL)
    add_backward (&unit, node, index);
  else if (node->kind != NN_INPUT)
    lab_lines_add (arithmetic->lines, LAB_LINE_NOTE, known ? _ ("Nothing comes back to here.") : _ ("This sample has no label, so nothing comes back."));
  if (unit.z != NULL && unit.heaviest >= 0)
    lab_arithmetic_update (arithmetic, layer_of (graph, unit.z) - 1, (int) unit.heaviest);
  nn_graph_free (graph);
}
