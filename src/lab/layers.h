/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The links of a network as one list in the order of the text; inner chains stand between marks. Private to
 * lab. */

#include "engine/op.h"
#include "lesson/notation.h"

#define LAB_MAX_LAYERS 256

/* Where a text stands, for messages: "PATH:LINE:COLUMN: "; line 0: it came from no file. */
typedef struct {
  const char *path;
  LessonPlace place;
} LabPlace;

/* Puts the place before the message and returns false. */
bool lab_place_error (LabPlace place, BaseError *error);

/* "residual(a | b)" is OPEN a b CLOSE, "concat(a ; b)" OPEN a NEXT b CLOSE, "2 * a" OPEN a NEXT a CLOSE. After
 * the network's own links come those of each head, after its mark. */
typedef enum { LAB_LAYER, LAB_ACTIVATION, LAB_OPEN, LAB_NEXT, LAB_CLOSE, LAB_HEAD } LabLayerKind;

typedef struct {
  LabLayerKind kind;
  const NnLayer *layer; /* LAB_LAYER; LAB_OPEN: what joins the branches, NULL: a repeat; else NULL */
  double values[PARAM_MAX];
  const NnActivation *activation;   /* NULL: none */
  double activation_values[PARAM_MAX];
  const NnInitializer *initializer; /* NULL: the lane's */
  double initializer_values[PARAM_MAX];
  double lr_factor, bias; /* of its learning rate; what its biases start at */
  char **names;      /* its own and those of the groups around it */
  int number;        /* k of "layerk" when it has weights, else 0; set by lab_network_check */
  int same;          /* which of the layers of this kind, from 1: "maxpool2" */
  LessonPlace place; /* of its word; line 0: none */
} LabLayer;

/* Reads "leaky-relu slope=0.1": an entry of @registry, and its settings into @values. */
const BaseEntry *lab_entry_parse (const BaseRegistry *registry, const char *text, double *values, BaseError *error);

/* A list of LabLayer that owns what is in it. */
GArray *lab_layers_new (void);
GArray *lab_layers_copy (const GArray *layers);

/* What gives the link its name: the layer, of an activation that stands on its own, the activation; NULL: a mark. */
const BaseEntry *lab_layer_entry (const LabLayer *layer);

/* Sets "units", "init", "init.gain", "activation" ("leaky-relu slope=0.1"), "slope" (of that activation) … of one layer. */
bool lab_layer_set (LabLayer *layer, const char *key, const char *value, BaseError *error);

/* Counts the layers of each kind: "maxpool2". */
void lab_layers_number_kinds (GArray *layers);

/* Reads a chain; NULL with a message that says where. */
GArray *lab_layers_read (const LessonChain *chain, const char *path, BaseError *error);

/* Reads "surface-saddle y=1e-4": a network of one layer that bears the name "objective". */
GArray *lab_objective_read (const LessonChain *chain, const char *path, BaseError *error);

/* Puts the head @name behind the links there are. */
bool lab_layers_add_head (GArray *layers, const char *name, const LessonChain *chain, LabPlace place, BaseError *error);

/* The place of the first head, or behind the last link. */
guint lab_layers_n_trunk (const GArray *layers);

/* @network with the heads of @layers behind it. */
void lab_layers_move_heads (GArray *network, const GArray *layers);

/* The first layer that "layer2", "maxpool1" or a given name stands for; −1: none. Of several that bear the name the
 * first with the setting @key (NULL: the first). */
int lab_layers_find (const GArray *layers, const char *name, const char *key);

/* Says that no layer is called @name, and what there is; returns false. */
bool lab_layers_missing (const GArray *layers, const char *name, BaseError *error);

/* Whether @name stands for @layer, and how many links it is given to. */
bool lab_layer_is (const LabLayer *layer, const char *name);
int lab_layers_count (const GArray *layers, const char *name);

/* Of "hidden.repeat". */
extern const Param lab_repeat_param;

/* How often "3 * (…) as @name" repeats; 0: there is no such repeat. */
int lab_layers_repeats (const GArray *layers, const char *name);

/* Layers that @name stands for and that have no initializer of their own get @initializer, to be changed. */
void lab_layers_adopt (GArray *layers, const char *name, const NnInitializer *initializer, const double *values);

/* Sets "units", "activation", "init", "init.gain", "repeat" … of all layers that @name stands for. A group's
 * activation is that of those layers in it that have one; other settings are set where they exist. */
bool lab_layers_set (GArray *layers, const char *name, const char *key, const char *value, BaseError *error);

/* Of "head.lr-factor" and "head.init.bias". */
extern const Param lab_lr_factor_param, lab_bias_param;

/* Sets the activation of every layer that has one, but for the last link, which makes the outputs. */
bool lab_layers_set_activation (GArray *layers, const char *value, BaseError *error);
