/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What one lane trains, as checked settings, and how text changes it. Private to lab. */

#include "calc/calc.h"
#include "data/options.h"
#include "lab/layers.h"
#include "lab/setup.h"

/* One of several ends of the network; its links stand in the lane's layers. */
typedef struct {
  const char *name, *from; /* the lesson's; the layer it begins after, NULL: the network's end */
  const NnLoss *loss;      /* NULL: the lane's, with its settings */
  double loss_values[PARAM_MAX];
  double weight;           /* of its loss */
  LessonPlace place;
} LabHead;

typedef struct LabLane LabLane;

struct LabLane {
  const DataSource *source;
  double data_values[PARAM_MAX], data_options[PARAM_MAX]; /* the source's own, and what any source takes */
  GArray *layers; /* of LabLayer */
  const CalcCalculator *calculator; /* of a calc block: then nothing trains; else NULL */
  double calculator_values[PARAM_MAX];
  bool objective; /* the one layer is a function to be made small; neither data nor loss */
  LabPlace network_place;
  const NnInitializer *initializer; /* NULL: by activation */
  double initializer_values[PARAM_MAX];
  const NnLoss *loss;
  double loss_values[PARAM_MAX];
  int n_nets;   /* that play against each other: 0 or TRAIN_MAX_NETS; their links stand in layers, like those of heads */
  bool plays;   /* "play = gan": */
  double play_values[PARAM_MAX];
  int n_heads;
  LabHead heads[TRAIN_MAX_HEADS];
  TrainRules rules[TRAIN_MAX_NETS]; /* by TRAIN_DISCRIMINATOR …; a single network has the first */
  const TrainSampler *sampler;
  double sampler_values[PARAM_MAX];
  double batch; /* 0: all */
  double steps, epochs; /* its own end, at most one of them; both 0: the run's steps */
  char **train, **freeze;  /* names of layers: only these train, these do not; NULL: all train */
  const char *stage;       /* the lesson's name of it; NULL: there are no stages */
  LabLane *before;         /* the stage before, owned; NULL: the first */
  double start;            /* which draw of weights, order and noise */
  double labelled;         /* so many of the first training samples have labels */
  char *teach;             /* an earlier stage that says something about the samples; NULL: none */
  char *from, **reinit;    /* a stage: whose weights it goes on with (NULL: of the one before), but for these layers */
};

void lab_lane_init (LabLane *lane);
void lab_lane_copy (LabLane *to, const LabLane *from); /* @to is not initialised */
void lab_lane_clear (LabLane *lane);

/* Reads one setting, "optimizer = adam lr=0.01", "layer1.units = 8", into @lane. @chain: the value read, or
 * NULL. */
bool lab_lane_set (LabLane *lane, const char *key, const char *value, const LessonChain *chain,
                   LabPlace place, BaseError *error);

/* Whether @key names a setting of lanes (and not of the run as a whole). */
bool lab_lane_knows (const char *key);

/* Which of the regularizers is called @name; −1: none. */
int lab_find_regularizer (const char *name);

/* What "batch", "optimizer.lr", "G.l2.lambda" … is to a session; false: @lane has no such setting, or it is not live. */
bool lab_lane_find_live (const LabLane *lane, const char *key, TrainSetting *setting, int *index);
char *lab_lane_live_key (const LabLane *lane, TrainSetting setting, int index); /* the way back; the caller frees it */
double lab_lane_live_value (const LabLane *lane, TrainSetting setting, int index);

/* "batch = 32" or "all". */
extern const Param lab_batch_param;
extern const Param lab_steps_param; /* of a run, and of a lane that ends before the others */
extern const Param lab_epochs_param, lab_labelled_param, lab_start_param;
