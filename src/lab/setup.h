/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What will be trained, as settings that people can change: an experiment's text checked against the
 * registries. */

#include "lesson/lesson.h"
#include "train/session.h"

typedef struct LabSetup LabSetup;

/* Resolves all names and settings of @experiment; an unknown one is an error "file:line:column: …" (the
 * lesson's path).
 * @lesson outlives the setup. */
LabSetup *lab_setup_new (const Lesson *lesson, const LessonExperiment *experiment, BaseError *error);
LabSetup *lab_setup_copy (const LabSetup *setup);
void lab_setup_free (LabSetup *setup);

/* One thing that can be changed: a row for controls, `--set` and the reference of a run. Keys: "data",
 * "data.noise", "layer1.units", "layer1.activation", "maxpool1.size", "loss", "optimizer", "optimizer.lr",
 * "batch", "steps", "record", "seed". The lesson's own controls come first, in its order. Pointers hold until
 * a knob of another group than "run" is changed: "optimizer = adam" brings other knobs with it, so find a
 * knob again by its key. */
typedef struct {
  const char *key;   /* owned by the setup */
  const char *group; /* "data", "network", "loss", "optimizer", "run" */
  const Param *param;
  bool live;       /* takes effect while running; else, and where lanes of a sweep differ, it starts the run anew */
  bool per_lane;   /* differs between lanes in the lesson */
  double min, max; /* the lesson's control, else the Param's */
  bool log;
  int control;       /* place among the lesson's own controls from 0; −1: an expert setting */
  const char *label; /* for people, in the lesson's language where it gives one */
} LabKnob;

int lab_setup_n_knobs (const LabSetup *setup);
const LabKnob *lab_setup_knob (const LabSetup *setup, int index);
int lab_setup_find_knob (const LabSetup *setup, const char *key); /* "l2" is its first, "l2.lambda"; −1: none */

/* What people call the choice @name of a setting ("sgd" of "optimizer"), translated; @name itself where nothing is known. */
const char *lab_choice_label (const Param *param, const char *name);

/* The value of a knob in a lane now, and in the lesson as written; NAN where the lane has no such setting. */
double lab_setup_value (const LabSetup *setup, int knob, int lane);
double lab_setup_lesson_value (const LabSetup *setup, int knob, int lane);
bool lab_setup_differs (const LabSetup *setup, int knob, int lane); /* now from then */

/* Changes a knob; @lane −1: all lanes that have it, or the one whose name the key begins with. Text as in lessons, also of whole parts: "optimizer"
 * "adam lr=0.01", "network" "dense 8 relu | dense 1". In a sweep all runs of the lane change, and what is swept stays. On failure
 * nothing has changed. */
bool lab_setup_set (LabSetup *setup, int lane, const char *key, const char *text, BaseError *error);
bool lab_setup_set_value (LabSetup *setup, int lane, int knob, double value, BaseError *error);

/* A sweep runs every lane with every value. Its runs are divided into parts of at most TRAIN_MAX_LANES, whose lanes they
 * are; without a sweep there is one part, the setup as it is. NULL with a message where two values do not go together. */
int lab_setup_n_runs (const LabSetup *setup);
int lab_setup_n_parts (const LabSetup *setup);
LabSetup *lab_setup_part (const LabSetup *setup, int part, BaseError *error);
LabSetup *lab_setup_other_part (const LabSetup *part, int index, BaseError *error); /* with what was changed in @part */
int lab_setup_n_elsewhere (const LabSetup *part); /* runs of the sweep that are lanes of other parts */

/* A sweep on the spot: the same setup at other learning rates, from a hundredth of its own to a hundred times, its own first.
 * What is swept, or has lanes of different rates or none, has no such sweep. NULL with a message. */
#define LAB_N_RATES 7
bool lab_setup_has_rates (const LabSetup *setup);
double lab_setup_rate (const LabSetup *setup, int index);
LabSetup *lab_setup_at_rate (const LabSetup *setup, int index, BaseError *error);

/* Lanes; an id tells all runs of an experiment apart: "b16 optimizer.lr=0.02". */
int lab_setup_n_lanes (const LabSetup *setup);
const char *lab_setup_lane_id (const LabSetup *setup, int lane);
const char *lab_setup_lane_label (const LabSetup *setup, int lane);

/* The first run of the same lane of the lesson, which differs from @lane in what is swept alone; without a sweep @lane itself. And
 * what all its runs are called together. */
int lab_setup_first_run (const LabSetup *setup, int lane);
const char *lab_setup_runs_label (const LabSetup *setup, int lane);

const LessonExperiment *lab_setup_experiment (const LabSetup *setup);
const Lesson *lab_setup_lesson (const LabSetup *setup);

/* The name of the experiment in files: its own, else the lesson's id. */
const char *lab_setup_name (const LabSetup *setup);

/* Keeps only the lane @id. */
bool lab_setup_only_lane (LabSetup *setup, const char *id, BaseError *error);

/* Whether one of several lanes, or of the runs of a sweep, has been kept; and the same one of @whole, which comes from the same
 * notation; NULL with a message where its values do not go together. */
bool lab_setup_is_alone (const LabSetup *setup);
LabSetup *lab_setup_same_run (const LabSetup *whole, const LabSetup *alone, BaseError *error);

/* Other data than the lesson's: a file or folder for both sets, or for the test set alone; NULL: the
 * lesson's. */
void lab_setup_set_data (LabSetup *setup, const char *data_path, const char *test_path);

/* All lanes and points of a sweep made equal, a single lane with rate 0 (`verify --null`). */
void lab_setup_make_null (LabSetup *setup);
