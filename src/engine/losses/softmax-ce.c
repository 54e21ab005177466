/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_softmax_ce;
extern const NnLoss nn_loss_softmax_ce;

const NnLoss nn_loss_softmax_ce = {
  .entry = { "softmax-ce", N_ ("Softmax cross-entropy"), N_ ("log Σ e^x − x of the true class; the outputs are logits, the target a class index"), NULL, NULL },
  .op = &nn_op_softmax_ce,
  .link = NN_LINK_SOFTMAX,
  .class_targets = true,
};
