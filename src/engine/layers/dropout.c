/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

LAYER_IS_OP (dropout, layer_between)

const NnLayer nn_layer_dropout = {
  .entry = { "dropout", N_ ("Dropout"), N_ ("in training every value is dropped with the rate's probability; what is kept grows "
             "by 1 / (1 − rate)"),
             "Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, Dropout: a simple way to prevent neural "
             "networks from overfitting", nn_dropout_params },
  .build = build,
};
