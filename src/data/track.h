/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A closed, wavy road and a car on it. The road lies around the circle of radius 12 and swings three times by 2 in and out; it is 2
 * wide, measured along the radius. */

#include <stdbool.h>

#define DATA_TRACK_MAX_RAYS 31

typedef struct {
  double x, y, heading; /* rad, counterclockwise from the x axis; the road is driven counterclockwise */
} DataCar;

/* The car on the centre line at angle @place around the origin, along the road; then moved outwards by @offset and turned by
 * @turn. */
DataCar data_car_place (double place, double offset, double turn);

/* How far outside the centre line the car is: beyond ±1 it has left the road. */
double data_car_offset (const DataCar *car);

/* rays[n]: distances to the edge of the road, at most 6, over 6; from 80° to the right to 80° to the left. 0 off the road. */
void data_car_rays (const DataCar *car, int n, float *rays);

/* What the expert steers, from −1 (right) to 1: proportional to the distance from the centre line and to the angle with the road a
 * little ahead. */
double data_car_expert (const DataCar *car);

/* One step of 0.2 along the heading, which is turned by up to 0.3 rad. */
void data_car_drive (DataCar *car, double steering);
