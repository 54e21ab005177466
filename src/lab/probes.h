/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Probes that claims ask for: "probe map : occlusion patch=7 stride=1 fill=black,white images=60", measured
 * at step 0 and at the end over the first test images that the network gets right. Their metrics, each of a
 * lane: occlusion_drop_object[fill=F]      mean drop of p(class) over the patches that cover ink (a pixel
 * above 0.2) occlusion_drop_background[fill=F]  the same over the patches that cover none occlusion_agreement
 * share of the images whose place of largest drop is the same under the first two fills, to within half a
 * patch in each direction Private to lab. */

#include "lab/experiment.h"

#include "engine/occlusion.h"

#define LAB_MAX_FILLS 4

typedef struct {
  NnFill fills[LAB_MAX_FILLS];
  int n_fills, patch, stride, images;
} LabOcclusionProbe;

/* Reads and checks the line. */
bool lab_occlusion_probe_read (const LessonPart *part, const char *path, LabOcclusionProbe *probe,
                               BaseError *error);

/* One measured value; NAN where there was nothing to measure. */
typedef struct {
  const char *metric; /* "occlusion_drop_object" */
  const char *fill;   /* "black"; NULL: of all fills together */
  int lane;
  long step;
  double value;
} LabProbeValue;

/* Measures all probes of the experiment where its session stands still and appends LabProbeValue to @values.
 */
void lab_probes_measure (LabExperiment *experiment, GArray *values);

/* Whether @metric is one that probes give. */
bool lab_probes_know (const char *metric);

/* "occlusion_drop_object[fill=black]"; the caller frees it. */
char *lab_probe_value_name (const LabProbeValue *value);
