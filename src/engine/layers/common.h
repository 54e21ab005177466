/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What layers with weights share. */

#include "engine/op.h"

/* Makes weight and bias parameters, applies @op to (input, weight, bias) and then the activation of @options, and adds the
 * layer to the graph's list. @name: "dense". NULL with a message. */
NnNode *layer_with_weights (NnGraph *graph, const char *name, const NnOp *op, const double *op_settings, NnNode *input,
                            NnShape weight_shape, int fan_in, int fan_out, const NnLayerOptions *options,
                            BaseError *error);
