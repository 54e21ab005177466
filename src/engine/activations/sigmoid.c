/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/op.h"

#include <math.h>

extern const NnOp nn_op_sigmoid;
extern const NnActivation nn_activation_sigmoid;

static double
slope (double x)
{
  double y = 1 / (1 + exp (-x));
  return y * (1 - y);
}

const NnActivation nn_activation_sigmoid = {
  .entry = { "sigmoid", N_ ("Sigmoid"), N_ ("σ (x) = 1 / (1 + e^−x); slope σ (1 − σ)"), NULL, NULL },
  .op = &nn_op_sigmoid,
  .slope = slope,
  .max_slope = 0.25,
};
