/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE, OBJECTS, SPREAD, SCENES };

static const Param params[] = {
  { "side", N_ ("Cells along a side"), NULL, PARAM_INT, 0, 1, 100, 7 },
  { "objects", N_ ("Objects in a scene"), NULL, PARAM_INT, 0, 1, 100, 9 },
  { "spread", N_ ("Deviation around a common centre (1: anywhere)"), NULL, PARAM_REAL, 0, 0.02, 1, 1 },
  { "scenes", N_ ("Scenes drawn"), NULL, PARAM_INT, PARAM_LOG, 100, 50000, 5000 },
  { NULL },
};

enum { P_COLLISION, DRAWN, LOST, COUNT, COUNT_CHANCE };

static const CalcOutput outputs[] = {
  [P_COLLISION] = { "p_collision", N_ ("Chance that two centres share a cell") },
  [DRAWN] = { "mc_collision", N_ ("The same, counted in drawn scenes") },
  [LOST] = { "lost", N_ ("Objects without a cell of their own, per scene") },
  [COUNT] = { "count", N_ ("Objects"), NULL, CALC_COLUMN, "count" },
  [COUNT_CHANCE] = { "count_chance", N_ ("Chance that two centres share a cell"), NULL, CALC_COLUMN, "count" },
  { NULL },
};

/* 1 − Π (1 − i / cells) */
static double
chance (int cells, int objects)
{
  double apart = 1;
  for (int i = 0; i < objects; i++)
    apart *= fmax (0, 1 - (double) i / cells);
  return 1 - apart;
}

static int
cell_of (double place, int side)
{
  return (int) fmin (fmax (floor (place * side), 0), side - 1);
}

/* How many of the objects of one scene find their cell taken. */
static int
draw_scene (const double *v, bool *taken, BaseRng *rng)
{
  int side = (int) v[SIDE], n_lost = 0;
  double x = base_rng_uniform (rng), y = base_rng_uniform (rng);
  for (int i = 0; i < side * side; i++)
    taken[i] = false;
  for (int i = 0; i < (int) v[OBJECTS]; i++) {
    double across = v[SPREAD] < 1 ? x + v[SPREAD] * base_rng_normal (rng) : base_rng_uniform (rng);
    double down = v[SPREAD] < 1 ? y + v[SPREAD] * base_rng_normal (rng) : base_rng_uniform (rng);
    bool *cell = &taken[cell_of (down, side) * side + cell_of (across, side)];
    n_lost += *cell;
    *cell = true;
  }
  return n_lost;
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  enum { N_COUNTS = 30 };
  const double *v = input->values;
  int side = (int) v[SIDE], n = (int) v[SCENES], n_collisions = 0, n_lost = 0;
  bool *taken = calc_new ((size_t) (side * side), sizeof *taken);
  double *count = calc_rows (results, COUNT, N_COUNTS), *count_chance = calc_rows (results, COUNT_CHANCE, N_COUNTS);
  BaseRng rng;
  base_rng_init (&rng, input->seed, RNG_DATA_TRAIN);
  for (int i = 0; i < n; i++) {
    int lost = draw_scene (v, taken, &rng);
    n_lost += lost;
    n_collisions += lost > 0;
  }
  for (int i = 0; i < N_COUNTS; i++) {
    count[i] = i + 1;
    count_chance[i] = chance (side * side, i + 1);
  }
  calc_set (results, P_COLLISION, chance (side * side, (int) v[OBJECTS]));
  calc_set (results, DRAWN, (double) n_collisions / n);
  calc_set (results, LOST, (double) n_lost / n);
  free (taken);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Chance of a collision"), COUNT, { COUNT_CHANCE }, .share = true, .rule = "objects" },
  { NULL },
};

const CalcCalculator calc_grid_collision = {
  { "grid-collision", N_ ("Objects in the cells of a grid"),
    N_ ("The cell that holds an object's centre is responsible for it; k centres anywhere on S × S cells share one with a chance of 1 − Π (1 − i / S²), the "
        "birthday problem; beside it drawn scenes, also with centres in a cluster"),
    "Redmon, Divvala, Girshick, Farhadi 2016, You only look once", params },
  outputs,
  .draws = true,
  .compute = compute,
  .charts = charts,
};
