/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

extern const NnOp nn_op_scale;
extern const NnLayer nn_layer_scale;

enum { START, PER, LEARNED };

static const Param params[] = {
  { "start", N_ ("Scale at first"), NULL, PARAM_REAL, 0, -1000, 1000, 1 },
  { "per", N_ ("One for"), NULL, PARAM_CHOICE, 0, 0, 1, 0, "all|channel" },
  { "learned", N_ ("Learned"), NULL, PARAM_BOOL, 0, 0, 1, 1 },
  { 0 },
};

static NnNode *
build (NnGraph *graph, NnNode *input, const double *values, const NnLayerOptions *options, BaseError *error)
{
  const NnNode one = { .shape = { 1, { 1 } } };
  char label[32];
  layer_label (graph, &nn_op_scale, label);
  NnNode *scale = layer_channels (graph, values[PER] > 0 ? input : &one, label, " scale", values[START]);
  scale->trained = values[LEARNED] > 0;
  return layer_between (graph, &nn_op_scale, NULL, 2, (NnNode *[]) { input, scale }, error);
}

const NnLayer nn_layer_scale = {
  .entry = { "scale", N_ ("Scale"), N_ ("y = s x, s learned: one number, or one for each channel"),
             "Bachlechner, Majumder, Mao, Cottrell, McAuley 2021, ReZero is all you need: fast convergence at large depth",
             params },
  .build = build,
};
