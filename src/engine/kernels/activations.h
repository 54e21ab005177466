/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names of the activations as compiled for one instruction set. An elementwise one includes activation.h instead; the others
 * are ops as in ops/. */

#include "engine/kernels/vec.h"
#include "engine/op.h"

#define ACTIVATION(id) NN_PASTE (nn_activation_##id, NN_VARIANT)
#define ROW(id) extern const NnActivation ACTIVATION (id);
#include "engine/activations/activations-rows.inc"
#undef ROW
