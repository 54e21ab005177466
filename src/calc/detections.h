/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Boxes that a detector could have given, their suppression, and how they are matched with the objects. Private to calc. */

#include "calc/calc.h"
#include "calc/ranking.h"
#include "data/boxes.h"
#include "data/set.h"

#define CALC_SCENE_OBJECTS 8 /* the most in a scene */

typedef struct {
  DataBox box;
  double score;
  int scene;
  bool kept;
  int turn;      /* of its scene in which it was picked or suppressed; 0: neither */
  int by;        /* number of the detection that suppressed it; −1: none */
  double before; /* its score at the start */
} CalcDetection;

/* The objects of scene number @scene of a `det-scene` set; returns how many. */
int calc_scene_objects (const DataSet *scenes, int scene, DataBox objects[CALC_SCENE_OBJECTS]);

/* Scenes with @objects objects each at most, a share @crowding of them beside another one (IoU 0.56). NULL with a message. */
DataSet *calc_scenes (int n, int objects, double crowding, uint64_t seed, BaseError *error);

typedef enum { CALC_NO_SUPPRESSION, CALC_HARD, CALC_SOFT } CalcSuppression;

typedef struct {
  CalcSuppression method;
  double threshold, sigma, floor;
  int turns; /* boxes picked in each scene, at most */
} CalcSuppressor;

/* Best first, each box deletes those of its scene that overlap it with an IoU above the threshold; or (soft) multiplies their
 * scores with exp (−IoU² / sigma), and those that fall below the floor are deleted (Bodla et al. 2017, Soft-NMS). Clears `kept`,
 * changes scores and says in which turn and by whom; a score below the floor at the start is deleted as well. */
void calc_suppress (CalcDetection *detections, int n, const CalcSuppressor *how);

/* Kept detections, best first over all scenes: each takes the object it overlaps most, if that is not taken and the IoU is at
 * least @least; else it is a false one. ranked[n]; returns how many. @mean_iou: of those that found something. */
int calc_match (const CalcDetection *detections, int n, const DataSet *scenes, double least, CalcRanked *ranked, double *mean_iou);

/* The largest IoU of two kept boxes of one scene; 0: there are none. */
double calc_largest_overlap (const CalcDetection *detections, int n);
