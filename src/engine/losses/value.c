/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_value;
extern const NnLoss nn_loss_value;

const NnLoss nn_loss_value = {
  .entry = { "value", N_ ("The output itself"), N_ ("loss = y: the one output is made small; the target is not looked at"),
             NULL, NULL },
  .op = &nn_op_value,
  .link = NN_LINK_IDENTITY,
  .class_targets = false,
};
