/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The lanes beside each other that a view shows: those of the session, then those of the pins that are not hidden; and in which
 * settings they differ. */

#include "lab/pin.h"

typedef struct {
  const LabSetup *setup;         /* of the session: what settings are called */
  const TrainSnapshot *snapshot; /* holds the series of number @lane: the session's, or a pin's record */
  int lane;
  int live;                      /* the lane of the session that it is, or was; −1: there is none any more */
  const LabPin *pin;             /* NULL: a lane of the session */
  int style;                     /* of lines */
  char *name;                    /* owned; NULL: the only lane without a name */
} LabShown;

/* For the caller to free; valid until pins or setup change. */
GArray *lab_shown (const LabExperiment *experiment, const TrainSnapshot *snapshot);

/* The setting's value, NaN where this lane has none; and as text, "0.3", "relu". */
double lab_shown_value (const LabShown *shown, const char *key);
char *lab_shown_text (const LabShown *shown, const char *key);

/* Style of the lines of a lane of a pin. */
int lab_pin_style (const LabPin *pin, const LabSetup *setup, int lane);

/* Style of points that stand for the lane: hollow where it is pinned. */
int lab_shown_marker (const LabShown *shown);

/* The newest recorded value of a metric of a layer (0: the whole network) up to @step; NaN: none, or not finite. */
double lab_metric_at (const TrainSnapshot *snapshot, int lane, const char *metric, int layer, long step);
double lab_shown_metric (const LabShown *shown, const char *metric, int layer, long step);

/* Whether lanes that have the setting @key have different values. */
bool lab_shown_differs (const GArray *shown, const char *key);

/* Keys of the settings that do not have the same value in all lanes that have them, in the order of the knobs. */
GPtrArray *lab_shown_differences (const GArray *shown);

/* The lane called @id; −1: none. */
int lab_find_lane (const LabSetup *setup, const char *id);

/* "Learning rate", and as it is written inside a sentence; "L2 penalty" stays. */
const char *lab_setting_label (const LabSetup *setup, const char *key);
char *lab_inside_a_sentence (const char *label);

/* "0.3", "ReLU"; "–" for NaN. The caller frees it. */
char *lab_value_text (const Param *param, double value);
