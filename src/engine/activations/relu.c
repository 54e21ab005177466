/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

extern const NnOp nn_op_relu;
extern const NnActivation nn_activation_relu;

static double
slope (double x)
{
  return x <= 0 ? 0 : x > 0 ? 1 : x; /* NaN stays */
}

const NnActivation nn_activation_relu = {
  .entry = { "relu", N_ ("ReLU"), N_ ("max (0, x); slope 1 above zero, else 0"), NULL, NULL },
  .op = &nn_op_relu,
  .slope = slope,
  .max_slope = 1,
};
