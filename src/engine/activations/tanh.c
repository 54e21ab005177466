/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

#include <math.h>

extern const NnOp nn_op_tanh;
extern const NnActivation nn_activation_tanh;

static double
slope (double x)
{
  double y = tanh (x);
  return 1 - y * y;
}

const NnActivation nn_activation_tanh = {
  .entry = { "tanh", N_ ("Tanh"), N_ ("tanh x; slope 1 − tanh² x"), NULL, NULL },
  .op = &nn_op_tanh,
  .slope = slope,
  .max_slope = 1,
};
