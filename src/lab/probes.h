/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Probes that claims ask for: "probe map : occlusion patch=7 stride=1 fill=black,white images=60", measured at step 0 and at the
 * end, for each lane. A kind of probe is one file in probes/ and one name in meson.build. Private to lab. */

#include "lab/experiment.h"

/* One measured value; NAN where there was nothing to measure. */
typedef struct {
  const char *metric; /* "occlusion_drop_object" */
  char part[40];      /* "fill=black", "probe=plain"; "": there is only one */
  int lane;
  long step;
  double value;
} LabProbeValue;

typedef struct {
  BaseEntry entry;            /* the summary names the metrics */
  const char *const *metrics; /* NULL ends them */
  bool (*check) (const LessonPart *part, const char *path, BaseError *error);
  /* All lanes of an experiment with images whose session stands still. */
  void (*measure) (LabExperiment *experiment, const LessonPart *part, GArray *values);
} LabProbeKind;

/* The settings of a line; the argument @list (NULL: there is none) is left to the caller, in *@listed. */
bool lab_probe_read (const LessonPart *part, const char *path, const Param *params, double *values, const char *list,
                     const LessonArg **listed, BaseError *error);

/* Appends a LabProbeValue. */
void lab_probe_add (GArray *values, const char *metric, const char *part, int lane, long step, double number);

/* Whether there is such a probe with these settings. */
bool lab_probe_check (const LessonPart *part, const char *path, BaseError *error);

/* Measures all probes of the experiment where its session stands still and appends LabProbeValue to @values. */
void lab_probes_measure (LabExperiment *experiment, GArray *values);

/* Whether @metric is one that probes give. */
bool lab_probes_know (const char *metric);

/* "occlusion_drop_object[fill=black]"; the caller frees it. */
char *lab_probe_value_name (const LabProbeValue *value);
