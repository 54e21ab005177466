/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/nets.h"

#include "base/words.h"

#include <string.h>

#define LINK(lane, i) (&g_array_index ((lane)->layers, LabLayer, i))

static const BaseEntry gan = { "gan", N_ ("Generator against discriminator"),
                               N_ ("in a step the discriminator moves d times, then the generator g times"),
                               "Goodfellow et al. 2014, Generative adversarial nets", train_play_params };
static const BaseEntry *const games[] = { &gan };
const BaseRegistry lab_games = { N_ ("games"), games, G_N_ELEMENTS (games) };

static const char *const names[TRAIN_MAX_NETS] = { [TRAIN_DISCRIMINATOR] = "D", [TRAIN_GENERATOR] = "G" };

/* Of the network that @text begins with, up to its dot or its end; −1: none. */
static int
find_net (const char *text)
{
  for (int net = 0; net < TRAIN_MAX_NETS; net++)
    if (g_str_has_prefix (text, names[net]) && (text[1] == '.' || text[1] == '\0'))
      return net;
  return -1;
}

const char *
lab_net_name (int net)
{
  return names[net];
}

bool
lab_net_add (LabLane *lane, const LessonPart *part, const char *path, BaseError *error)
{
  LabPlace place = { path, part->place };
  if (find_net (part->name) < 0 || strlen (part->name) > 1) {
    base_error_set (error, _ ("the networks of a game are \"net G : …\" and \"net D : …\", not \"%s\""), part->name);
    return lab_place_error (place, error);
  }
  lane->n_nets++;
  lane->network_place = place;
  return lab_layers_add_head (lane->layers, part->name, part->chain, place, error);
}

int
lab_net_of_key (const LabLane *lane, const char **key)
{
  int net = lane->n_nets > 0 && strchr (*key, '.') != NULL ? find_net (*key) : -1;
  if (net >= 0)
    *key = strchr (*key, '.') + 1;
  return net;
}

int
lab_net_at (const LabLane *lane, guint place)
{
  return find_net (LINK (lane, place)->names[0]);
}

/* The place behind the mark of @net; behind the last link where there is none. */
static guint
find_start (const LabLane *lane, int net)
{
  guint i = 0;
  while (i < lane->layers->len && (LINK (lane, i)->kind != LAB_HEAD || lab_net_at (lane, i) != net))
    i++;
  return MIN (i + 1, lane->layers->len);
}

const LabLayer *
lab_net_end (const LabLane *lane, int net)
{
  guint i = find_start (lane, net);
  while (i + 1 < lane->layers->len && LINK (lane, i + 1)->kind != LAB_HEAD)
    i++;
  return LINK (lane, i);
}

int
lab_net_layer (const LabLane *lane, const char *name, int number)
{
  int net = lane->n_nets > 0 ? find_net (name) : -1;
  for (guint i = net >= 0 ? find_start (lane, net) : lane->layers->len; i < lane->layers->len; i++)
    if (LINK (lane, i)->number > 0)
      return LINK (lane, i)->number + number - 1;
  return 0;
}

bool
lab_nets_check (const LabLane *lane, BaseError *error)
{
  if (lane->n_nets == 0 && !lane->plays)
    return true;
  bool both = lane->n_nets == TRAIN_MAX_NETS;
  const LabLayer *noise = both ? LINK (lane, find_start (lane, TRAIN_GENERATOR)) : NULL;
  const char *single = NULL;
  for (int net = 0; net < lane->n_nets && single == NULL; net++)
    single = train_rules_single (&lane->rules[net]);
  if (!both)
    base_error_set (error, _ ("a game needs \"net G : …\" and \"net D : …\""));
  else if (!lane->plays)
    base_error_set (error, _ ("two networks need \"play = gan\""));
  else if (lane->n_heads > 0)
    base_error_set (error, _ ("networks of a game have no heads"));
  else if (!nn_loss_has_players (lane->loss))
    base_error_set (error, _ ("a game needs a loss with two players, gan-nonsaturating, gan-saturating or wgan, not %s"),
                    lane->loss->entry.name);
  else if (single != NULL)
    base_error_set (error, _ ("%s is for a single network, not for two players"), single);
  else if (noise->layer == NULL || strcmp (noise->layer->entry.name, "latent") != 0)
    base_error_set (error, _ ("the generator begins with noise, \"net G : latent 8 | …\""));
  else
    return true;
  return lab_place_error (lane->network_place, error);
}

NnNode *
lab_nets_join (const LabLane *lane, NnGraph *graph, NnGame *game, int first, const DataSet *set, BaseError *error)
{
  char made[NN_SHAPE_TEXT], wanted[NN_SHAPE_TEXT];
  const NnShape *sample = &nn_graph_input_node (graph)->shape;
  int wrong = game->real->size != 1 ? TRAIN_DISCRIMINATOR : TRAIN_GENERATOR;
  if (wrong == TRAIN_DISCRIMINATOR)
    base_error_set (error, _ ("the discriminator says one number, not %d"), (int) game->real->size);
  else if (!nn_shape_equal (&game->generated->shape, sample))
    base_error_set (error, _ ("the generator makes %s, but a sample of %s is %s"),
                    nn_shape_format (&game->generated->shape, made), set->name, nn_shape_format (sample, wanted));
  else
    return nn_game_build (graph, game, first, lane->loss, lane->loss_values, set->n_targets, error);
  lab_place_error ((LabPlace){ lane->network_place.path, lab_net_end (lane, wrong)->place }, error);
  return NULL;
}

/* The network whose nodes come first owns the parameters up to its end. */
static TrainNet
find_weights (const NnGraph *graph, int net)
{
  int ends[] = { [TRAIN_DISCRIMINATOR] = nn_graph_find (graph, "real")->index,
                 [TRAIN_GENERATOR] = nn_graph_find (graph, "generated")->index };
  TrainNet weights = { 0, 0 };
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) {
    const NnNode *node = nn_graph_node (graph, i);
    bool own = ends[net] < ends[1 - net] ? i <= ends[net] : i > ends[1 - net];
    if (node->kind != NN_PARAMETER || !node->trained || !own)
      continue;
    weights.first = weights.n == 0 ? node->offset : weights.first;
    weights.n = node->offset + node->size - weights.first;
  }
  return weights;
}

void
lab_nets_describe (const LabLane *lane, const NnGraph *graph, TrainLane *to)
{
  to->n_nets = lane->n_nets;
  for (int net = 0; net < lane->n_nets; net++) {
    const char *label = net == TRAIN_GENERATOR ? "loss G" : "loss D";
    to->nets[net] = find_weights (graph, net);
    to->moves[net] = (int) lane->play_values[net];
    to->heads[net] = (TrainHead){ .name = names[net], .loss = lane->loss, .node = nn_graph_find (graph, label)->index };
    to->n_heads = lane->n_nets;
  }
}
