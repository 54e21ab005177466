/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Two players on one graph: a discriminator tells real samples from those that a generator makes, and the generator learns to
 * mislead it (Goodfellow et al. 2014, Generative adversarial nets). */

#include "engine/op.h"

/* The nodes are labelled "generated", "real", "fake", "loss D", "loss G". */
typedef struct {
  NnNode *generated;                 /* G (z) */
  NnNode *real, *fake;               /* D (x), D (G (z)) */
  NnNode *discriminator, *generator; /* their losses, for each row */
} NnGame;

/* Of losses with two players: for losses[i].op's settings. */
bool nn_loss_has_players (const NnLoss *loss);

/* Completes @game, of which generated and real are there: the discriminator, the computed nodes from number @first on up to
 * game->real, sees the graph's input there and is made twice more, on what is generated: with its weights and no way back to the
 * generator for its own loss ℓ (D (x), 1) + ℓ (D (G (z)), 0); with its weights held still for the generator's. Makes the target
 * input too, of @n_targets numbers, which nobody looks at. Returns the sum of both losses, whose gradient is that of each player's
 * own loss with respect to its own weights; NULL with a message where the shapes do not go together. */
NnNode *nn_game_build (NnGraph *graph, NnGame *game, int first, const NnLoss *loss, const double *settings, int n_targets,
                       BaseError *error);
