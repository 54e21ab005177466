/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/track.h"

#include "make.h"

#include <math.h>

/* The road, the rays, and an expert who stays on it. */

static void
test_places (void)
{
  for (double place = -3; place < 3; place += 0.1)
    for (double offset = -0.9; offset < 1; offset += 0.3) {
      DataCar car = data_car_place (place, offset, 0);
      float rays[7];
      g_assert_cmpfloat_with_epsilon (data_car_offset (&car), offset, 1e-9);
      data_car_rays (&car, 7, rays);
      for (int i = 0; i < 7; i++)
        g_assert_true (rays[i] > 0 && rays[i] <= 1);
      if (offset < -0.1)
        g_assert_cmpfloat (rays[6], <, rays[0]); /* driven counterclockwise, inside is on the left */
      if (offset > 0.1)
        g_assert_cmpfloat (rays[6], >, rays[0]);
    }
  DataCar off = data_car_place (1, 1.5, 0);
  float rays[3];
  data_car_rays (&off, 3, rays);
  g_assert_true (rays[0] == 0 && rays[1] == 0 && rays[2] == 0);
}

/* Where a ray ends is the edge. */
static void
test_rays (void)
{
  DataCar car = data_car_place (0.4, 0.2, 0.1);
  float ray;
  data_car_rays (&car, 1, &ray);
  DataCar end = { car.x + 6 * (double) ray * cos (car.heading), car.y + 6 * (double) ray * sin (car.heading), 0 };
  g_assert_cmpfloat (ray, <, 1);
  g_assert_cmpfloat_with_epsilon (fabs (data_car_offset (&end)), 1, 1e-3);
}

static void
test_expert (void)
{
  for (double place = 0; place < 6; place += 0.7)
    for (double offset = -0.6; offset < 0.7; offset += 0.3) {
      DataCar car = data_car_place (place, offset, 0), straight = car;
      double largest = 0, turned = 0, before = atan2 (car.y, car.x);
      bool left = false;
      for (int step = 0; step < 800; step++) {
        data_car_drive (&car, data_car_expert (&car));
        data_car_drive (&straight, 0);
        double angle = atan2 (car.y, car.x);
        turned += remainder (angle - before, 2 * M_PI);
        before = angle;
        largest = step > 100 ? fmax (largest, fabs (data_car_offset (&car))) : largest;
        left |= fabs (data_car_offset (&straight)) > 1;
        g_assert_cmpfloat (fabs (data_car_offset (&car)), <, 1);
      }
      g_assert_cmpfloat (largest, <, 0.5);
      g_assert_cmpfloat (turned, >, 2 * M_PI); /* more than once around */
      g_assert_true (left);
    }
}

static void
test_samples (void)
{
  DataSet *train, *test;
  make ("track-sim n=400 test=50 run=200", &train, &test);
  for (int i = 0; i < train->n; i++) {
    const float *notes = train->notes + 3 * i;
    DataCar car = { (double) notes[0], (double) notes[1], (double) notes[2] };
    g_assert_cmpfloat_with_epsilon (train->targets[i], data_car_expert (&car), 1e-5);
    g_assert_cmpfloat (fabs (data_car_offset (&car)), <, i % 200 == 0 ? 1e-5 : 0.5);
  }
  data_set_free (train);
  data_set_free (test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/track/places", test_places);
  g_test_add_func ("/data/track/rays", test_rays);
  g_test_add_func ("/data/track/expert", test_expert);
  g_test_add_func ("/data/track/samples", test_samples);
  return g_test_run ();
}
