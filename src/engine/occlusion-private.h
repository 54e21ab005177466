/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the occlusion map. */

#include "engine/occlusion.h"

/* One map in the making. */
typedef struct {
  NnGraph *graph;
  NnNode *input, *output;
  NnLink link;
  const real *image;
  int height, width, channels;
  const NnOcclusion *settings;
  int rows, columns; /* of the map */
  int class_index;
  double whole;        /* prediction for the image as it is */
  double *predictions; /* room for one row of outputs, for each member of a team */
  float *drops;
} NnMap;

/* Copies the image to @image and covers it at @place. */
void nn_map_cover (const NnMap *map, real *image, int place);

/* Notes the drop of row @row of the outputs at place @place; @member: who asks. */
void nn_map_note (const NnMap *map, int member, int row, int place);

/* The whole map, after the graph's first row has been run on the image as it is: of the leading convolutions, poolings and
 * elementwise ops, only what sees the patch. False when the network does not begin so, or there is no memory. */
bool nn_map_in_parts (const NnMap *map);
