/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics of where a network puts the test samples: its outputs, where they are places, else what the class scores are made of. */
#include "train/probe.h"

#include "train/memory.h"

#include <math.h>

#define LARGEST 500 /* samples whose pairs are compared */
#define DEGREES (180 / 3.14159265358979324)

typedef struct {
  int n, dims, n_classes;
  double *at;          /* [n][dims], owned */
  const float *labels; /* [n] */
  const NnNode *weight; /* {dims, classes}; NULL: there are no scores */
} Places;

static const double *
place (const Places *places, int i)
{
  return places->at + (size_t) i * (size_t) places->dims;
}

/* The first test samples, at most @largest of them; free the places. */
static Places
find_places (TrainProbe *probe, int largest)
{
  const DataSet *set = train_probe_test_set (probe);
  NnGraph *graph = probe->evaluator;
  const NnNode *output = nn_graph_output (graph), *node = output;
  Places places = { .n = set->n < largest ? set->n : largest, .n_classes = set->n_classes, .labels = set->targets };
  bool scores = probe->loss->link != NN_LINK_PLACE && output->n_operands > 1 && output->operands[1]->shape.n == 2;
  if (scores) {
    node = output->operands[0];
    places.weight = output->operands[1];
  }
  places.dims = (int) node->size;
  places.at = train_alloc ((size_t) places.n * node->size, sizeof (double));
  int capacity = nn_graph_capacity (graph);
  for (int first = 0; first < places.n; first += capacity) {
    int rows = places.n - first < capacity ? places.n - first : capacity;
    train_gather (graph, set, NULL, first, rows);
    nn_graph_predict (graph, rows);
    for (size_t i = 0; i < (size_t) rows * node->size; i++)
      places.at[(size_t) first * node->size + i] = (double) node->value[i];
  }
  return places;
}

static double
distance (const double *a, const double *b, int n)
{
  double sum = 0;
  for (int i = 0; i < n; i++)
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sqrt (sum);
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* ---- classes as clouds ---- */

/* [n_classes][dims]; a class without samples stays where all zeros are, and @counts says so. */
static double *
find_centres (const Places *places, int *counts)
{
  double *centres = train_alloc ((size_t) places->n_classes * (size_t) places->dims, sizeof *centres);
  for (int i = 0; i < places->n; i++)
    counts[(int) places->labels[i]]++;
  for (int i = 0; i < places->n; i++)
    for (int k = 0, class = (int) places->labels[i]; k < places->dims; k++)
      centres[class * places->dims + k] += place (places, i)[k] / counts[class];
  return centres;
}

double
train_probe_intra_inter (TrainProbe *probe)
{
  Places places = find_places (probe, probe->test->n);
  int *counts = train_alloc ((size_t) places.n_classes, sizeof *counts), n_pairs = 0;
  double *centres = find_centres (&places, counts), within = 0, between = 0;
  for (int i = 0; i < places.n; i++)
    within += distance (place (&places, i), centres + (int) places.labels[i] * places.dims, places.dims) / places.n;
  for (int a = 0; a < places.n_classes; a++)
    for (int b = 0; b < a; b++)
      if (counts[a] > 0 && counts[b] > 0) {
        between += distance (centres + a * places.dims, centres + b * places.dims, places.dims);
        n_pairs++;
      }
  free (places.at);
  free (counts);
  free (centres);
  return within / (between / n_pairs);
}

/* ---- pairs ---- */

/* By the distances of pairs of one class in order: how many of them each pair of two classes lies beyond. */
double
train_probe_verification (TrainProbe *probe)
{
  Places places = find_places (probe, LARGEST);
  size_t n_pairs = (size_t) places.n * (size_t) places.n / 2, n_same = 0, n_other = 0;
  double *same = train_alloc (2 * n_pairs, sizeof *same), *other = same + n_pairs, farther = 0;
  for (int i = 0; i < places.n; i++)
    for (int k = 0; k < i; k++) {
      double d = distance (place (&places, i), place (&places, k), places.dims);
      if (places.labels[i] == places.labels[k])
        same[n_same++] = d;
      else
        other[n_other++] = d;
    }
  qsort (same, n_same, sizeof *same, compare);
  qsort (other, n_other, sizeof *other, compare);
  for (size_t i = 0, below = 0, equal = 0; i < n_other; i++) {
    while (below < n_same && same[below] < other[i])
      below++;
    for (equal = below; equal < n_same && same[equal] == other[i];)
      equal++;
    farther += (double) below + 0.5 * (double) (equal - below);
  }
  free (places.at);
  free (same);
  return farther / ((double) n_same * (double) n_other);
}

/* ---- angles to the directions of the classes ---- */

static double
angle (const Places *places, int i, int class)
{
  const double *f = place (places, i);
  double product = 0, ff = 0, ww = 0;
  for (int k = 0; k < places->dims; k++) {
    double w = (double) places->weight->value[k * places->n_classes + class];
    product += f[k] * w;
    ff += f[k] * f[k];
    ww += w * w;
  }
  return DEGREES * acos (fmax (-1, fmin (1, product / sqrt (ff * ww))));
}

double
train_probe_angle (TrainProbe *probe, bool gap)
{
  Places places = find_places (probe, probe->test->n);
  double *angles = train_alloc ((size_t) places.n, sizeof *angles), median = NAN;
  bool fine = places.weight != NULL && places.weight->shape.d[0] == places.dims && places.weight->shape.d[1] == places.n_classes;
  for (int i = 0; fine && i < places.n; i++) {
    double own = angle (&places, i, (int) places.labels[i]), next = 360;
    for (int class = 0; class < places.n_classes; class++)
      if (class != (int) places.labels[i])
        next = fmin (next, angle (&places, i, class));
    angles[i] = gap ? next - own : own;
  }
  if (fine) {
    qsort (angles, (size_t) places.n, sizeof *angles, compare);
    median = (angles[(places.n - 1) / 2] + angles[places.n / 2]) / 2;
  }
  free (places.at);
  free (angles);
  return median;
}
