/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include <math.h>

/* What a detector meets, in a plane: positives around 0, hard negatives on an arc close to them, a far
 * cluster of easy negatives, and a background domain on the other side, where the arc is open. Counts are per
 * 100 positives, the same at every beginning of the set; the groups say which is which. */

enum { N, TEST, HARD, EASY, BACKGROUND };
enum { POSITIVE_GROUP, HARD_GROUP, EASY_GROUP, BACKGROUND_GROUP, N_GROUPS };

#define POSITIVE_DEVIATION 0.4
#define ARC_RADIUS 1.3
#define ARC_DEVIATION 0.15
#define ARC_OPEN (M_PI / 3) /* to either side of the direction of the background */

static void
put (DataSet *set, int i, int group, BaseRng *rng)
{
  double angle =
      base_rng_range (rng, ARC_OPEN, 2 * M_PI - ARC_OPEN) + M_PI; /* the background lies to the left */
  switch (group) {
  case POSITIVE_GROUP:
    data_points_put (set, i, 0, 0, POSITIVE_DEVIATION, 1, rng);
    break;
  case HARD_GROUP:
    data_points_put (set, i, ARC_RADIUS * cos (angle), ARC_RADIUS * sin (angle), ARC_DEVIATION, 0, rng);
    break;
  case EASY_GROUP:
    data_points_put (set, i, 3, 3, 0.5, 0, rng);
    break;
  default:
    data_points_put (set, i, -3, 0, 0.4, 0, rng);
  }
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  static const char *const names[] = { "positives", "hard negatives", "easy negatives", "background" };
  const double *values = draw->values, weights[] = { 100, values[HARD], values[EASY], values[BACKGROUND] };
  int counts[N_GROUPS] = { 0 };
  DataSet *set = data_points_new ("hard-easy-negatives", draw->n, 2, error);
  if (set == NULL || !data_set_add_groups (set, N_GROUPS, names, error)) {
    data_set_free (set);
    return NULL;
  }
  for (int i = 0; i < draw->n; i++) {
    set->groups[i] = data_next_group (weights, counts, N_GROUPS);
    put (set, i, set->groups[i], draw->rng);
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 230),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 2300),
  [HARD] = { "hard", N_ ("Hard negatives per 100 positives"), NULL, PARAM_REAL, 0, 0, 1000, 30 },
  [EASY] = { "easy", N_ ("Easy negatives per 100 positives"), NULL, PARAM_REAL, PARAM_LOG, 1, 20000, 100 },
  [BACKGROUND] = { "background", N_ ("Background per 100 positives"), NULL, PARAM_REAL, 0, 0, 20000, 0 },
  { NULL },
};

const DataSource data_source_hard_easy_negatives = {
  { "hard-easy-negatives", N_ ("Hard and easy negatives"),
    N_ ("Positives, few hard negatives close to them, many easy ones far away, and a background domain "
        "elsewhere"),
    "Lin, Goyal, Girshick, He, Dollár 2017, Focal loss for dense object detection", params },
  generate,
};
