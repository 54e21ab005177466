/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Probes that claims ask for: "probe fills : occlusion fill=black,white patch=7 images=60", evaluated at step 0 and at the
 * end. Private to lab. */

#include "lab/experiment.h"

#include "engine/occlusion.h"

typedef struct {
  NnFill fills[4];
  int n_fills, patch, stride, images;
} LabOcclusionProbe;

/* Reads and checks the line. */
bool lab_occlusion_probe_read (const LessonPart *part, const char *path, LabOcclusionProbe *probe, BaseError *error);

/* The measured value of a probe's metric. */
typedef struct {
  const char *metric; /* "occlusion_drop_object" */
  const char *probe;  /* the probe's name */
  const char *fill;   /* NULL: of all fills together */
  long step;
  int lane;
  double value;
} LabProbeValue;

/* Measures all probes of the experiment where its session stands still and appends LabProbeValue rows to @values. */
void lab_probes_measure (LabExperiment *experiment, GArray *values);

/* Whether @metric is one that probes give. */
bool lab_probes_know (const char *metric);
