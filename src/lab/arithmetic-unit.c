/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A unit, or a pixel of a feature map, for one sample: how it comes about, and what comes back to it. */
#include "base/words.h"
#include "lab/arithmetic-private.h"
#include "lab/cell.h"
#include "lab/drawing.h"

#include "train/probe.h"

#include <math.h>

/* ---- the loss ---- */

static void
add_softmax (LabArithmeticUnit *unit, const NnNode *output, size_t index, double target)
{
  GArray *lines = unit->arithmetic->lines;
  double largest = -INFINITY, sum = 0, truth = (size_t) target == index ? 1 : 0;
  for (size_t k = 0; k < output->size; k++)
    largest = fmax (largest, lab_value_at (output, k));
  for (size_t k = 0; k < output->size; k++)
    sum += exp (lab_value_at (output, k) - largest);
  double p = exp (lab_value_at (output, index) - largest) / sum;
  int j = (int) index + 1;
  lab_lines_add (lines, LAB_LINE_FORMULA, "p_{%d} = e^{z_%d} / Σ_k e^{z_k}", j, j);
  lab_lines_add_numbers (lines, "= e^{#} / # = #", lab_value_at (output, index), sum * exp (largest), p);
  lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂z_{%d} = p_{%d} − y_{%d}", j, j, j);
  lab_lines_add_numbers (lines, "= # − # = #", p, truth, p - truth);
}

/* Where the next thing is the loss itself. */
static void
add_loss (LabArithmeticUnit *unit, const NnNode *loss, size_t index)
{
  GArray *lines = unit->arithmetic->lines;
  const NnNode *output = loss->operands[0], *target = loss->operands[1];
  int n = (int) output->size, j = (int) index + 1;
  const char *y = lab_activation_of (output) != NULL ? "a" : "z";
  double z = lab_value_at (output, index), t = lab_value_at (target, lab_is_op (loss, "softmax-ce") ? 0 : index), p = 1 / (1 + exp (-z));
  g_autofree char *share = n > 1 ? g_strdup_printf (") / %d", n) : g_strdup ("");
  if (lab_is_op (loss, "softmax-ce") && loss->settings[0] == 0) {
    add_softmax (unit, output, index, t);
  } else if (lab_is_op (loss, "bce")) {
    const char *open = n > 1 ? "(" : "";
    g_autofree char *numbers = g_strdup_printf ("= %sσ (#) − #%s = %s# − #%s = #", open, share, open, share);
    lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂z_{%d} = %sσ (z_{%d}) − t_{%d}%s", j, open, j, j, share);
    lab_lines_add_numbers (lines, numbers, z, t, p, t, (p - t) / n);
  } else if (lab_is_op (loss, "mse")) {
    g_autofree char *numbers = g_strdup_printf ("= 2 · (# − #%s = #", n > 1 ? share : ")");
    lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂%s_{%d} = 2 (%s_{%d} − t_{%d}%s", y, j, y, j, j, n > 1 ? share : ")");
    lab_lines_add_numbers (lines, numbers, z, t, 2 * (z - t) / n);
  } else {
    g_autofree char *slope = lab_line_number (lab_slope_at (output, index));
    lab_lines_add (lines, LAB_LINE_NOTE, "%s: %s", _ (loss->op->entry.label), _ (loss->op->entry.summary));
    lab_lines_add (lines, LAB_LINE_NUMBERS, "∂ℓ/∂%s_{%d} = %s", y, j, slope);
  }
}

/* ---- backward ---- */

/* Which number of a concatenation is number @index of its operand @node. */
static size_t
place_in (const NnNode *joined, const NnNode *node, size_t index)
{
  size_t width = (size_t) joined->shape.d[joined->shape.n - 1], part = (size_t) node->shape.d[node->shape.n - 1], first = 0;
  for (int i = 0; joined->operands[i] != node; i++)
    first += (size_t) joined->operands[i]->shape.d[node->shape.n - 1];
  return index / part * width + first + index % part;
}

/* The only node that reads @node, through what leaves its numbers as they are, and which number it reads there instead of
 * *@place; NULL: several do, or none. */
static const NnNode *
reader_of (const NnGraph *graph, const NnNode *node, size_t *place)
{
  const NnNode *reader = NULL;
  size_t index = *place;
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    for (int k = 0; k < nn_graph_node (graph, i)->n_operands; k++)
      if (nn_graph_node (graph, i)->operands[k] == node) {
        if (reader != NULL)
          return NULL;
        reader = nn_graph_node (graph, i);
      }
  bool joined = reader != NULL && lab_is_op (reader, "concat");
  size_t there = joined ? place_in (reader, node, index) : index;
  bool same = reader != NULL && reader->gradient != NULL && (joined || lab_is_op (reader, "flatten") || lab_is_op (reader, "dropout")) &&
              reader->value[there] == node->value[index] && reader->gradient[there] == node->gradient[index];
  *place = same ? there : index;
  return same ? reader_of (graph, reader, place) : reader;
}

/* Σ_k w_{i,k} ∂ℓ/∂z_k over the units of the next layer. */
static void
terms_from_dense (const NnNode *next, size_t i, GArray *terms)
{
  for (size_t k = 0; k < next->size; k++) {
    size_t weight = i * next->size + k;
    lab_term_add (terms, (double) next->operands[1]->value[weight], lab_slope_at (next, k), true, "w_{%s} ∂ℓ/∂z_{%d}",
                  lab_weight_text (next, weight).text, (int) k + 1);
  }
}

/* Over all windows of the next layer that see the pixel. */
static void
terms_from_conv (const NnNode *next, size_t index, GArray *terms)
{
  const NnNode *x = next->operands[0], *w = next->operands[1];
  int maps = next->shape.d[2], channel = (int) index % x->shape.d[2];
  long pixel = (long) index / x->shape.d[2];
  for (int place = 0; place < next->shape.d[0] * next->shape.d[1]; place++)
    for (size_t weight = 0; weight < w->size; weight++) {
      const LabTap tap = lab_conv_tap (next, weight);
      if (tap.channel != channel || lab_conv_pixel (next, place, tap) != pixel)
        continue;
      size_t at = (size_t) (place * maps + tap.map);
      lab_term_add (terms, (double) w->value[weight], lab_slope_at (next, at), true, "w_{%s} ∂ℓ/∂z_{%s}", lab_weight_text (next, weight).text,
                    lab_place_text (next, at).text);
    }
}

/* What weights make is already what the layer gives on. */
static bool
gives_on (const NnNode *z)
{
  return lab_is_recurrent (z) || lab_is_op (z, "embedding");
}

static void
add_from_above (LabArithmeticUnit *unit, const NnNode *node, size_t index)
{
  GArray *lines = unit->arithmetic->lines;
  size_t read = index;
  const NnNode *next = reader_of (unit->graph, node, &read);
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  const char *letter = lab_activation_of (node) != NULL ? "a" : node == unit->z && !gives_on (node) ? "z" : "y";
  g_autofree char *left = g_strdup_printf ("∂ℓ/∂%s_{%s}", letter, lab_place_text (node, index).text);
  g_autofree char *value = lab_line_number (lab_slope_at (node, index));
  if (next != NULL && next == nn_graph_loss_node (unit->graph) && next->operands[0] == node) {
    add_loss (unit, next, read);
    return;
  }
  if (next != NULL && lab_is_op (next, "dense"))
    terms_from_dense (next, read, terms);
  else if (next != NULL && lab_is_conv (next))
    terms_from_conv (next, read, terms);
  else if (next != NULL && lab_is_recurrent (next))
    lab_cell_input_terms (next, read, terms);
  if (terms->len > 0) {
    g_autofree char *whole = g_strdup_printf ("%s = Σ w ∂ℓ/∂%s", left, lab_is_recurrent (next) ? "a" : "z");
    lab_lines_add_sum (lines, whole, terms, 0, "", "", lab_terms_sum (terms));
    return;
  }
  if (next != NULL)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("It comes back through \"%s\": %s."), _ (next->op->entry.label), _ (next->op->entry.summary));
  else
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("Several layers go on from here: what comes back from each is added."));
  lab_lines_add (lines, LAB_LINE_NUMBERS, "%s = %s", left, value);
}

static void
add_slope (LabArithmeticUnit *unit, const NnActivation *f, const NnNode *node, size_t index)
{
  GArray *lines = unit->arithmetic->lines;
  const NnNode *z = node->operands[0];
  const LabPlaceText at = lab_place_text (node, index);
  const char *spelling = lab_slope_of (f);
  real slope;
  nn_activation_slopes (f, node->settings, 1, z->value + index, NULL, &slope);
  if (spelling != NULL)
    lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂%s_{%s} = ∂ℓ/∂a_{%s} · %s′, %s′ = %s", lab_letter_below (node), at.text, at.text, lab_call_of (f), lab_call_of (f),
                   spelling);
  else
    lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂%s_{%s} = ∂ℓ/∂a_{%s} · %s′", lab_letter_below (node), at.text, at.text, lab_call_of (f));
  lab_note_formula (lines, f, node->settings, "df", "f′ (x)");
  lab_lines_add_numbers (lines, "= # · # = #", lab_slope_at (node, index), (double) slope, lab_slope_at (node, index) * (double) slope);
}

/* Down to the number that weights come in at. */
static void
add_downwards (LabArithmeticUnit *unit, const NnNode *node, size_t index)
{
  while (unit->z != NULL && node != unit->z && node->n_operands > 0 && node->operands[0]->gradient != NULL) {
    const NnActivation *f = lab_activation_of (node);
    g_autofree char *value = lab_line_number (lab_slope_at (node->operands[0], index));
    if (f != NULL)
      add_slope (unit, f, node, index);
    else if (lab_is_op (node, "batchnorm"))
      lab_lines_add (unit->arithmetic->lines, LAB_LINE_NUMBERS, "∂ℓ/∂z_{%s} = γ / √(σ^2 + ε) · ∂ℓ/∂y = %s", lab_place_text (node, index).text, value);
    node = node->operands[0];
  }
}

/* Of the weight with the largest share, and of the bias. */
static void
add_weight_slopes (LabArithmeticUnit *unit)
{
  const NnNode *z = unit->z, *x = z->operands[0];
  GArray *lines = unit->arithmetic->lines;
  if (lab_is_op (z, "embedding")) {
    lab_embedding_add_gradient (lines, z, (size_t) unit->heaviest, 0);
    return;
  }
  bool dense = lab_is_op (z, "dense");
  size_t i = dense ? (size_t) unit->heaviest / z->size : 0;
  const LabPlaceText at = lab_place_text (z, unit->index), weight = lab_weight_text (z, (size_t) unit->heaviest);
  if (!dense) { /* the tap's pixel */
    const LabTap tap = lab_conv_tap (z, (size_t) unit->heaviest);
    i = (size_t) lab_conv_pixel (z, (int) unit->index / z->shape.d[2], tap) * (size_t) x->shape.d[2] + (size_t) tap.channel;
  }
  double slope = lab_slope_at (z, unit->index);
  g_autofree char *slope_text = lab_line_number (slope);
  lab_lines_add (lines, LAB_LINE_FORMULA, "∂ℓ/∂w_{%s} = ∂ℓ/∂z_{%s} · x_{%s}", weight.text, at.text, lab_place_text (x, i).text);
  lab_lines_add_numbers (lines, "= # · # = #", slope, lab_value_at (x, i), slope * lab_value_at (x, i));
  if (!dense)
    lab_lines_add (lines, LAB_LINE_NOTE, _ ("This is the share of this place; the kernel's gradient is the sum over all places."));
  else
    lab_lines_add (lines, LAB_LINE_NUMBERS, "∂ℓ/∂b_{%d} = ∂ℓ/∂z_{%s} = %s", (int) unit->index + 1, at.text, slope_text);
}

static void
add_backward (LabArithmeticUnit *unit, const NnNode *node, size_t index)
{
  g_autofree char *loss = lab_line_number (nn_graph_loss (unit->graph, 1));
  lab_lines_add (unit->arithmetic->lines, LAB_LINE_HEADING, _ ("Backward: the loss of this sample, ℓ = %s"), loss);
  if (index < node->size) { /* else no layer above sees it */
    add_from_above (unit, node, index);
    add_downwards (unit, node, index);
  }
  if (unit->z != NULL && lab_is_recurrent (unit->z))
    lab_arithmetic_cell_backward (unit);
  else if (unit->z != NULL && unit->z->gradient != NULL && unit->heaviest >= 0)
    add_weight_slopes (unit);
}

/* ---- the whole ---- */

/* "image 3: a 7"; of points "sample 3: 1", a class where there are classes. */
static char *
sample_name (const LabArithmeticUnit *unit, const DataSet *set, int sample)
{
  if (lab_has_images (unit->arithmetic->job->experiment))
    return lab_sample_name (set, sample);
  if (set->target == DATA_REAL || set->n_targets != 1)
    return g_strdup_printf (_ ("sample %d"), sample);
  g_autofree char *class = lab_class_name (set, (int) set->targets[sample]);
  return g_strdup_printf (_ ("sample %d: class %s"), sample, class);
}

/* "Layer 1", else what the node does. */
static char *
layer_name (const LabArithmeticUnit *unit, const NnNode *node)
{
  int layer = lab_layer_of (unit->graph, node);
  return layer > 0 ? g_strdup_printf (_ ("Layer %d"), layer) : g_strdup (node->kind == NN_INPUT ? _ ("Input") : _ (node->op->entry.label));
}

/* @part: of a recurrent node the trace, and @index a number of it. */
static void
add_title (LabArithmeticUnit *unit, const NnNode *node, int part, size_t index, const DataSet *set, int sample)
{
  GArray *lines = unit->arithmetic->lines;
  g_autofree char *name = sample_name (unit, set, sample), *layer = layer_name (unit, node);
  const int *d = node->shape.d, maps = d[2], place = maps > 0 ? (int) index / maps : 0;
  NnTrace trace;
  if (lab_is_recurrent (node) && node->op->inspect (node, 1, part, &trace))
    lab_lines_add (lines, LAB_LINE_HEADING, _ ("%s, %s of unit %d at time step %d · %s"), layer, _ (trace.label), (int) index % trace.units + 1,
                   (int) index / trace.units + 1, name);
  else if (node->shape.n == 3 && d[0] * d[1] > 1)
    lab_lines_add (lines, LAB_LINE_HEADING, _ ("%s, map %d, row %d, column %d · %s"), layer, (int) index % maps + 1, place / d[1] + 1,
                   place % d[1] + 1, name);
  else
    lab_lines_add (lines, LAB_LINE_HEADING, _ ("%s, unit %s · %s"), layer, lab_place_text (node, index).text, name);
}

/* Whether the loss of the sample is known: drawings and samples without a label have none, and of two players it is not theirs. */
static bool
has_loss (const LabArithmeticUnit *unit, const DataSet *set, int sample)
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
  LabArithmeticUnit unit = { .arithmetic = arithmetic, .graph = graph, .heaviest = -1 };
  const NnNode *node = nn_graph_node (graph, subject->node);
  int sample = subject->sample % set->n;
  size_t index = (size_t) subject->unit; /* of what the node gives on, or no number of it */
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
  if (lab_is_recurrent (node)) {
    size_t number = subject->kind == LAB_TRACE ? index : lab_cell_index_of (node, index);
    int part = subject->kind == LAB_TRACE ? subject->trace : lab_cell_state_part (node);
    add_title (&unit, node, part, number, set, sample);
    lab_arithmetic_cell_forward (&unit, node, part, number);
    index = lab_cell_output_of (node, number);
  } else {
    add_title (&unit, node, 0, index, set, sample);
    lab_arithmetic_forward (&unit, node, index);
  }
  if (known && node->gradient != NULL)
    add_backward (&unit, node, index);
  else if (node->kind != NN_INPUT)
    lab_lines_add (arithmetic->lines, LAB_LINE_NOTE, known ? _ ("Nothing comes back to here.") : _ ("This sample has no label, so nothing comes back."));
  if (unit.z != NULL && unit.heaviest >= 0)
    lab_arithmetic_update (arithmetic, lab_layer_of (graph, unit.z) - !lab_is_recurrent (unit.z), (int) unit.heaviest); /* recurrent weights come second */
  nn_graph_free (graph);
}
