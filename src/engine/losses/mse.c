/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_mse;
extern const NnLoss nn_loss_mse;

const NnLoss nn_loss_mse = {
  .entry = { "mse", N_ ("Mean squared error"), N_ ("mean of (y − t)² over the outputs, without a factor ½"), NULL, NULL },
  .op = &nn_op_mse,
  .link = NN_LINK_IDENTITY,
  .class_targets = false,
};
