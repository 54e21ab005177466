/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A lane's chain of layers becomes a graph. Private to lab. */

#include "lab/lane.h"

/* A compiled graph with loss for @set's samples and at most @capacity rows, not yet initialised. Errors say
 * where in the text the layer stands that does not fit. The caller frees it. */
NnGraph *lab_network_build (const LabLane *lane, const DataSet *set, int capacity, BaseError *error);

/* The lane's chain behind an input of @shape, without a loss and not compiled; @ends: its input and its output. */
NnGraph *lab_network_chain (const LabLane *lane, NnShape shape, NnNode *ends[2], BaseError *error);

/* Of all stages of the lane: builds the network once for two samples of the lane's own data: checks that everything fits and numbers the
 * layers with weights as "layer=k" counts them. */
bool lab_network_check (LabLane *lane, BaseError *error);
