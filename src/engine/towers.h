/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Towers: one chain of layers over each of several equal parts of its input, with the same weights. The layer joins what comes out
 * side by side; who builds a network from text makes the chain once, and again with nn_graph_again. */

#include "engine/op.h"

extern const NnLayer nn_layer_towers; /* values[0]: how many */

/* The @n ≤ NN_MAX_OPERANDS parts of @input, a row of numbers; false with a message. */
bool nn_towers_split (NnGraph *graph, NnNode *input, int n, NnNode **parts, BaseError *error);
