/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the gradient with respect to the input tells. @graph has room for one row and input gradients (NN_INPUT_GRADIENTS). */

#include "engine/graph.h"

/* gradient[input size] = ∂ unit / ∂ x at @sample, where unit is number @unit of @node's values: a logit of the output (not a
 * probability, which the other classes lower as well) or a place of a feature map. Its absolute value is the saliency map:
 * Simonyan, Vedaldi, Zisserman 2014, "Deep inside convolutional networks". Returns the unit's value. */
double nn_input_gradient (NnGraph *graph, const NnNode *node, size_t unit, const real *sample, real *gradient);

/* Activation maximisation: Erhan, Bengio, Courville, Vincent 2009, "Visualizing higher-layer features of a deep network". */
typedef struct {
  int steps;
  double lr;        /* of Adam (β 0.9, 0.999) */
  double l2;        /* x climbs value − l2 ‖x‖² / 2 − tv TV (x) */
  double tv;        /* TV: Σ √((x_down − x)² + (x_right − x)² + 1e-6) over the places of an image, each channel by itself */
  double low, high; /* the input is kept between these */
} NnMaximize;

/* Moves @sample [input size] uphill, so that unit @unit of @node grows. @values [steps + 1]: the unit's value before each
 * step and at the end; may be NULL. false when there is no memory. */
bool nn_maximize (NnGraph *graph, const NnNode *node, size_t unit, const NnMaximize *settings, real *sample,
                  double *values);

/* Total variation of an image {height, width, channels} as above; @gradient (may be NULL): ∂ TV / ∂ x is added, times
 * @factor. */
double nn_total_variation (const NnShape *shape, const real *image, double factor, real *gradient);
