/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"
#include "data/track.h"

#include <math.h>

/* What an expert sees and does: rays to the edges of the road, and how it steers. A run begins at a random place of the track; its
 * steps are samples one after the other. Off the expert's own way there is little to learn from, unless runs begin beside it. The
 * notes of a sample are the car's x, y and heading, from which metrics drive on. */

enum { N, TEST, RAYS, RUN, SPREAD, NOISE };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int n_rays = (int) draw->values[RAYS], run = (int) draw->values[RUN];
  DataSet *set = data_set_new ("track-sim", draw->n, 1, 1, n_rays, DATA_REAL, 0, 1, error);
  if (set == NULL || !data_set_add_notes (set, 3, error)) {
    data_set_free (set);
    return NULL;
  }
  DataCar car = { 0 };
  for (int i = 0; i < draw->n; i++) {
    if (i % run == 0) {
      double place = base_rng_range (draw->rng, 0, 2 * M_PI), spread = draw->values[SPREAD];
      double offset = base_rng_range (draw->rng, -spread, spread), turn = base_rng_range (draw->rng, -spread, spread);
      car = data_car_place (place, offset, turn);
    }
    const float notes[] = { (float) car.x, (float) car.y, (float) car.heading };
    for (int k = 0; k < 3; k++)
      set->notes[3 * i + k] = notes[k];
    double steering = data_car_expert (&car);
    data_car_rays (&car, n_rays, data_inputs_of (set, i));
    set->targets[i] = (float) steering;
    data_car_drive (&car, steering + draw->values[NOISE] * base_rng_normal (draw->rng));
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (50000, 600),
  [TEST] = DATA_PARAM_TEST (50000, 300),
  [RAYS] = { "rays", N_ ("Rays"), NULL, PARAM_INT, 0, 1, DATA_TRACK_MAX_RAYS, 7 },
  [RUN] = { "run", N_ ("Steps of a run"), NULL, PARAM_INT, PARAM_LOG, 1, 10000, 300 },
  [SPREAD] = { "spread", N_ ("Spread of the starts"), NULL, PARAM_REAL, 0, 0, 0.8, 0 },
  [NOISE] = DATA_PARAM_NOISE (2, 0),
  { NULL },
};

const DataSource data_source_track_sim = {
  { "track-sim", N_ ("Driving by rays"),
    N_ ("A car on a closed, wavy road sees its distance to the edges along rays; the target is how an expert steers there, from −1 to 1"),
    "Pomerleau 1989, ALVINN; Ross, Gordon, Bagnell 2011, A reduction of imitation learning to no-regret online learning", params },
  generate,
};
