/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_bce;
extern const NnLoss nn_loss_bce;

const NnLoss nn_loss_bce = {
  .entry = { "bce", N_ ("Binary cross-entropy"), N_ ("mean of log (1 + e^x) − x t over the outputs; the outputs are logits, the targets 0 or 1"), NULL, NULL },
  .op = &nn_op_bce,
  .link = NN_LINK_SIGMOID,
  .class_targets = false,
};
