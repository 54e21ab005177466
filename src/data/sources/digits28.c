/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/glyphs.h"
#include "data/points.h"

#include <math.h>
#include <string.h>

/* Handwritten-like digits, drawn afresh for each sample: choose a way to write the digit, go a random way
 * between its two forms, let the hand wobble, slant, stretch and turn it, then bring it into MNIST's frame:
 * the longer side fits 20 pixels and the centre of the ink stands in the middle of 28 × 28 (LeCun, Bottou,
 * Bengio, Haffner 1998). A larger canvas has more dark around that. */

enum {
  N,
  TEST,
  NOISE,
  WOBBLE,
  SLANT,
  ROTATION,
  STRETCH,
  SHIFT,
  THICKNESS,
  SPREAD,
  SOFTNESS,
  CLASSES,
  TURN,
  ZOOM,
  HEIGHT,
  WIDTH
};

#define SIDE 28
#define LARGEST 64
#define BOX 19.7
#define CENTRE 14.5 /* the middle of the pixel in row and column 14, as in MNIST */
#define MAX_DIGITS 60000
#define PIECES 6
#define DEGREES (M_PI / 180)

/* What real digits are like on average: how broad for their height, and how many degrees they lean to the
 * right. */
static const double aspects[10] = { 0.74, 0.6, 0.74, 0.68, 0.67, 0.74, 0.67, 0.68, 0.66, 0.62 };
static const double leans[10] = { 7, 7, 3, -3, 2, 1, 0, -2, 0, 0 };

/* The digits from first to last are the classes 0, 1 …; as in the choices of "classes". */
static const struct {
  int first, last;
} subsets[] = { { 0, 9 }, { 0, 4 }, { 5, 9 }, { 0, 7 }, { 8, 9 }, { 0, 1 } };

static const Glyph *
choose_glyph (int digit, BaseRng *rng)
{
  double left = base_rng_uniform (rng);
  const Glyph *chosen = NULL;
  for (int i = 0; i < n_digit_glyphs; i++)
    if (digit_glyphs[i].digit == digit) {
      chosen = &digit_glyphs[i];
      left -= chosen->weight;
      if (left < 0)
        break;
    }
  return chosen;
}

/* The proportions of one hand: where the waist sits and whether the digit is broader above or below. */
static void
proportion_knots (PenKnot *knots, int n, double stretch, BaseRng *rng)
{
  double power = exp (stretch * base_rng_normal (rng)), taper = stretch * base_rng_normal (rng);
  for (int i = 0; i < n; i++) {
    double y = fmax (0, fmin (1, knots[i].y));
    knots[i].y += pow (y, power) - y;
    knots[i].x = 0.5 + (knots[i].x - 0.5) * fmax (0.3, 1 + 2 * taper * (y - 0.5));
  }
}

/* The knots as one hand writes them once: between the two forms (and a little beyond, not at the same place
 * all along the line), every knot displaced, and the sheet itself bent by slow waves so that neighbouring
 * knots move together. */
static int
write_knots (const Glyph *glyph, const double *values, BaseRng *rng, PenKnot *knots)
{
  double wobble = values[WOBBLE], bend[4], phase[4];
  double t0 = base_rng_range (rng, -0.2, 1.2), t1 = base_rng_range (rng, -0.2, 1.2);
  for (int i = 0; i < glyph->n_knots; i++) {
    const GlyphKnot *knot = &glyph->knots[i];
    double t = t0 + (t1 - t0) * i / (glyph->n_knots - 1);
    knots[i] =
        (PenKnot){ knot->x + t * (knot->x2 - knot->x), knot->y + t * (knot->y2 - knot->y), knot->kind };
  }
  proportion_knots (knots, glyph->n_knots, values[STRETCH], rng);
  for (int k = 0; k < 4; k++) {
    bend[k] = 1.5 * wobble * base_rng_normal (rng);
    phase[k] = base_rng_range (rng, 0, 2 * M_PI);
  }
  for (int i = 0; i < glyph->n_knots; i++) {
    double x = knots[i].x, y = knots[i].y;
    knots[i].x += bend[0] * sin (5 * y + phase[0]) + bend[1] * sin (4 * x + phase[1]) +
                  0.7 * wobble * base_rng_normal (rng);
    knots[i].y += bend[2] * sin (4 * x + phase[2]) + bend[3] * sin (5 * y + phase[3]) +
                  0.7 * wobble * base_rng_normal (rng);
  }
  return glyph->n_knots;
}

/* Aspect, slant and rotation (clockwise), about the middle of the unit box. */
static void
tilt_knots (PenKnot *knots, int n, int digit, const double *values, BaseRng *rng)
{
  double aspect = aspects[digit] * exp (values[STRETCH] * base_rng_normal (rng));
  double slant = tan (DEGREES * fmax (-50, fmin (50, leans[digit] + values[SLANT] * base_rng_normal (rng))));
  double angle = DEGREES * (values[TURN] + values[ROTATION] * base_rng_normal (rng));
  double c = cos (angle), s = sin (angle);
  for (int i = 0; i < n; i++) {
    double x = aspect * (knots[i].x - 0.5), y = knots[i].y - 0.5;
    x -= slant * y;
    knots[i].x = c * x - s * y;
    knots[i].y = s * x + c * y;
  }
}

/* The pen presses harder here and lighter there. */
static void
press_pen (PenPath *path, const double *values, BaseRng *rng)
{
  double radius = values[THICKNESS] / 2 * exp (values[SPREAD] * base_rng_normal (rng));
  radius = fmax (0.55, fmin (3, radius));
  double depth = base_rng_range (rng, 0, 0.2), phase = base_rng_range (rng, 0, 2 * M_PI);
  double speed = base_rng_range (rng, 0.02, 0.2);
  for (int i = 0; i < path->n; i++)
    path->points[i].radius = (float) (radius * (1 + depth * sin (phase + speed * i)));
}

/* Scales the path so that its ink fits the box, and puts the centre of the ink into the middle of the image;
 * the whole is then enlarged. */
static void
frame_path (PenPath *path, const double *values, BaseRng *rng)
{
  double left, top, right, bottom, x, y;
  pen_path_bounds (path, &left, &top, &right, &bottom);
  double ink = 2 * (double) path->points[0].radius, longer = fmax (fmax (right - left, bottom - top), 1e-6);
  double zoom = values[ZOOM], scale = zoom * (BOX - ink) / longer;
  pen_path_centre (path, &x, &y);
  double move_x = CENTRE + (values[WIDTH] - SIDE) / 2 + values[SHIFT] * base_rng_normal (rng);
  double move_y = CENTRE + (values[HEIGHT] - SIDE) / 2 + values[SHIFT] * base_rng_normal (rng);
  for (int i = 0; i < path->n; i++) {
    path->points[i].x = (float) (move_x + scale * ((double) path->points[i].x - x));
    path->points[i].y = (float) (move_y + scale * ((double) path->points[i].y - y));
    path->points[i].radius *= (float) zoom;
  }
}

static void
draw_digit (int digit, const double *values, BaseRng *rng, float *image)
{
  PenKnot knots[PEN_MAX_KNOTS];
  PenPath path;
  int height = (int) values[HEIGHT], width = (int) values[WIDTH];
  int n = write_knots (choose_glyph (digit, rng), values, rng, knots);
  tilt_knots (knots, n, digit, values, rng);
  pen_path_from_knots (knots, n, PIECES, &path);
  press_pen (&path, values, rng);
  frame_path (&path, values, rng);
  /* It is zero already. But a new page that is read first is the common page of zeros, which the first write replaces, and
   * all processors must hear of that: half of the time that digits took. */
  memset (image, 0, (size_t) (height * width) * sizeof *image);
  pen_path_draw (&path, values[SOFTNESS] * base_rng_range (rng, 0.6, 1.3), image, height, width);
  for (int i = 0; values[NOISE] > 0 && i < height * width; i++) {
    double pixel = (double) image[i] + values[NOISE] * base_rng_normal (rng);
    image[i] = (float) fmax (0, fmin (1, pixel));
  }
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  static const char *const names[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
  const double *values = draw->values;
  int first = subsets[(int) values[CLASSES]].first,
      n_classes = subsets[(int) values[CLASSES]].last - first + 1, order[10];
  DataSet *set = data_set_new ("digits28", draw->n, (int) values[HEIGHT], (int) values[WIDTH], 1,
                               DATA_CLASSES, n_classes, 1, error);
  if (set == NULL)
    return NULL;
  data_set_name_classes (set, names + first);
  for (int i = 0; i < draw->n; i++) {
    if (i % n_classes == 0)
      base_rng_permutation (draw->rng, order, n_classes); /* every ten samples hold all ten digits */
    set->targets[i] = (float) order[i % n_classes];
    draw_digit (first + order[i % n_classes], values, draw->rng, data_inputs_of (set, i));
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (MAX_DIGITS, 6000),
  [TEST] = DATA_PARAM_TEST (MAX_DIGITS, 1000),
  [NOISE] = { "noise", N_ ("Noise"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  [WOBBLE] = { "wobble", N_ ("Wobble of the hand"), NULL, PARAM_REAL, 0, 0, 0.2, 0.03 },
  [SLANT] = { "slant", N_ ("Slant"), "°", PARAM_REAL, 0, 0, 45, 11 },
  [ROTATION] = { "rotation", N_ ("Rotation"), "°", PARAM_REAL, 0, 0, 180, 9 },
  [STRETCH] = { "stretch", N_ ("Stretch"), NULL, PARAM_REAL, 0, 0, 1, 0.22 },
  [SHIFT] = { "shift", N_ ("Shift"), "px", PARAM_REAL, 0, 0, 8, 0.35 },
  [THICKNESS] = { "thickness", N_ ("Pen width"), "px", PARAM_REAL, 0, 1, 5, 2.7 },
  [SPREAD] = { "spread", N_ ("Spread of the pen width"), NULL, PARAM_REAL, 0, 0, 1, 0.3 },
  [SOFTNESS] = { "softness", N_ ("Softness of the edge"), "px", PARAM_REAL, 0, 0.3, 3, 1 },
  [CLASSES] = { "classes", N_ ("Digits"), NULL, PARAM_CHOICE, 0, 0, 5, 0, "0-9|0-4|5-9|0-7|8-9|0-1" },
  [TURN] = { "turn", N_ ("Turned clockwise"), "°", PARAM_REAL, 0, -180, 180, 0 },
  [ZOOM] = { "zoom", N_ ("Enlarged"), NULL, PARAM_REAL, PARAM_LOG, 0.25, 4, 1 },
  [HEIGHT] = { "height", N_ ("Height of the image"), "px", PARAM_INT, 0, SIDE, LARGEST, SIDE },
  [WIDTH] = { "width", N_ ("Width of the image"), "px", PARAM_INT, 0, SIDE, LARGEST, SIDE },
  { NULL },
};

const DataSource data_source_digits28 = {
  { "digits28", N_ ("Digits"),
    N_ ("Handwritten-like digits 0 to 9 of 28 × 28 pixels, drawn from pen strokes and framed like MNIST"),
    NULL, params },
  generate,
};
