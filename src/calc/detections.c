/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/detections.h"

#include <math.h>
#include <stdlib.h>

#define TARGET 5 /* kind, x, y, w, h */

DataSet *
calc_scenes (int n, int objects, double crowding, uint64_t seed, BaseError *error)
{
  const DataSource *source = (const DataSource *) base_registry_find (&data_sources, "det-scene");
  double values[PARAM_MAX];
  params_defaults (source->entry.params, values);
  values[params_find (source->entry.params, "side")] = source->entry.params[params_find (source->entry.params, "side")].min;
  values[params_find (source->entry.params, "objects")] = objects;
  values[params_find (source->entry.params, "crowding")] = crowding;
  values[params_find (source->entry.params, "clutter")] = 0; /* nobody looks at the pixels */
  return data_draw (source, values, n, false, seed, error);
}

int
calc_scene_objects (const DataSet *scenes, int scene, DataBox objects[CALC_SCENE_OBJECTS])
{
  const float *target = scenes->targets + scene * scenes->n_targets;
  int n = 0;
  for (int i = 0; i < scenes->n_targets / TARGET; i++, target += TARGET)
    if (target[0] > 0)
      objects[n++] = (DataBox){ (double) target[1], (double) target[2], (double) target[3], (double) target[4] };
  return n;
}

/* The kept box of the scene of @first with the largest score that was not yet picked; −1: none. */
static int
best_left (const CalcDetection *detections, int first, int end)
{
  int best = -1;
  for (int i = first; i < end; i++)
    if (detections[i].kept && detections[i].turn == 0 && (best < 0 || detections[i].score > detections[best].score))
      best = i;
  return best;
}

/* What the box picked in @turn does to another one. */
static void
suppress_one (CalcDetection *all, int best, int i, const CalcSuppressor *how)
{
  double iou = data_box_iou (&all[best].box, &all[i].box);
  if (how->method == CALC_HARD)
    all[i].kept = iou <= how->threshold;
  else if (iou > 0)
    all[i].kept = (all[i].score *= exp (-iou * iou / how->sigma)) >= how->floor;
  if (!all[i].kept) {
    all[i].turn = all[best].turn;
    all[i].by = best;
  }
}

static void
suppress_scene (CalcDetection *all, int first, int end, const CalcSuppressor *how)
{
  int turns = how->method == CALC_NO_SUPPRESSION ? 0 : how->turns;
  for (int i = first; i < end; i++) {
    all[i].kept = all[i].score >= how->floor;
    all[i].turn = 0;
    all[i].by = -1;
    all[i].before = all[i].score;
  }
  for (int turn = 1, best; turn <= turns && (best = best_left (all, first, end)) >= 0; turn++) {
    all[best].turn = turn;
    for (int i = first; i < end; i++)
      if (all[i].kept && all[i].turn == 0)
        suppress_one (all, best, i, how);
  }
}

/* Behind the last detection of the scene of @first. */
static int
end_of_scene (const CalcDetection *detections, int n, int first)
{
  int end = first;
  while (end < n && detections[end].scene == detections[first].scene)
    end++;
  return end;
}

void
calc_suppress (CalcDetection *detections, int n, const CalcSuppressor *how)
{
  for (int first = 0, end; first < n; first = end) {
    end = end_of_scene (detections, n, first);
    suppress_scene (detections, first, end, how);
  }
}

/* ---- matching ---- */

static int
compare_detections (const void *a, const void *b)
{
  const CalcDetection *x = *(CalcDetection *const *) a, *y = *(CalcDetection *const *) b;
  return x->score != y->score ? (x->score < y->score) - (x->score > y->score) : (x > y) - (x < y);
}

/* Marks the object that @detection finds; its IoU, 0: none. */
static double
take_object (const CalcDetection *detection, const DataSet *scenes, double least, bool *taken)
{
  DataBox objects[CALC_SCENE_OBJECTS];
  int n = calc_scene_objects (scenes, detection->scene, objects), best = -1;
  double most = 0;
  for (int i = 0; i < n; i++) {
    double iou = data_box_iou (&detection->box, &objects[i]);
    if (iou > most) {
      most = iou;
      best = i;
    }
  }
  if (best < 0 || most < least || taken[detection->scene * CALC_SCENE_OBJECTS + best])
    return 0;
  taken[detection->scene * CALC_SCENE_OBJECTS + best] = true;
  return most;
}

int
calc_match (const CalcDetection *detections, int n, const DataSet *scenes, double least, CalcRanked *ranked, double *mean_iou)
{
  const CalcDetection **order = calc_new ((size_t) n, sizeof *order);
  bool *taken = calc_new ((size_t) (scenes->n * CALC_SCENE_OBJECTS), sizeof *taken);
  int n_kept = 0, n_found = 0;
  double sum = 0;
  for (int i = 0; i < n; i++)
    if (detections[i].kept)
      order[n_kept++] = &detections[i];
  qsort (order, (size_t) n_kept, sizeof *order, compare_detections);
  for (int i = 0; i < n_kept; i++) {
    double iou = take_object (order[i], scenes, least, taken);
    ranked[i] = (CalcRanked){ order[i]->score, iou > 0 };
    n_found += iou > 0;
    sum += iou;
  }
  *mean_iou = n_found > 0 ? sum / n_found : NAN;
  free (order);
  free (taken);
  return n_kept;
}

double
calc_largest_overlap (const CalcDetection *detections, int n)
{
  double largest = 0;
  for (int i = 0; i < n; i++)
    for (int k = i + 1; k < n && detections[k].scene == detections[i].scene; k++)
      if (detections[i].kept && detections[k].kept)
        largest = fmax (largest, data_box_iou (&detections[i].box, &detections[k].box));
  return largest;
}
