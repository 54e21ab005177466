/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Two networks that play against each other: "net G : …", "net D : …", "play = gan d=1 g=1". Private to lab. */

#include "engine/game.h"
#include "lab/lane.h"

extern const BaseRegistry lab_games;

/* Appends the network's chain to the lane's layers; its name stands for all of them. */
bool lab_net_add (LabLane *lane, const LessonPart *part, const char *path, BaseError *error);

/* "G" of the generator, "D" of the discriminator. */
const char *lab_net_name (int net);

/* Which network @key begins with, "G.optimizer.lr"; @key moves behind the dot. −1: none, and @key stays. */
int lab_net_of_key (const LabLane *lane, const char **key);

/* Whose links stand behind the mark at @place. */
int lab_net_at (const LabLane *lane, guint place);

/* The last link of @net. */
const LabLayer *lab_net_end (const LabLane *lane, int net);

/* The number among all layers of layer @number of the network called @name, counted from 1; 0: there is no such network. */
int lab_net_layer (const LabLane *lane, const char *name, int number);

/* Whether networks, game and loss go together. */
bool lab_nets_check (const LabLane *lane, BaseError *error);

/* The game of the networks whose ends and whose discriminator's first node are known; NULL with a message that says where. */
NnNode *lab_nets_join (const LabLane *lane, NnGraph *graph, NnGame *game, int first, const DataSet *set, BaseError *error);

/* What a session is told of the players of a graph made so. */
void lab_nets_describe (const LabLane *lane, const NnGraph *graph, TrainLane *to);
