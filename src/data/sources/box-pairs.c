/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/boxes.h"
#include "data/points.h"

/* Two boxes, each as centre and size; the target is how much they overlap: intersection over union (Jaccard
 * 1912). The second box is the first one moved and scaled by up to "jitter" of its size. */

enum { N, TEST, JITTER };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  static const char *const names[] = { "x1", "y1", "w1", "h1", "x2", "y2", "w2", "h2" };
  DataSet *set = data_set_new ("box-pairs", draw->n, 1, 1, 8, DATA_REAL, 0, 1, error);
  if (set == NULL)
    return NULL;
  data_set_name_inputs (set, names);
  for (int i = 0; i < draw->n; i++) {
    DataBox a = data_box_draw (draw->rng, 0.1, 0.6),
            b = data_box_jitter (&a, draw->values[JITTER], draw->rng);
    data_box_write (&a, data_inputs_of (set, i));
    data_box_write (&b, data_inputs_of (set, i) + 4);
    set->targets[i] = (float) data_box_iou (&a, &b);
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (DATA_MAX_POINTS, 2000),
  [TEST] = DATA_PARAM_TEST (DATA_MAX_POINTS, 1000),
  [JITTER] = { "jitter", N_ ("Largest change of a box"), NULL, PARAM_REAL, 0, 0, 0.95, 0.7 },
  { NULL },
};

const DataSource data_source_box_pairs = {
  { "box-pairs", N_ ("Pairs of boxes"), N_ ("Two boxes; the target is their intersection over union"),
    "Everingham, Van Gool, Williams, Winn, Zisserman 2010, The PASCAL visual object classes challenge",
    params },
  generate,
};
