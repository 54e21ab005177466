/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/boxes.h"
#include "data/points.h"

#include <math.h>

/* What a box regressor sees: an object box G, and a proposal P that lies up to "jitter" of its size off. The
 * inputs are a raster of the proposal (and a margin around it): how much of each cell the object covers, and
 * noise. The targets say how to move P onto G (Girshick, Donahue, Darrell, Malik 2014, appendix C):
 *
 *   t_x = (G_x − P_x) / P_w,   t_y = (G_y − P_y) / P_h,   t_w = ln (G_w / P_w),   t_h = ln (G_h / P_h).
 *
 * "linear" has G_w / P_w − 1 instead of the logarithm, "plain" differences that are not divided by the size.
 * The notes of a sample are P and G as centre and size. */

enum { N, TEST, JITTER, MARGIN, NOISE, TARGET };
enum { TARGET_LOG, TARGET_LINEAR, TARGET_PLAIN };
#define SIDE 16

/* How much of cell @k of SIDE cells from @from on, @size long together, lies between @low and @high: 0 … 1.
 */
static double
covered (double from, double size, int k, double low, double high)
{
  double cell = size / SIDE, left = from + k * cell;
  return fmax (0, fmin (high, left + cell) - fmax (low, left)) / cell;
}

static void
raster (const DataBox *p, const DataBox *g, const double *values, BaseRng *rng, float *pixels)
{
  double width = p->w * (1 + 2 * values[MARGIN]), height = p->h * (1 + 2 * values[MARGIN]);
  for (int row = 0; row < SIDE; row++)
    for (int column = 0; column < SIDE; column++) {
      double across = covered (p->x - width / 2, width, column, g->x - g->w / 2, g->x + g->w / 2);
      double down = covered (p->y - height / 2, height, row, g->y - g->h / 2, g->y + g->h / 2);
      pixels[row * SIDE + column] = (float) (across * down + values[NOISE] * base_rng_normal (rng));
    }
}

static void
write_targets (const DataBox *p, const DataBox *g, int how, float *t)
{
  bool plain = how == TARGET_PLAIN;
  double w = plain ? 1 : p->w, h = plain ? 1 : p->h;
  t[0] = (float) ((g->x - p->x) / w);
  t[1] = (float) ((g->y - p->y) / h);
  t[2] = (float) (how == TARGET_LOG ? log (g->w / w) : (g->w - p->w) / w);
  t[3] = (float) (how == TARGET_LOG ? log (g->h / h) : (g->h - p->h) / h);
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  DataSet *set = data_set_new ("box-crops", draw->n, SIDE, SIDE, 1, DATA_REAL, 0, 4, error);
  if (set == NULL || !data_set_add_notes (set, 8, error)) {
    data_set_free (set);
    return NULL;
  }
  for (int i = 0; i < draw->n; i++) {
    DataBox g = data_box_draw (draw->rng, 0.1, 0.6),
            p = data_box_jitter (&g, draw->values[JITTER], draw->rng);
    raster (&p, &g, draw->values, draw->rng, data_inputs_of (set, i));
    write_targets (&p, &g, (int) draw->values[TARGET], data_targets_of (set, i));
    data_box_write (&p, set->notes + 8 * (size_t) i);
    data_box_write (&g, set->notes + 8 * (size_t) i + 4);
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (20000, 3000),
  [TEST] = DATA_PARAM_TEST (20000, 1500),
  [JITTER] = { "jitter", N_ ("Largest change of a box"), NULL, PARAM_REAL, 0, 0, 0.95, 0.2 },
  [MARGIN] = { "margin", N_ ("Margin around the proposal"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  [NOISE] = DATA_PARAM_NOISE (1, 0.1),
  [TARGET] = { "target", N_ ("Targets"), NULL, PARAM_CHOICE, 0, 0, 2, 0, "log|linear|plain" },
  { NULL },
};

const DataSource data_source_box_crops = {
  { "box-crops", N_ ("Crops of boxes"),
    N_ ("Rasters of proposals that lie near an object; the targets say how to move the proposal onto it"),
    "Girshick, Donahue, Darrell, Malik 2014, Rich feature hierarchies", params },
  generate,
};
