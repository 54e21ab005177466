/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* "Show the arithmetic": of something that a view shows, the formula with the numbers of a step, forward and backward. It comes
 * from a viewer like any other, whose probe makes lines instead of a picture; lab_viewer_request follows the step. */

#include "lab/experiment.h"

typedef enum { LAB_UNIT, LAB_TRACE, LAB_WEIGHT, LAB_METRIC } LabSubjectKind;

/* What is asked about. All but a metric's series count from 0. */
struct LabSubject {
  LabSubjectKind kind;
  int lane;
  int node, unit;  /* LAB_UNIT, LAB_TRACE: of the network, in the graph's order; which of the node's or the trace's numbers, time after
                    * time */
  int sample;      /* of those that views of a single sample show; taken modulo their number */
  int layer;       /* LAB_WEIGHT: of the layers with weights; LAB_METRIC: from 1, 0: of the whole network */
  int weight;      /* LAB_WEIGHT: which of the layer's */
  int metric;      /* LAB_METRIC: in its registry; −1: the batch loss */
  int series;      /* of the lane's in the snapshot */
  bool part;       /* of a part: a head, another test set */
  int trace;       /* LAB_TRACE: which of those that the node's op keeps */
};

typedef enum { LAB_LINE_HEADING, LAB_LINE_FORMULA, LAB_LINE_NUMBERS, LAB_LINE_NOTE } LabLineKind;

/* Formulas have indices behind _ and powers behind ^, of one character or in braces. */
typedef struct {
  LabLineKind kind;
  char *text; /* owned */
} LabLine;

/* What @view, whose newest figure is @figure, knows of the place @place in it; false: it has no arithmetic. */
bool lab_viewer_subject (LabViewer *viewer, const PlotFigure *figure, const PlotReadout *place,
                         const TrainSnapshot *snapshot, LabSubject *subject);

/* Belongs to @experiment like other viewers. */
LabViewer *lab_arithmetic_new (LabExperiment *experiment, const LabSubject *subject);

/* The lines of the last step computed, with what was recorded of a metric; NULL: still computing. The first is the heading.
 * Main thread; valid until the next call. */
const GArray *lab_arithmetic_lines (LabViewer *viewer, const TrainSnapshot *snapshot, long *step);

/* The same, waiting: for tests. */
const GArray *lab_arithmetic_lines_now (LabViewer *viewer, const TrainSnapshot *snapshot);

/* All lines as Pango markup, and as plain text to copy. The caller frees them. */
char *lab_arithmetic_markup (const GArray *lines);
char *lab_arithmetic_text (const GArray *lines);
