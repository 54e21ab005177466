/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What one lane trains, as checked settings, and how text changes it. Private to lab. */

#include "data/options.h"
#include "lab/setup.h"

#define LAB_MAX_LAYERS 64

/* Where a text stands, for messages: "PATH:LINE:COLUMN: "; line 0: it came from no file. */
typedef struct {
  const char *path;
  LessonPlace place;
} LabPlace;

/* One link of a network's chain. */
typedef struct {
  const NnLayer *layer;
  double values[PARAM_MAX];
  const NnActivation *activation;   /* NULL: none */
  const NnInitializer *initializer; /* NULL: the lane's */
  double initializer_values[PARAM_MAX];
  char *name;        /* "head", or NULL */
  int number;        /* k of "layerk" when it has weights, else 0; set by lab_network_number */
  int same;          /* which of the layers of this kind, from 1: "maxpool2" */
  LessonPlace place; /* of its word; line 0: none */
} LabLayer;

typedef struct {
  const DataSource *source;
  double data_values[PARAM_MAX], data_options[PARAM_MAX]; /* the source's own, and what any source takes */
  GArray *layers; /* of LabLayer */
  LabPlace network_place;
  const NnInitializer *initializer; /* NULL: by activation */
  double initializer_values[PARAM_MAX];
  const NnLoss *loss;
  const NnOptimizer *optimizer;
  double optimizer_values[PARAM_MAX];
  double batch; /* 0: all */
} LabLane;

void lab_lane_init (LabLane *lane);
void lab_lane_copy (LabLane *to, const LabLane *from); /* @to is not initialised */
void lab_lane_clear (LabLane *lane);

/* Puts the place before the message and returns false. */
bool lab_place_error (LabPlace place, BaseError *error);

/* Reads one setting, "optimizer = adam lr=0.01", "layer1.units = 8", into @lane. @chain: the value read, or
 * NULL. */
bool lab_lane_set (LabLane *lane, const char *key, const char *value, const LessonChain *chain,
                   LabPlace place, BaseError *error);

/* Whether @key names a setting of lanes (and not of the run as a whole). */
bool lab_lane_knows (const char *key);

/* The layer that "layer2" or "maxpool1" or a given name stands for; -1: none. */
int lab_lane_find_layer (const LabLane *lane, const char *name);

/* "batch = 32" or "all". */
extern const Param lab_batch_param;
