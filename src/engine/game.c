/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/game.h"

#include "engine/ops/loss.h"

#include <string.h>

extern const NnOp nn_op_add, nn_op_detach, nn_op_latent;

bool
nn_loss_has_players (const NnLoss *loss)
{
  return params_find (loss->entry.params, "player") == 0;
}

/* What @loss says to @player of samples that are all @real or not. */
static NnNode *
verdict (NnGraph *graph, const NnLoss *loss, const double *settings, int player, NnNode *output, bool real_samples,
         BaseError *error)
{
  double values[PARAM_MAX];
  memcpy (values, settings, sizeof values);
  values[0] = player;
  const double all[PARAM_MAX] = { 1, 0, real_samples };
  NnNode *target = output != NULL ? nn_graph_apply (graph, &nn_op_latent, all, 1, &output, error) : NULL;
  return target != NULL ? nn_graph_apply (graph, &loss->op, values, 2, (NnNode *[]) { output, target }, error) : NULL;
}

static NnNode *
sum (NnGraph *graph, NnNode *a, NnNode *b, BaseError *error)
{
  return a != NULL && b != NULL ? nn_graph_apply (graph, &nn_op_add, NULL, 2, (NnNode *[]) { a, b }, error) : NULL;
}

static void
label (const NnGame *game)
{
  strcpy (game->generated->label, "generated");
  strcpy (game->real->label, "real");
  strcpy (game->fake->label, "fake");
  strcpy (game->discriminator->label, "loss D");
  strcpy (game->generator->label, "loss G");
}

NnNode *
nn_game_build (NnGraph *graph, NnGame *game, int first, const NnLoss *loss, const double *settings, int n_targets,
               BaseError *error)
{
  const NnNode *input = nn_graph_input_node (graph);
  NnNode *still = nn_graph_apply (graph, &nn_op_detach, NULL, 1, &game->generated, error);
  nn_graph_input (graph, "target", (NnShape) { 1, { n_targets } });
  if (still == NULL)
    return NULL;
  game->fake = nn_graph_again (graph, first, game->real, input, still, false, error);
  NnNode *judged = nn_graph_again (graph, first, game->real, input, game->generated, true, error);
  NnNode *of_real = verdict (graph, loss, settings, LOSS_DISCRIMINATOR, game->real, true, error);
  NnNode *of_fake = verdict (graph, loss, settings, LOSS_DISCRIMINATOR, game->fake, false, error);
  game->discriminator = sum (graph, of_real, of_fake, error);
  game->generator = verdict (graph, loss, settings, LOSS_GENERATOR, judged, false, error);
  NnNode *total = sum (graph, game->discriminator, game->generator, error);
  if (total != NULL)
    label (game);
  return total;
}
