/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/options.h"

#include "base/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  IMBALANCE,
  DUPLICATES,
  LABELS,
  LABEL_NOISE,
  TEST_LABEL_NOISE,
  ORDER,
  PERMUTE,
  SCALE,
  SCALE_RATIO,
  OFFSET,
  OFFSET_STEP,
  NORMALISE,
  TEST_STATISTICS,
  VALIDATION
};
enum { LABELS_GIVEN, LABELS_SHUFFLED, LABELS_RANDOM };
enum { NORMALISE_NONE, NORMALISE_CENTRE, NORMALISE_STANDARDISE };

/* The choices of these settings and of the sources', named here for translation. */
#define CHOICES                                                                                              \
  N_ ("given"), N_ ("shuffled"), N_ ("random"), N_ ("drawn"), N_ ("sorted"), N_ ("centre"),                  \
      N_ ("standardise"), N_ ("train"), N_ ("own"), N_ ("pixel"), N_ ("ones"), N_ ("start"), N_ ("end"),     \
      N_ ("plain"), N_ ("next"), N_ ("majority")

const Param data_options[] = {
  [IMBALANCE] = { "imbalance", N_ ("First class to last class"), NULL, PARAM_REAL, PARAM_LOG, 1, 1000, 1 },
  [DUPLICATES] = { "duplicates", N_ ("Share of copies"), NULL, PARAM_REAL, 0, 0, 0.99, 0 },
  [LABELS] = { "labels", N_ ("Labels"), NULL, PARAM_CHOICE, 0, 0, 2, 0, "given|shuffled|random" },
  [LABEL_NOISE] = { "label_noise", N_ ("Wrong labels"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  [TEST_LABEL_NOISE] = { "test_label_noise", N_ ("Wrong labels, test"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  [ORDER] = { "order", N_ ("Order"), NULL, PARAM_CHOICE, 0, 0, 1, 0, "drawn|sorted" },
  [PERMUTE] = { "permute", N_ ("Permuted places"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  [SCALE] = { "scale", N_ ("Scale of the inputs"), NULL, PARAM_REAL, PARAM_LOG, 1e-4, 1e4, 1 },
  [SCALE_RATIO] = { "scale_ratio", N_ ("Scale, last to first input"), NULL, PARAM_REAL, PARAM_LOG, 1e-4, 1e4,
                    1 },
  [OFFSET] = { "offset", N_ ("Offset of the inputs"), NULL, PARAM_REAL, 0, -1000, 1000, 0 },
  [OFFSET_STEP] = { "offset_step", N_ ("More offset per input"), NULL, PARAM_REAL, 0, -1000, 1000, 0 },
  [NORMALISE] = { "normalise", N_ ("Normalisation"), NULL, PARAM_CHOICE, 0, 0, 2, 0,
                  "none|centre|standardise" },
  [TEST_STATISTICS] = { "test_statistics", N_ ("Statistics for test samples"), NULL, PARAM_CHOICE, 0, 0, 1, 0,
                        "train|own" },
  [VALIDATION] = { "validation", N_ ("Validation samples"), NULL, PARAM_INT, PARAM_LOG, 0, 100000, 0 },
  { NULL },
};

int
data_options_validation (const double *options)
{
  return (int) options[VALIDATION];
}

/* ---- which samples, in which order ---- */

/* Replaces @set by its samples @order[0 … n−1]; frees both. */
static DataSet *
take (DataSet *set, int *order, int n, BaseError *error)
{
  DataSet *picked = order != NULL ? data_set_pick (set, order, n, error) : NULL;
  if (order == NULL)
    base_error_set (error, _ ("%s: out of memory"), set->name);
  free (order);
  data_set_free (set);
  return picked;
}

static DataSet *
thin_out (DataSet *set, double ratio, BaseError *error)
{
  int n_classes = set->n_classes, n = 0;
  int *order = calloc ((size_t) set->n + 1, sizeof *order), *left = calloc ((size_t) n_classes, sizeof *left);
  for (int i = 0; left != NULL && i < set->n; i++)
    left[(int) set->targets[i]]++;
  for (int k = 0; left != NULL && k < n_classes; k++)
    left[k] = (int) ceil (left[k] * pow (ratio, -(double) k / (n_classes - 1)));
  for (int i = 0; left != NULL && order != NULL && i < set->n; i++)
    if (left[(int) set->targets[i]]-- > 0)
      order[n++] = i;
  if (left == NULL) {
    free (order);
    order = NULL;
  }
  free (left);
  return take (set, order, n, error);
}

static DataSet *
copy_some (DataSet *set, double share, BaseError *error)
{
  int n_own = (int) ceil (set->n * (1 - share));
  int *order = calloc ((size_t) set->n + 1, sizeof *order);
  for (int i = 0; order != NULL && i < set->n; i++)
    order[i] = i % n_own;
  return take (set, order, set->n, error);
}

typedef struct {
  float target;
  int index;
} Place;

static int
compare_places (const void *a, const void *b)
{
  const Place *left = a, *right = b;
  if (left->target != right->target)
    return left->target < right->target ? -1 : 1;
  return (left->index > right->index) - (left->index < right->index);
}

static DataSet *
sort (DataSet *set, BaseError *error)
{
  int *order = calloc ((size_t) set->n + 1, sizeof *order);
  Place *places = calloc ((size_t) set->n + 1, sizeof *places);
  for (int i = 0; places != NULL && i < set->n; i++)
    places[i] = (Place){ set->targets[(size_t) i * (size_t) set->n_targets], i };
  if (places != NULL)
    qsort (places, (size_t) set->n, sizeof *places, compare_places);
  for (int i = 0; places != NULL && order != NULL && i < set->n; i++)
    order[i] = places[i].index;
  if (places == NULL) {
    free (order);
    order = NULL;
  }
  free (places);
  return take (set, order, set->n, error);
}

/* ---- targets ---- */

/* Gives sample @to the true targets of sample @from. */
static void
copy_target (DataSet *set, int to, int from)
{
  size_t n_targets = (size_t) set->n_targets;
  memcpy (set->targets + (size_t) to * n_targets, set->true_targets + (size_t) from * n_targets,
          n_targets * sizeof (float));
}

static bool
replace_labels (DataSet *set, int how, BaseRng *rng, BaseError *error)
{
  int *order = calloc ((size_t) set->n + 1, sizeof *order);
  if (order == NULL || !data_set_keep_targets (set, error)) {
    free (order);
    return base_error_set (error, _ ("%s: out of memory"), set->name);
  }
  bool drawn = how == LABELS_RANDOM && set->target != DATA_REAL;
  if (!drawn)
    base_rng_permutation (rng, order, set->n);
  for (int i = 0; !drawn && i < set->n; i++)
    copy_target (set, i, order[i]);
  for (int i = 0; drawn && i < set->n * set->n_targets; i++)
    set->targets[i] = (float) base_rng_below (rng, (uint32_t) set->n_classes);
  free (order);
  return true;
}

/* Two numbers are drawn for every label, wrong or not, so that a larger share only adds wrong ones. */
static bool
disturb_labels (DataSet *set, double share, BaseRng *rng, BaseError *error)
{
  int n_columns = set->target == DATA_REAL ? 1 : set->n_targets;
  if (!data_set_keep_targets (set, error))
    return false;
  for (int i = 0; i < set->n * n_columns; i++) {
    bool wrong = base_rng_uniform (rng) < share;
    double other = base_rng_uniform (rng);
    if (wrong && set->target == DATA_REAL)
      copy_target (set, i, (int) (other * set->n));
    else if (wrong) /* one of the n_classes − 1 labels after this one, in a circle */
      set->targets[i] =
          (float) (((int) set->targets[i] + 1 + (int) (other * (set->n_classes - 1))) % set->n_classes);
  }
  return true;
}

/* ---- inputs ---- */

/* One permutation of a random choice of the places; channels of a place stay together. */
static bool
permute_places (DataSet *set, double share, uint64_t seed, BaseError *error)
{
  BaseRng rng;
  bool vector = set->height * set->width == 1;
  int width = data_set_n_inputs (set), n_places = vector ? set->channels : set->height * set->width;
  size_t size = (size_t) (width / n_places);
  int n_moved = (int) floor (share * n_places + 0.5);
  int *chosen = calloc (2 * (size_t) n_places, sizeof *chosen), *order = chosen + n_places;
  float *old = calloc ((size_t) width, sizeof *old);
  bool fine = (chosen != NULL && old != NULL) || base_error_set (error, _ ("%s: out of memory"), set->name);
  if (fine) {
    base_rng_init (&rng, seed, RNG_DATA_PERMUTATION);
    base_rng_permutation (&rng, chosen, n_places);
    base_rng_permutation (&rng, order, n_moved);
  }
  for (int i = 0; fine && i < set->n; i++) {
    float *x = set->inputs + (size_t) i * (size_t) width;
    memcpy (old, x, (size_t) width * sizeof *old);
    for (int k = 0; k < n_moved; k++)
      memcpy (x + (size_t) chosen[k] * size, old + (size_t) chosen[order[k]] * size, size * sizeof *x);
  }
  free (old);
  free (chosen);
  return fine;
}

/* x ← a_j x + b_j for each feature j. */
static void
scale_features (DataSet *set, const double *a, const double *b)
{
  size_t n = (size_t) set->n * (size_t) data_set_n_inputs (set), f = (size_t) set->channels;
  for (size_t i = 0; i < n; i++)
    set->inputs[i] = (float) (a[i % f] * (double) set->inputs[i] + b[i % f]);
}

/* Mean and deviation of each feature, in double precision and two passes. */
static void
measure (const DataSet *set, double *mean, double *deviation)
{
  size_t n = (size_t) set->n * (size_t) data_set_n_inputs (set), f = (size_t) set->channels;
  double count = fmax (1, (double) (n / f));
  for (size_t j = 0; j < f; j++)
    mean[j] = deviation[j] = 0;
  for (size_t i = 0; i < n; i++)
    mean[i % f] += (double) set->inputs[i] / count;
  for (size_t i = 0; i < n; i++)
    deviation[i % f] +=
        ((double) set->inputs[i] - mean[i % f]) * ((double) set->inputs[i] - mean[i % f]) / count;
  for (size_t j = 0; j < f; j++)
    deviation[j] = sqrt (deviation[j]);
}

/* By the statistics of @train where there is one, else by its own, which it keeps. @room: two values for each
 * feature. */
static bool
normalise (DataSet *set, bool standardise, const DataSet *train, double *room, BaseError *error)
{
  size_t f = (size_t) set->channels;
  double *a = room, *b = room + f;
  set->mean = malloc (f * sizeof *set->mean);
  set->deviation = malloc (f * sizeof *set->deviation);
  if (set->mean == NULL || set->deviation == NULL)
    return base_error_set (error, _ ("%s: out of memory"), set->name);
  measure (set, b, a);
  for (size_t j = 0; j < f; j++) {
    set->mean[j] = train != NULL ? train->mean[j] : (float) b[j];
    set->deviation[j] = train != NULL ? train->deviation[j] : standardise && a[j] > 0 ? (float) a[j] : 1;
    a[j] = 1 / (double) set->deviation[j];
    b[j] = -(double) set->mean[j] * a[j];
  }
  scale_features (set, a, b);
  return true;
}

static bool
change_inputs (DataSet *set, const double *options, const DataSet *train, BaseError *error)
{
  int f = set->channels;
  const DataSet *like = options[TEST_STATISTICS] > 0 ? NULL : train;
  double *a = calloc (2 * (size_t) f, sizeof *a), *b = a + f;
  if (a == NULL)
    return base_error_set (error, _ ("%s: out of memory"), set->name);
  bool fine = true;
  for (int j = 0; j < f; j++) {
    a[j] = options[SCALE] * pow (options[SCALE_RATIO], f > 1 ? (double) j / (f - 1) : 0);
    b[j] = options[OFFSET] + j * options[OFFSET_STEP];
  }
  if (options[SCALE] != 1 || options[SCALE_RATIO] != 1 || options[OFFSET] != 0 || options[OFFSET_STEP] != 0)
    scale_features (set, a, b);
  if (options[NORMALISE] != NORMALISE_NONE)
    fine = normalise (set, options[NORMALISE] == NORMALISE_STANDARDISE, like, a, error);
  free (a);
  return fine;
}

/* ---- all of it ---- */

/* Settings that this kind of data cannot follow. */
static bool
check (const DataSet *set, const double *options, const DataSet *train, BaseError *error)
{
  for (int i = 0; i < params_count (data_options); i++)
    if (!param_check (&data_options[i], options[i], error))
      return false;
  if (options[IMBALANCE] != 1 && (set->target == DATA_REAL || set->n_targets > 1))
    return base_error_set (error, _ ("imbalance needs one class for each sample, which %s does not have"),
                           set->name);
  if (options[NORMALISE] != NORMALISE_NONE && options[TEST_STATISTICS] == 0 && train != NULL &&
      (train->mean == NULL || train->channels != set->channels))
    return base_error_set (error, _ ("%s is not normalised, so its statistics are not there for test samples"),
                           train->name);
  return true;
}

static DataSet *
change_samples (DataSet *set, const double *options, BaseRng *rng, BaseError *error)
{
  if (options[IMBALANCE] != 1)
    set = thin_out (set, options[IMBALANCE], error);
  if (set != NULL && options[DUPLICATES] > 0)
    set = copy_some (set, options[DUPLICATES], error);
  bool fine = set != NULL;
  if (fine && options[LABELS] != LABELS_GIVEN)
    fine = replace_labels (set, (int) options[LABELS], rng, error);
  if (fine && options[LABEL_NOISE] > 0)
    fine = disturb_labels (set, options[LABEL_NOISE], rng, error);
  if (fine && options[ORDER] > 0)
    return sort (set, error);
  if (fine)
    return set;
  data_set_free (set);
  return NULL;
}

DataSet *
data_options_apply (DataSet *set, const double *options, uint64_t seed, const DataSet *train,
                    BaseError *error)
{
  BaseRng rng;
  base_rng_init (&rng, seed, train != NULL ? RNG_DATA_TEST_OPTIONS : RNG_DATA_TRAIN_OPTIONS);
  bool fine = check (set, options, train, error);
  if (fine && train == NULL) {
    set = change_samples (set, options, &rng, error);
    fine = set != NULL;
  } else if (fine && options[TEST_LABEL_NOISE] > 0) {
    fine = disturb_labels (set, options[TEST_LABEL_NOISE], &rng, error);
  }
  if (fine && options[PERMUTE] > 0)
    fine = permute_places (set, options[PERMUTE], seed, error);
  if (fine && change_inputs (set, options, train, error))
    return set;
  data_set_free (set);
  return NULL;
}
