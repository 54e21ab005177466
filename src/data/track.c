/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/track.h"

#include <math.h>

#define RADIUS 12.0
#define SWING 2.0
#define WAVES 3
#define FARTHEST 6.0 /* that a ray sees */
#define MARCH 0.1    /* steps along a ray */
#define HALVINGS 12
#define SPEED 0.2
#define TURN 0.3
#define AHEAD 1.0 /* how far the expert looks */

static double
centre_radius (double place)
{
  return RADIUS + SWING * cos (WAVES * place);
}

/* Direction of the centre line. */
static double
road_heading (double place)
{
  double r = centre_radius (place), slope = -SWING * WAVES * sin (WAVES * place);
  return atan2 (slope * sin (place) + r * cos (place), slope * cos (place) - r * sin (place));
}

static double
offset_at (double x, double y)
{
  return hypot (x, y) - centre_radius (atan2 (y, x));
}

DataCar
data_car_place (double place, double offset, double turn)
{
  double r = centre_radius (place) + offset;
  return (DataCar){ r * cos (place), r * sin (place), road_heading (place) + turn };
}

double
data_car_offset (const DataCar *car)
{
  return offset_at (car->x, car->y);
}

static bool
on_road (const DataCar *car, double angle, double distance)
{
  return fabs (offset_at (car->x + distance * cos (angle), car->y + distance * sin (angle))) < 1;
}

static double
ray (const DataCar *car, double angle)
{
  double inside = 0, outside = MARCH;
  if (!on_road (car, angle, 0))
    return 0;
  while (outside < FARTHEST && on_road (car, angle, outside)) {
    inside = outside;
    outside += MARCH;
  }
  if (outside >= FARTHEST)
    return FARTHEST;
  for (int i = 0; i < HALVINGS; i++) {
    double middle = (inside + outside) / 2;
    *(on_road (car, angle, middle) ? &inside : &outside) = middle;
  }
  return inside;
}

void
data_car_rays (const DataCar *car, int n, float *rays)
{
  for (int i = 0; i < n; i++) {
    double angle = n > 1 ? (2.0 * i / (n - 1) - 1) * 80 * M_PI / 180 : 0;
    rays[i] = (float) (ray (car, car->heading + angle) / FARTHEST);
  }
}

/* In (−π, π]. */
static double
wrap (double angle)
{
  return remainder (angle, 2 * M_PI);
}

double
data_car_expert (const DataCar *car)
{
  double place = atan2 (car->y, car->x) + AHEAD / RADIUS;
  double steering = 0.8 * data_car_offset (car) + 2.5 * wrap (road_heading (place) - car->heading);
  return fmin (1, fmax (-1, steering));
}

void
data_car_drive (DataCar *car, double steering)
{
  car->heading = wrap (car->heading + TURN * fmin (1, fmax (-1, steering)));
  car->x += SPEED * cos (car->heading);
  car->y += SPEED * sin (car->heading);
}
