/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Occlusion map (Zeiler, Fergus 2014, "Visualizing and understanding convolutional networks"): a patch slides over the
 * image; at each place the drop of the probability of one class is noted. */

#include "engine/op.h"

typedef enum { NN_FILL_BLACK, NN_FILL_GREY, NN_FILL_WHITE, NN_FILL_MEAN } NnFill; /* mean: of the pixels under the patch */

typedef struct {
  int patch, stride; /* px */
  NnFill fill;
} NnOcclusion;

/* Rows and columns of the map: floor ((size − patch) / stride) + 1. */
void nn_occlusion_size (const NnOcclusion *settings, int height, int width, int *rows, int *columns);

/* Covers @image with the patch whose upper left corner is at (top, left). */
void nn_occlusion_cover (const NnOcclusion *settings, real *image, int width, int channels, int top, int left);

/* drops[rows][columns] = p(class | image) − p(class | image with the patch at that place). @graph: forward only, with
 * capacity ≥ 1; as many places at once as it holds. Returns p(class | image). @class_index −1: the predicted class, which
 * is written back. A single sigmoid output is the probability of class 1. NaN when there is no memory. */
double nn_occlusion_map (NnGraph *graph, NnLink link, const real *image, int height, int width, int channels,
                         const NnOcclusion *settings, int *class_index, float *drops);

/* The same, every place from the image up. The above recomputes, of the leading convolutions, poolings and elementwise ops,
 * only the outputs that see the patch, and where it is cheaper adds to a convolution what the covered cells change: the same
 * numbers up to rounding. A team shares the places. This is for tests, and for networks that do not begin so. */
double nn_occlusion_map_plain (NnGraph *graph, NnLink link, const real *image, int height, int width, int channels,
                               const NnOcclusion *settings, int *class_index, float *drops);
