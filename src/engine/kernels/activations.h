/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names of the activations as compiled for one instruction set. An elementwise one includes activation.h instead; others are
 * ops as in ops/. */

#include "engine/kernels/vec.h"
#include "engine/ops/common.h"

#define ACTIVATION(id) NN_PASTE (nn_activation_##id, NN_VARIANT)
#define ROW(id) extern const NnActivation ACTIVATION (id);
#include "engine/activations/activations-rows.inc"
#undef ROW

/* The op of an elementwise one whose functions values () and slopes () are those of NnActivation. */
#define ELEMENTWISE(id)                                                                                              \
  .op.infer = op_infer_same, .op.forward = op_elementwise_forward, .op.backward = op_elementwise_backward,           \
  .op.by_rows = true, .op.reach = op_reach_same, .op.forward_part = op_elementwise_forward_part, .index = NN_ACTIVATION_##id,            \
  .value = values, .slope = slopes
