/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/detections.h"

#include <math.h>
#include <stdlib.h>

enum { SCENES, OBJECTS, CROWDING, DUPLICATES, FALSE_BOXES, FOUND, JITTER, METHOD, THRESHOLD, SIGMA, SCORE_FLOOR, TURNS, MATCH, INTERPOLATION };

#define ALL_TURNS (20 * CALC_SCENE_OBJECTS + 50) /* no scene has more boxes */

static const Param params[] = {
  { "scenes", N_ ("Scenes"), NULL, PARAM_INT, PARAM_LOG, 1, 500, 60 },
  { "objects", N_ ("Objects in a scene"), NULL, PARAM_INT, 0, 1, CALC_SCENE_OBJECTS, 4 },
  { "crowding", N_ ("Share of close neighbours"), NULL, PARAM_REAL, 0, 0, 1, 0.5 },
  { "duplicates", N_ ("Boxes for each object found"), NULL, PARAM_INT, 0, 1, 20, 6 },
  { "false-boxes", N_ ("False boxes in a scene"), NULL, PARAM_INT, 0, 0, 50, 4 },
  { "found", N_ ("Share of the objects found"), NULL, PARAM_REAL, 0, 0, 1, 1 },
  { "jitter", N_ ("Error of the boxes"), NULL, PARAM_REAL, 0, 0, 0.5, 0.06 },
  { "method", N_ ("Suppression"), NULL, PARAM_CHOICE, 0, 0, 2, CALC_HARD, "none|hard|soft" },
  { "threshold", N_ ("Overlap threshold"), NULL, PARAM_REAL, 0, 0, 1, 0.5 },
  { "sigma", N_ ("σ of soft suppression"), NULL, PARAM_REAL, 0, 0.01, 2, 0.5 },
  { "floor", N_ ("Lowest score kept"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  { "turns", N_ ("Boxes picked in each scene, at most"), NULL, PARAM_INT, 0, 0, ALL_TURNS, ALL_TURNS },
  { "match", N_ ("IoU that counts as found"), NULL, PARAM_REAL, 0, 0.05, 0.95, 0.5 },
  { "interpolation", N_ ("Average precision"), NULL, PARAM_CHOICE, 0, 0, 2, CALC_AP_ENVELOPE, "sum|all-points|eleven-points" },
  { NULL },
};

enum {
  AP, PRECISION, RECALL, F1, MEAN_IOU, N_OBJECTS, N_BOXES, N_KEPT, OVERLAP, RANK, RANK_SCORE, RANK_RIGHT, RANK_RECALL, RANK_PRECISION,
  BOXES
};

static const CalcOutput outputs[] = {
  [AP] = { "ap", N_ ("Average precision") },
  [PRECISION] = { "precision", N_ ("Precision of all that is kept") },
  [RECALL] = { "recall", N_ ("Recall") },
  [F1] = { "f1", "F1" },
  [MEAN_IOU] = { "mean_iou", N_ ("Mean IoU of what was found") },
  [N_OBJECTS] = { "n_objects", N_ ("Objects") },
  [N_BOXES] = { "n_boxes", N_ ("Boxes before") },
  [N_KEPT] = { "n_kept", N_ ("Boxes kept") },
  [OVERLAP] = { "max_pairwise_iou", N_ ("Largest IoU of two boxes kept") },
  [RANK] = { "rank", N_ ("Rank"), NULL, CALC_COLUMN, "rank" },
  [RANK_SCORE] = { "rank_score", N_ ("Score"), NULL, CALC_COLUMN, "rank" },
  [RANK_RIGHT] = { "rank_right", N_ ("Found an object"), NULL, CALC_COLUMN, "rank" },
  [RANK_RECALL] = { "rank_recall", N_ ("Recall so far"), NULL, CALC_COLUMN, "rank" },
  [RANK_PRECISION] = { "rank_precision", N_ ("Precision so far"), NULL, CALC_COLUMN, "rank" },
  [BOXES] = { "boxes", N_ ("The scene with the most objects"), NULL, CALC_BOXES },
  { NULL },
};

/* A box is the surer the better it fits, with noise. */
static double
score_of (const DataBox *box, const DataBox *object, BaseRng *rng)
{
  double score = 0.35 + 0.55 * data_box_iou (box, object) + 0.08 * base_rng_normal (rng);
  return fmin (0.999, fmax (0.001, score));
}

static void
detect_scene (const double *v, const DataSet *scenes, int scene, CalcDetection *to, int *n, BaseRng *rng)
{
  DataBox objects[CALC_SCENE_OBJECTS];
  int n_objects = calc_scene_objects (scenes, scene, objects);
  for (int i = 0; i < n_objects; i++) {
    bool found = base_rng_uniform (rng) < v[FOUND];
    for (int d = 0; d < (int) v[DUPLICATES]; d++) {
      DataBox box = data_box_jitter (&objects[i], v[JITTER], rng);
      double score = score_of (&box, &objects[i], rng);
      if (found)
        to[(*n)++] = (CalcDetection){ .box = box, .score = score, .scene = scene };
    }
  }
  for (int i = 0; i < (int) v[FALSE_BOXES]; i++) {
    DataBox box = data_box_draw (rng, 0.1, 0.4);
    double score = fmin (0.999, fmax (0.001, 0.35 + 0.15 * base_rng_normal (rng)));
    to[(*n)++] = (CalcDetection){ .box = box, .score = score, .scene = scene };
  }
}

static void
fill_ranks (CalcResults *results, const CalcRanked *ranked, int n, int n_objects)
{
  int found = 0;
  for (int column = RANK; column <= RANK_PRECISION; column++)
    calc_rows (results, column, n);
  for (int i = 0; i < n; i++) {
    found += ranked[i].positive;
    results->values[RANK].values[i] = i + 1;
    results->values[RANK_SCORE].values[i] = ranked[i].score;
    results->values[RANK_RIGHT].values[i] = ranked[i].positive;
    results->values[RANK_RECALL].values[i] = (double) found / n_objects;
    results->values[RANK_PRECISION].values[i] = (double) found / (i + 1);
  }
  double precision = n > 0 ? (double) found / n : NAN, recall = (double) found / n_objects;
  calc_set (results, PRECISION, precision);
  calc_set (results, RECALL, recall);
  calc_set (results, F1, 2.0 * found / (n + n_objects));
}

static void
fill_box (double *to, const DataBox *box, const CalcDetection *detection, CalcMark mark)
{
  to[CALC_LEFT] = box->x - box->w / 2;
  to[CALC_TOP] = box->y - box->h / 2;
  to[CALC_RIGHT] = box->x + box->w / 2;
  to[CALC_BOTTOM] = box->y + box->h / 2;
  to[CALC_SCORE] = to[CALC_BEFORE] = 1;
  to[CALC_MARK] = mark;
  to[CALC_BY] = -1;
  if (detection == NULL)
    return;
  to[CALC_SCORE] = detection->score;
  to[CALC_BEFORE] = detection->before;
  to[CALC_TURN] = detection->turn;
}

/* The first of the scenes with the most objects: these, then its boxes. */
static void
fill_boxes (CalcResults *results, const CalcDetection *detections, int n, const DataSet *scenes, bool suppresses)
{
  DataBox objects[CALC_SCENE_OBJECTS];
  int n_objects = -1, shown = 0, first = 0, end;
  for (int scene = 0; scene < scenes->n; scene++) {
    int n_here = calc_scene_objects (scenes, scene, objects);
    shown = n_here > n_objects ? scene : shown;
    n_objects = n_here > n_objects ? n_here : n_objects;
  }
  while (first < n && detections[first].scene < shown)
    first++;
  for (end = first; end < n && detections[end].scene == shown;)
    end++;
  calc_scene_objects (scenes, shown, objects);
  double *to = calc_rows (results, BOXES, n_objects + end - first);
  for (int i = 0; i < n_objects; i++, to += CALC_BOX)
    fill_box (to, &objects[i], NULL, CALC_TRUTH);
  for (int i = first; i < end; i++, to += CALC_BOX) {
    const CalcDetection *from = &detections[i];
    fill_box (to, &from->box, from, !from->kept ? CALC_SUPPRESSED : suppresses && from->turn == 0 ? CALC_WAITING : CALC_KEPT);
    to[CALC_BY] = from->by < 0 ? -1 : n_objects + from->by - first;
  }
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values;
  DataSet *scenes = calc_scenes ((int) v[SCENES], (int) v[OBJECTS], v[CROWDING], input->seed, error);
  if (scenes == NULL)
    return false;
  int room = scenes->n * (CALC_SCENE_OBJECTS * (int) v[DUPLICATES] + (int) v[FALSE_BOXES]), n = 0, n_objects = 0;
  CalcDetection *detections = calc_new ((size_t) room, sizeof *detections);
  CalcRanked *ranked = calc_new ((size_t) room, sizeof *ranked);
  DataBox objects[CALC_SCENE_OBJECTS];
  double mean_iou;
  BaseRng rng;
  base_rng_init (&rng, input->seed, RNG_DATA_TEST);
  for (int scene = 0; scene < scenes->n; scene++) {
    n_objects += calc_scene_objects (scenes, scene, objects);
    detect_scene (v, scenes, scene, detections, &n, &rng);
  }
  CalcSuppressor how = { (CalcSuppression) v[METHOD], v[THRESHOLD], v[SIGMA], v[SCORE_FLOOR], (int) v[TURNS] };
  calc_suppress (detections, n, &how);
  int n_kept = calc_match (detections, n, scenes, v[MATCH], ranked, &mean_iou);
  calc_set (results, AP, calc_average_precision (ranked, n_kept, n_objects, (CalcApKind) v[INTERPOLATION]));
  calc_set (results, MEAN_IOU, mean_iou);
  calc_set (results, N_OBJECTS, n_objects);
  calc_set (results, N_BOXES, n);
  calc_set (results, N_KEPT, n_kept);
  calc_set (results, OVERLAP, calc_largest_overlap (detections, n));
  fill_ranks (results, ranked, n_kept, n_objects);
  fill_boxes (results, detections, n, scenes, how.method != CALC_NO_SUPPRESSION);
  free (detections);
  free (ranked);
  data_set_free (scenes);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Precision over recall"), RANK_RECALL, { RANK_PRECISION }, .share = true, .says = { "ap" }, .said = { N_ ("average") } },
  { NULL },
};

const CalcCalculator calc_nms = {
  { "nms", N_ ("Suppression and evaluation of detections"),
    N_ ("Boxes around the objects of drawn scenes, with scores that grow with the overlap, and false ones; the best box deletes those that "
        "overlap it by more than a threshold, or (soft) takes exp (−IoU² / σ) of their scores; what is kept is matched with the objects, best "
        "first, for precision, recall and average precision"),
    "Felzenszwalb et al. 2010, Discriminatively trained part-based models; Bodla et al. 2017, Soft-NMS; Everingham et al. 2010, The PASCAL "
    "visual object classes challenge", params },
  outputs,
  .draws = true,
  .compute = compute,
  .charts = charts,
};
