/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A layer from its name and settings as lessons write them. */

#include "engine/op.h"

#include <glib.h>

/* @units: its first setting; @settings: "return=all bptt=2", or "". */
static inline NnNode *
layer_build (NnGraph *graph, NnNode *input, const char *name, int units, const char *settings)
{
  BaseError error = { "" };
  const NnLayer *layer = (const NnLayer *) base_registry_find (&nn_layers, name);
  double values[PARAM_MAX];
  g_auto (GStrv) words = g_strsplit (settings, " ", -1);
  params_defaults (layer->entry.params, values);
  values[0] = units;
  for (char **word = words; *word != NULL; word++) {
    g_auto (GStrv) pair = g_strsplit (*word, "=", 2);
    g_assert_true (params_set (layer->entry.params, values, pair[0], pair[1], &error));
  }
  NnNode *output = layer->build (graph, input, values, NULL, &error);
  g_assert_nonnull (output);
  return output;
}
