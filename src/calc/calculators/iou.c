/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "calc/calc.h"
#include "data/boxes.h"

#include <math.h>

enum { A_LEFT, A_TOP, A_WIDTH, A_HEIGHT, B_LEFT, B_TOP, B_WIDTH, B_HEIGHT, SCALE, GRID };

static const Param params[] = {
  { "a-left", N_ ("Left edge of A"), "px", PARAM_REAL, 0, -1000, 1000, 0 },
  { "a-top", N_ ("Upper edge of A"), "px", PARAM_REAL, 0, -1000, 1000, 0 },
  { "a-width", N_ ("Width of A"), "px", PARAM_REAL, 0, 1, 1000, 100 },
  { "a-height", N_ ("Height of A"), "px", PARAM_REAL, 0, 1, 1000, 100 },
  { "b-left", N_ ("Left edge of B"), "px", PARAM_REAL, 0, -1000, 1000, 30 },
  { "b-top", N_ ("Upper edge of B"), "px", PARAM_REAL, 0, -1000, 1000, 20 },
  { "b-width", N_ ("Width of B"), "px", PARAM_REAL, 0, 1, 1000, 100 },
  { "b-height", N_ ("Height of B"), "px", PARAM_REAL, 0, 1, 1000, 100 },
  { "scale", N_ ("Resolution"), NULL, PARAM_REAL, PARAM_LOG, 0.01, 100, 1 },
  { "grid", N_ ("Rounded to (0: not)"), "px", PARAM_REAL, 0, 0, 100, 0 },
  { NULL },
};

enum { IOU, GIOU, DIOU, INTERSECTION, UNION, ENCLOSING, BOXES };

static const CalcOutput outputs[] = {
  [IOU] = { "iou", N_ ("Intersection over union") },
  [GIOU] = { "giou", N_ ("Generalised IoU") },
  [DIOU] = { "diou", N_ ("Distance IoU") },
  [INTERSECTION] = { "intersection", N_ ("Intersection"), "px²" },
  [UNION] = { "union", N_ ("Union"), "px²" },
  [ENCLOSING] = { "enclosing", N_ ("Smallest box around both"), "px²" },
  [BOXES] = { "boxes", N_ ("Boxes"), "px", CALC_BOXES },
  { NULL },
};

/* The four edges of the box whose settings begin at @first, in the resolution and on the grid asked for. */
static void
read_box (const double *values, int first, double *box)
{
  const double left = values[first], top = values[first + 1];
  const double edges[] = { left, top, left + values[first + 2], top + values[first + 3] };
  for (int i = 0; i < 4; i++) {
    double edge = edges[i] * values[SCALE];
    box[i] = values[GRID] > 0 ? round (edge / values[GRID]) * values[GRID] : edge;
  }
  box[CALC_SCORE] = box[CALC_BEFORE] = 1;
  box[CALC_MARK] = CALC_KEPT;
  box[CALC_BY] = -1;
}

static DataBox
as_centre (const double *box)
{
  return (DataBox){ (box[CALC_LEFT] + box[CALC_RIGHT]) / 2, (box[CALC_TOP] + box[CALC_BOTTOM]) / 2,
                    box[CALC_RIGHT] - box[CALC_LEFT], box[CALC_BOTTOM] - box[CALC_TOP] };
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  double *boxes = calc_rows (results, BOXES, 2);
  read_box (input->values, A_LEFT, boxes);
  read_box (input->values, B_LEFT, boxes + CALC_BOX);
  DataBox a = as_centre (boxes), b = as_centre (boxes + CALC_BOX);
  if (a.w * a.h == 0 || b.w * b.h == 0)
    return base_error_set (error, _ ("iou: rounding to a grid of %g px leaves nothing of a box"), input->values[GRID]);
  double iou = data_box_iou (&a, &b), both = (a.w * a.h + b.w * b.h) / (1 + iou); /* the union */
  double width = fmax (boxes[CALC_RIGHT], boxes[CALC_BOX + CALC_RIGHT]) - fmin (boxes[CALC_LEFT], boxes[CALC_BOX + CALC_LEFT]);
  double height = fmax (boxes[CALC_BOTTOM], boxes[CALC_BOX + CALC_BOTTOM]) - fmin (boxes[CALC_TOP], boxes[CALC_BOX + CALC_TOP]);
  double apart = (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
  calc_set (results, IOU, iou);
  calc_set (results, GIOU, iou - (width * height - both) / (width * height));
  calc_set (results, DIOU, iou - apart / (width * width + height * height));
  calc_set (results, INTERSECTION, iou * both);
  calc_set (results, UNION, both);
  calc_set (results, ENCLOSING, width * height);
  return true;
}

const CalcCalculator calc_iou = {
  { "iou", N_ ("Overlap of two boxes"),
    N_ ("IoU = |A ∩ B| / |A ∪ B|; GIoU = IoU − |C ∖ (A ∪ B)| / |C| with C the smallest box around both; DIoU = IoU − ρ² / c², the "
        "distance of the centres over the diagonal of C"),
    "Rezatofighi et al. 2019, Generalized intersection over union; Zheng et al. 2020, Distance-IoU loss", params },
  outputs,
  .compute = compute,
};
