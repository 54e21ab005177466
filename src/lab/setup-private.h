/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The inside of a setup. Private to lab. */

#include "lab/lane.h"

typedef enum { LAB_STEPS, LAB_RECORD, LAB_RECORD_EPOCHS, LAB_SEED, LAB_N_RUN } LabRunSetting;

typedef enum {
  LAB_KNOB_DATA,
  LAB_KNOB_DATA_PARAM,
  LAB_KNOB_DATA_OPTION,
  LAB_KNOB_LAYER_ACTIVATION,
  LAB_KNOB_LAYER_PARAM,
  LAB_KNOB_REPEAT,
  LAB_KNOB_ACTIVATION_PARAM,
  LAB_KNOB_LOSS,
  LAB_KNOB_LOSS_PARAM,
  LAB_KNOB_OPTIMIZER,
  LAB_KNOB_OPTIMIZER_PARAM,
  LAB_KNOB_SCHEDULE,
  LAB_KNOB_SCHEDULE_PARAM,
  LAB_KNOB_REGULARIZER_PARAM,
  LAB_KNOB_INITIALIZER_PARAM,
  LAB_KNOB_LR_FACTOR,
  LAB_KNOB_BIAS,
  LAB_KNOB_HEAD_WEIGHT,
  LAB_KNOB_SAMPLER,
  LAB_KNOB_SAMPLER_PARAM,
  LAB_KNOB_CALCULATOR,
  LAB_KNOB_CALCULATOR_PARAM,
  LAB_KNOB_PLAY,
  LAB_KNOB_BATCH,
  LAB_KNOB_EPOCHS,
  LAB_KNOB_LABELLED,
  LAB_KNOB_START,
  LAB_KNOB_RUN,
} LabKnobTarget;

typedef struct {
  LabKnob knob; /* first: what others see */
  LabKnobTarget target;
  char *key, *label, *layer; /* owned; layer: "layer1", "hidden" or NULL */
  int run;                   /* LAB_KNOB_RUN; which regularizer, which head */
  int net;                   /* of two players: whose weights move so */
} LabKnobRow;

struct LabSetup {
  const Lesson *lesson;
  const LessonExperiment *experiment;
  char *path; /* of the file that holds the blocks */
  int n_lanes;
  LabLane lanes[TRAIN_MAX_LANES], written[TRAIN_MAX_LANES];
  const LessonLane *lesson_lanes[TRAIN_MAX_LANES]; /* NULL: the only lane has no name */
  bool swept;                  /* lanes are runs of a sweep, */
  int n_elsewhere;             /* so many are not among them: */
  int points[TRAIN_MAX_LANES]; /* at which point; −1: none */
  char *ids[TRAIN_MAX_LANES], *labels[TRAIN_MAX_LANES];
  const char *stage; /* the lanes are those of this stage, before the last; else NULL */
  bool null_run; /* all points of a sweep are the first, and all lanes, in their changes too */
  double run[PARAM_MAX], written_run[PARAM_MAX];   /* record 0: steps / 200; record-epochs > 0: every so many epochs instead */
  char *data_path, *test_path;
  GPtrArray *knobs; /* of LabKnobRow */
};

extern const Param lab_run_params[LAB_N_RUN + 1];

/* Sets "steps", "record = every 10", "record = every 2 epochs" or "seed" in @run. */
bool lab_run_set (double *run, const char *key, const char *value, BaseError *error);

/* Names and labels from the lesson's lanes and the points of the sweep. */
void lab_setup_name_lanes (LabSetup *setup);
void lab_setup_clear_lanes (LabSetup *setup); /* then there are none */

/* Whether lanes can be told from keys, and controls have something to control. */
bool lab_setup_check_names (const LabSetup *setup, BaseError *error);

/* Makes the list of knobs anew. */
void lab_knobs_build (LabSetup *setup);

/* The value of @row in @lane (of setup->lanes or setup->written). */
double lab_knob_value (const LabKnobRow *row, const LabLane *lane, const double *run);

/* Brings the live settings of a lane to @settings; whether anything differed. */
bool lab_setup_follow (LabSetup *setup, int lane, const TrainSettings *settings);
