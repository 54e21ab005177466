/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/network.h"

#include "base/words.h"
#include "engine/objective.h"
#include "engine/towers.h"
#include "lab/calculation.h"
#include "lab/heads.h"
#include "lab/nets.h"
#include "lab/teach.h"

#include <string.h>

static bool
layer_error (const LabLane *lane, const LabLayer *layer, BaseError *error)
{
  return lab_place_error ((LabPlace){ lane->network_place.path, layer->place }, error);
}

static NnShape
sample_shape (const DataSet *set)
{
  if (set->steps > 0)
    return (NnShape){ 2, { set->steps, set->channels } };
  if (set->height == 1 && set->width == 1)
    return (NnShape){ 1, { set->channels } };
  return (NnShape){ 3, { set->height, set->width, set->channels } };
}

/* How many classes or values there are to predict; 0 with a message where loss and targets do not go together. */
static int
n_to_predict (const LabLane *lane, const DataSet *set, BaseError *error)
{
  const char *loss = lane->loss->entry.name, *data = set->name;
  NnTargets wanted = lane->loss->targets;
  bool class = nn_loss_has_class (lane->loss);
  if (wanted == NN_TARGET_TEACHER && lane->teach == NULL)
    base_error_set (error, _ ("the loss %s needs a teacher: teach = an earlier stage"), loss);
  else if (class && set->target == DATA_REAL)
    base_error_set (error, _ ("the loss %s needs classes, but %s has real targets"), loss, data);
  else if (class && set->n_targets > 1)
    base_error_set (error, _ ("the loss %s needs one class, but %s has %d targets"), loss, data, set->n_targets);
  else if (!class && set->target == DATA_CLASSES)
    base_error_set (error, _ ("the loss %s needs a number as target, but %s has %d classes"), loss, data,
                    set->n_classes);
  else if (wanted == NN_TARGET_BINARY && set->target == DATA_REAL)
    base_error_set (error, _ ("the loss %s needs two classes, but %s has real targets"), loss, data);
  else
    return class ? set->n_classes : set->n_targets;
  return 0;
}

/* ---- the chain ---- */

typedef struct {
  const LabLane *lane;
  NnGraph *graph;
  int *numbers; /* of the layers with weights, by place in the lane's list */
  guint at;     /* the next link */
  BaseError *error;
  NnNode *ends[LAB_MAX_LAYERS + 1]; /* by place in the lane's list: what comes out of the link */
} Builder;

static NnNode *
build_link (Builder *builder, guint place, NnNode *input, int n, NnNode *const *ends)
{
  const LabLane *lane = builder->lane;
  const LabLayer *link = &g_array_index (lane->layers, LabLayer, place);
  bool own = link->initializer != NULL;
  NnLayerOptions options = { own ? link->initializer : lane->initializer, { 0 }, link->activation,
                             link->activation_values, link->bias };
  memcpy (options.initializer_values, own ? link->initializer_values : lane->initializer_values,
          sizeof options.initializer_values);
  int before = nn_graph_n_layers (builder->graph), after, n_nodes = nn_graph_n_nodes (builder->graph);
  NnNode *node = link->layer != NULL
                     ? nn_layer_build (link->layer, builder->graph, input, n, ends, link->values, &options,
                                       builder->error)
                     : nn_activation_apply (link->activation, builder->graph, input, link->activation_values,
                                            builder->error);
  if (node == NULL)
    layer_error (lane, link, builder->error);
  after = nn_graph_n_layers (builder->graph);
  builder->numbers[place] = after > before ? after : 0;
  for (int i = n_nodes; i < nn_graph_n_nodes (builder->graph); i++)
    nn_graph_node (builder->graph, i)->rate = (real) link->lr_factor;
  return node;
}

static NnNode *build_chain (Builder *builder, NnNode *node);

/* The chain behind the mark at @open over each part of @input. */
static NnNode *
build_towers (Builder *builder, guint open, NnNode *input)
{
  const LabLayer *link = &g_array_index (builder->lane->layers, LabLayer, open);
  NnNode *parts[NN_MAX_OPERANDS], *ends[NN_MAX_OPERANDS];
  int n = (int) link->values[0];
  bool fine = nn_towers_split (builder->graph, input, n, parts, builder->error);
  int first = nn_graph_n_nodes (builder->graph);
  if (!fine)
    layer_error (builder->lane, link, builder->error);
  for (int i = 0; fine && i < n; i++) {
    ends[i] = i == 0 ? build_chain (builder, parts[0])
                     : nn_graph_again (builder->graph, first, ends[0], parts[0], parts[i], false, builder->error);
    fine = ends[i] != NULL;
  }
  builder->at++; /* the mark that ends them */
  return fine ? build_link (builder, open, input, n, ends) : NULL;
}

/* What stands between the mark at @open and its end: branches that all see @input, or a repeat. */
static NnNode *
build_inner (Builder *builder, guint open, NnNode *input)
{
  const GArray *layers = builder->lane->layers;
  if (g_array_index (layers, LabLayer, open).layer == &nn_layer_towers)
    return build_towers (builder, open, input);
  bool joins = g_array_index (layers, LabLayer, open).layer != NULL;
  NnNode *ends[NN_MAX_OPERANDS], *node = input;
  int n = 0;
  do {
    node = build_chain (builder, joins ? input : node);
    if (node == NULL)
      return NULL;
    if (joins)
      ends[n++] = node;
  } while (g_array_index (layers, LabLayer, builder->at++).kind != LAB_CLOSE);
  return joins ? build_link (builder, open, input, n, ends) : node;
}

/* Links up to the mark that ends the chain, which is left to the caller. */
static NnNode *
build_chain (Builder *builder, NnNode *node)
{
  const GArray *layers = builder->lane->layers;
  while (node != NULL && builder->at < layers->len) {
    LabLayerKind kind = g_array_index (layers, LabLayer, builder->at).kind;
    if (kind == LAB_NEXT || kind == LAB_CLOSE || kind == LAB_HEAD)
      break;
    guint place = builder->at++;
    node = kind == LAB_OPEN ? build_inner (builder, place, node) : build_link (builder, place, node, 0, NULL);
    builder->ends[place] = node;
  }
  return node;
}

/* The players' networks in the order of the text; *@output is what the discriminator says of the input. */
static NnNode *
build_players (Builder *builder, NnNode *input, const DataSet *set, NnNode **output)
{
  NnGame game = { NULL };
  int first = 0;
  for (int i = 0; i < builder->lane->n_nets; i++) {
    bool judges = lab_net_at (builder->lane, builder->at++) == TRAIN_DISCRIMINATOR;
    first = judges ? nn_graph_n_nodes (builder->graph) : first;
    NnNode *end = build_chain (builder, input);
    if (end == NULL)
      return NULL;
    *(judges ? &game.real : &game.generated) = end;
  }
  *output = game.real;
  return lab_nets_join (builder->lane, builder->graph, &game, first, set, builder->error);
}

/* Where a head begins: behind the last link of that name. */
static NnNode *
find_end (const Builder *builder, const char *name)
{
  const GArray *layers = builder->lane->layers;
  NnNode *found = NULL;
  for (guint i = 0; i < lab_layers_n_trunk (layers); i++)
    if (lab_layer_is (&g_array_index (layers, LabLayer, i), name))
      found = builder->ends[i];
  return found;
}

/* The heads after the network, whose end is @end. */
static bool
build_heads (Builder *builder, NnNode *end, NnNode **outputs)
{
  const LabLane *lane = builder->lane;
  for (int i = 0; i < lane->n_heads; i++) {
    const LabHead *head = &lane->heads[i];
    NnNode *from = head->from != NULL ? find_end (builder, head->from) : end;
    if (from == NULL) {
      lab_layers_missing (builder->lane->layers, head->from, builder->error);
      return lab_place_error ((LabPlace){ lane->network_place.path, head->place }, builder->error);
    }
    builder->at++; /* the mark */
    outputs[i] = build_chain (builder, from);
    if (outputs[i] == NULL)
      return false;
  }
  return true;
}

static bool
check_outputs (const LabLane *lane, const DataSet *set, const NnNode *output, int n, BaseError *error)
{
  int needed = nn_loss_n_outputs (lane->loss, lane->loss_values, n);
  if (needed == 0 || output->size == (size_t) needed)
    return true;
  const LabLayer *last = &g_array_index (lane->layers, LabLayer, lane->layers->len - 1);
  if (needed == set->n_classes)
    base_error_set (error, _ ("the network ends in %d outputs, but %s has %d classes"), (int) output->size,
                    set->name, needed);
  else
    base_error_set (error, _ ("the network ends in %d outputs, but %s with the loss %s needs %d"),
                    (int) output->size, set->name, lane->loss->entry.name, needed);
  return layer_error (lane, last, error);
}

static bool
check_complete (const LabLane *lane, BaseError *error)
{
  bool moves = true;
  for (int net = 0; net < MAX (lane->n_nets, 1); net++)
    moves = moves && lane->rules[net].optimizer != NULL;
  if (lane->loss == NULL || !moves || lane->layers->len == 0 || lane->source == NULL)
    return base_error_set (error, _ ("the experiment needs \"%s = …\""),
                           lane->source == NULL     ? "data"
                           : lane->layers->len == 0 ? "network"
                           : lane->loss == NULL     ? "loss"
                                                    : "optimizer");
  return lab_nets_check (lane, error);
}

/* What the session of a calculation holds: a point that nothing moves. */
static NnGraph *
build_idle (const LabLane *lane, const DataSet *set, int capacity, BaseError *error)
{
  const NnLayer *point = (const NnLayer *) base_registry_find (&nn_objectives, "surface-quadratic");
  const NnLayerOptions options = { 0 };
  double values[PARAM_MAX];
  params_defaults (point->entry.params, values);
  NnGraph *graph = nn_graph_new ();
  NnNode *input = nn_graph_input (graph, "input", sample_shape (set));
  NnNode *output = nn_layer_build (point, graph, input, 0, NULL, values, &options, error);
  NnNode *loss = output != NULL ? nn_loss_build (lane->loss, graph, &output, 1, lane->loss_values, error) : NULL;
  if (loss != NULL && nn_graph_compile (graph, output, loss, capacity, error))
    return graph;
  nn_graph_free (graph);
  return NULL;
}

static NnGraph *
build_chain_alone (const LabLane *lane, NnShape shape, NnNode *ends[2], int *numbers, BaseError *error)
{
  NnGraph *graph = nn_graph_new ();
  ends[0] = nn_graph_input (graph, "input", shape);
  Builder builder = { lane, graph, numbers, 0, error, { NULL } };
  ends[1] = build_chain (&builder, ends[0]);
  if (ends[1] == NULL)
    g_clear_pointer (&graph, nn_graph_free);
  return graph;
}

NnGraph *
lab_network_chain (const LabLane *lane, NnShape shape, NnNode *ends[2], BaseError *error)
{
  int numbers[LAB_MAX_LAYERS];
  return build_chain_alone (lane, shape, ends, numbers, error);
}

static NnGraph *
build (const LabLane *lane, const DataSet *set, int capacity, int *numbers, BaseError *error)
{
  if (lane->calculator != NULL)
    return build_idle (lane, set, capacity, error);
  if (!check_complete (lane, error))
    return NULL;
  NnGraph *graph = nn_graph_new ();
  NnNode *input = nn_graph_input (graph, "input", sample_shape (set));
  Builder builder = { lane, graph, numbers, 0, error, { NULL } };
  NnNode *output = NULL, *loss = NULL, *outputs[TRAIN_MAX_HEADS];
  if (lane->n_nets > 0)
    loss = build_players (&builder, input, set, &output);
  else
    output = build_chain (&builder, input);
  int n = output != NULL && lane->n_heads == 0 && lane->n_nets == 0 ? n_to_predict (lane, set, error) : 0;
  if (lane->n_nets > 0 || output == NULL) {
    ; /* done, or failed */
  } else if (lane->n_heads > 0) {
    if (build_heads (&builder, output, outputs))
      loss = lab_heads_loss (lane, graph, set, outputs, error);
    output = outputs[0];
  } else if (n == 0) {
    lab_place_error (lane->network_place, error);
  } else if (check_outputs (lane, set, output, n, error)) {
    loss = nn_loss_build (lane->loss, graph, &output, n, lane->loss_values, error);
    if (loss == NULL)
      lab_place_error (lane->network_place, error);
  }
  if (loss != NULL && nn_graph_compile (graph, output, loss, capacity, error))
    return graph;
  nn_graph_free (graph);
  return NULL;
}

NnGraph *
lab_network_build (const LabLane *lane, const DataSet *set, int capacity, BaseError *error)
{
  int numbers[LAB_MAX_LAYERS];
  return build (lane, set, capacity, numbers, error);
}

static void
keep_numbers (LabLane *lane, const int *numbers)
{
  for (guint i = 0; i < lane->layers->len; i++)
    g_array_index (lane->layers, LabLayer, i).number = numbers[i];
}

/* A calculator without a network has none; with one it goes with the calculator's image. */
static bool
check_calculator (LabLane *lane, BaseError *error)
{
  int numbers[LAB_MAX_LAYERS] = { 0 };
  NnNode *ends[2];
  if (lane->calculator->network == NULL)
    return lane->layers->len == 0 ||
           base_error_set (error, _ ("the calculator %s takes no network"), lane->calculator->entry.name);
  NnGraph *graph = build_chain_alone (lane, lab_calculation_shape (lane), ends, numbers, error);
  if (graph != NULL)
    keep_numbers (lane, numbers);
  nn_graph_free (graph);
  return graph != NULL;
}

bool
lab_network_check (LabLane *lane, BaseError *error)
{
  int numbers[LAB_MAX_LAYERS] = { 0 };
  if (lane->calculator != NULL)
    return check_calculator (lane, error);
  if (lane->before != NULL && !lab_network_check (lane->before, error))
    return false;
  if (!check_complete (lane, error))
    return false;
  DataSet *few = data_draw (lane->source, lane->data_values, 2, false, 0, error);
  if (few == NULL)
    return false;
  NnGraph *graph = lab_teach_check (few, lane, error) ? build (lane, few, 1, numbers, error) : NULL;
  data_set_free (few);
  if (graph == NULL)
    return false;
  keep_numbers (lane, numbers);
  nn_graph_free (graph);
  return true;
}
