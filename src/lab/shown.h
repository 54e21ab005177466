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

/* The newest recorded value of a metric of a layer (0: the whole network) up to @step; NaN: none, or not finite. */
double lab_metric_at (const TrainSnapshot *snapshot, int lane, const char *metric, int layer, long step);

/* The same on the part @part, "test=far", where the metric is recorded of it, else of all. */
double lab_part_metric_at (const TrainSnapshot *snapshot, int lane, const char *metric, int layer, const char *part, long step);
/* At which step that value was recorded; −1: none was. */
long lab_part_metric_step (const TrainSnapshot *snapshot, int lane, const char *metric, int layer, const char *part, long step);
/* The newest of those of all lanes, up to that of the snapshot, which it is where nothing was: titles name it. */
long lab_recorded_step (const TrainSnapshot *snapshot, const char *metric, int layer);
double lab_shown_metric (const LabShown *shown, const char *metric, int layer, long step);

/* Whether lanes that have the setting @key have different values. */
bool lab_shown_differs (const GArray *shown, const char *key);

/* Keys of the settings that do not have the same value in all lanes that have them, in the order of the knobs. */
GPtrArray *lab_shown_differences (const GArray *shown);

/* Two values of a setting: number @knob of @after, in a lane of it (of the runs of a sweep's lane the first), or −1: in all lanes
 * alike. */
typedef struct {
  int knob, lane;
  double before, after; /* NaN: it has none there */
} LabDifference;

/* Where @n_lanes lanes have two different values, in the order of the knobs of @after; @values looks up both and the
 * lane of @after. GArray of LabDifference, for the caller to free. */
GArray *lab_differences (const void *before, const LabSetup *after, int n_lanes,
                         void (*values) (const void *before, const LabSetup *after, int knob, int lane, LabDifference *values));

/* What led from one to the other, "learning rate 0.1 → 0.3": up to two settings, "…" for more; "" for none. The caller frees it. */
char *lab_setup_change_text (const LabSetup *before, const LabSetup *after);

/* The same of what the session would undo or redo; NULL for nothing. */
char *lab_deed_text (const LabSetup *setup, const TrainDeed *deed);

/* The lane called @id; −1: none. */
int lab_find_lane (const LabSetup *setup, const char *id);

/* A line "too low: 0.001" for each of several lanes with the setting @key, or only for each pinned one that has another value
 * than its lane has now; "" for none; the runs of a sweep of @key are one line. And the labels of
 * @keys as they are written inside a sentence. The caller frees them. */
char *lab_shown_values (const GArray *shown, const char *key, bool pinned);
char *lab_setting_labels (const LabSetup *setup, const GPtrArray *keys);

/* "9 values, 0.0001 to 1" where the lanes are runs of a sweep of @key, else NULL. The caller frees it. */
char *lab_swept_text (const LabSetup *setup, const char *key);

/* Where the lanes of the session differ in one number alone, it stands behind their names; says which it is, or NULL. */
const char *lab_shown_add_values (GArray *shown);

/* "Learning rate", and as it is written inside a sentence; "L2 penalty" stays. */
const char *lab_setting_label (const LabSetup *setup, const char *key);
char *lab_inside_a_sentence (const char *label);

/* "0.3", "ReLU"; "–" for NaN. The caller frees it. */
char *lab_value_text (const Param *param, double value);
