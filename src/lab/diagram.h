/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where the parts of a network stand in a picture of it: columns from the input to the output, in each the units or feature
 * maps that there is room for. Private to lab. */

#include "engine/graph.h"

enum { LAB_DIAGRAM_BLOCKS = 24, LAB_DIAGRAM_SHOWN = 12 };

typedef enum { LAB_UNITS, LAB_MAPS, LAB_SEQUENCE } LabBlockKind;

/* The input, what a layer gives on, or what pooling and joining make of it. */
typedef struct {
  int node;                 /* in the graph's order */
  int layer;                /* from 1; 0: it has no weights */
  LabBlockKind kind;
  int n_units;              /* units or maps; a sequence is one picture */
  int n_shown, shown[LAB_DIAGRAM_SHOWN]; /* which of them */
  bool gap;                 /* some are left out before the last */
  int column;
  double side, y[LAB_DIAGRAM_SHOWN], gap_y; /* of each in columns; y grows upwards from 0 */
  int n_before, before[NN_MAX_OPERANDS];    /* blocks it is computed from */
} LabBlock;

typedef struct {
  int n_blocks, n_columns;
  double height; /* in columns */
  LabBlock blocks[LAB_DIAGRAM_BLOCKS];
} LabDiagram;

/* @aspect: width by height of the whole. Of a deeper network the first blocks. */
void lab_diagram_make (LabDiagram *diagram, const NnGraph *graph, double aspect);

/* "layer 2, unit 5", "input 1", "Max pooling, map 3": what is shown as number @index of @block; and under its column "input",
 * "16 tanh", "4 maps". The caller frees them. */
char *lab_unit_name (const NnGraph *graph, const LabBlock *block, int index);
char *lab_block_name (const NnGraph *graph, const LabBlock *block);
