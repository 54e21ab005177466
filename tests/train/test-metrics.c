/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "train/probe.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Metrics and events against the same quantities computed here, another way. */

static double
value_at (TrainSession *session, const char *metric, int layer, long step)
{
  double value = -1;
  g_assert_true (train_record_value (train_session_record (session, 0), metric, layer, step, &value));
  return value;
}

static void
assert_near (double value, double expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, 1e-5 * (1 + fabs (expected)));
}

/* Records every metric there is. */
static void
request_all (Fixture *fixture)
{
  g_assert_cmpint (train_metrics.n_entries, <=, TRAIN_MAX_METRICS);
  for (int i = 0; i < train_metrics.n_entries; i++)
    fixture->config.metrics[fixture->config.n_metrics++] = (const TrainMetric *) train_metrics.entries[i];
}

/* What is not asked for is not recorded; what is, is. */
static void
test_requests (void)
{
  Fixture fixture;
  double unused;
  fixture_init (&fixture, 1, "sgd", "tanh");
  fixture.config.metrics[fixture.config.n_metrics++] =
    (const TrainMetric *) base_registry_find (&train_metrics, "auc");
  TrainSession *session = fixture_session (&fixture);
  train_session_wait (session);
  g_assert_true (train_record_value (train_session_record (session, 0), "train_loss", 0, 0, &unused));
  g_assert_true (train_record_value (train_session_record (session, 0), "auc", 0, 0, &unused));
  g_assert_false (train_record_value (train_session_record (session, 0), "ece", 0, 0, &unused));
  train_session_free (session);
  fixture_clear (&fixture);
}

static void
test_registry (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd", "tanh");
  request_all (&fixture);
  TrainSession *session = fixture_session (&fixture);
  train_session_step (session, 10);
  train_session_wait (session);
  for (int i = 0; i < train_metrics.n_entries; i++) {
    const TrainMetric *metric = (const TrainMetric *) train_metrics.entries[i];
    g_assert_true (base_registry_find (&train_metrics, metric->entry.name) == &metric->entry);
    g_assert_true (metric->entry.label && metric->entry.summary && metric->measure);
    if (metric->applies && !metric->applies (fixture.train, fixture.test, fixture.config.lanes[0].loss))
      continue;
    bool square_only = g_str_equal (metric->entry.name, "spectral_radius");
    const char *const elsewhere[] = { "gradient_cosine", "bn_gamma",    "bn_beta",    "bn_gap",     "forget_gate",
                                      "input_gate",      "output_gate", "reset_gate", "update_gate",
                                      "own_angle",       "angle_gap",   NULL };
    if (g_strv_contains (elsewhere, metric->entry.name)) {
      g_assert_true (isnan (value_at (session, metric->entry.name, metric->per_layer, 10)));
      continue;
    }
    if (metric->parts != TRAIN_WHOLE || metric->sets & TRAIN_GENERATED) /* of two players: tests/lab/test-nets.c */
      continue;
    for (int layer = metric->per_layer; layer <= (metric->per_layer ? 3 : 0); layer++)
      g_assert_true (isfinite (value_at (session, metric->entry.name, layer, 10)) == (!square_only || layer == 2));
  }
  g_assert_true (isnan (value_at (session, "update_ratio", 1, 0)));
  train_session_free (session);
  fixture_clear (&fixture);
}

/* Mean loss and share of right answers, sample by sample. */
static void
evaluate (NnGraph *graph, const DataSet *set, double *loss, double *accuracy)
{
  *loss = *accuracy = 0;
  for (int i = 0; i < set->n; i++) {
    train_gather (graph, set, &i, 0, 1);
    nn_graph_forward (graph, 1);
    *loss += nn_graph_loss (graph, 1) / set->n;
    *accuracy += ((nn_graph_output (graph)->value[0] > 0) == (set->targets[i] == 1)) / (double) set->n;
  }
}

static void
test_sets (void)
{
  Fixture fixture;
  double loss[2], accuracy[2];
  fixture_init (&fixture, 1, "sgd", "tanh");
  fixture.train->n = 37; /* no multiple of anything */
  TrainSession *session = fixture_session (&fixture);
  train_session_step (session, 60);
  train_session_wait (session);
  NnGraph *graph = train_session_probe_graph (session, 0, 1);
  evaluate (graph, fixture.train, &loss[0], &accuracy[0]);
  evaluate (graph, fixture.test, &loss[1], &accuracy[1]);
  g_assert_cmpfloat (accuracy[0], <, 1);
  assert_near (value_at (session, "train_loss", 0, 60), loss[0]);
  assert_near (value_at (session, "test_loss", 0, 60), loss[1]);
  assert_near (value_at (session, "gap", 0, 60), loss[1] - loss[0]);
  assert_near (value_at (session, "train_acc", 0, 60), accuracy[0]);
  assert_near (value_at (session, "test_acc", 0, 60), accuracy[1]);
  nn_graph_free (graph);
  train_session_free (session);
  fixture_clear (&fixture);
}

/* Every pair of samples, every threshold, every bin, in plain loops. */
static void
test_ranking (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd", "tanh");
  request_all (&fixture);
  TrainSession *session = fixture_session (&fixture);
  train_session_step (session, 20);
  train_session_wait (session);
  NnGraph *graph = train_session_probe_graph (session, 0, 1);
  const DataSet *set = fixture.test;
  double *p = g_new (double, set->n), pairs = 0, ordered = 0, precisions = 0, confidence = 0, entropy = 0, error = 0;
  int n[2] = { 0 }, right[2] = { 0 };
  for (int i = 0; i < set->n; i++) {
    train_gather (graph, set, &i, 0, 1);
    nn_graph_forward (graph, 1);
    p[i] = 1 / (1 + exp (-(double) nn_graph_output (graph)->value[0]));
    int class = set->targets[i] == 1;
    n[class]++;
    right[class] += (p[i] > 0.5) == class;
    confidence += MAX (p[i], 1 - p[i]) / set->n;
    entropy -= (p[i] * log (p[i]) + (1 - p[i]) * log (1 - p[i])) / set->n;
  }
  for (int i = 0; i < set->n; i++) {
    int above = 0, found = 0;
    for (int j = 0; j < set->n; j++) {
      pairs += set->targets[i] == 1 && set->targets[j] == 0;
      ordered += set->targets[i] == 1 && set->targets[j] == 0 ? (p[i] > p[j]) + 0.5 * (p[i] == p[j]) : 0;
      above += p[j] >= p[i];
      found += p[j] >= p[i] && set->targets[j] == 1;
    }
    precisions += set->targets[i] == 1 ? (double) found / above / n[1] : 0;
  }
  for (int bin = 0; bin < 15; bin++) {
    double sum = 0;
    for (int i = 0; i < set->n; i++) {
      double sure = MAX (p[i], 1 - p[i]);
      if (sure > bin / 15.0 && sure <= (bin + 1) / 15.0)
        sum += ((p[i] > 0.5) == (set->targets[i] == 1)) - sure;
    }
    error += fabs (sum) / set->n;
  }
  double recall = (double) right[1] / n[1], precision = right[1] / (double) (right[1] + n[0] - right[0]);
  g_assert_true (right[0] < n[0] && right[1] < n[1]);
  assert_near (value_at (session, "auc", 0, 20), ordered / pairs);
  assert_near (value_at (session, "average_precision", 0, 20), precisions);
  assert_near (value_at (session, "recall", 0, 20), recall);
  assert_near (value_at (session, "precision", 0, 20), precision);
  assert_near (value_at (session, "f1", 0, 20), 2 / (1 / recall + 1 / precision));
  assert_near (value_at (session, "balanced_acc", 0, 20), (recall + (double) right[0] / n[0]) / 2);
  assert_near (value_at (session, "confidence", 0, 20), confidence);
  assert_near (value_at (session, "entropy", 0, 20), entropy);
  assert_near (value_at (session, "ece", 0, 20), error);
  g_free (p);
  nn_graph_free (graph);
  train_session_free (session);
  fixture_clear (&fixture);
}

static void
check_pre_activations (TrainSession *session, const NnLayerView *view, int layer, int rows, long step)
{
  size_t n = view->pre->size * (size_t) rows;
  double mean = 0, squares = 0, slopes = 0, zero = 0;
  for (size_t i = 0; i < n; i++) {
    mean += view->pre->value[i] / (double) n;
    squares += pow (view->pre->value[i], 2) / (double) n;
    slopes += pow (rows * view->pre->gradient[i], 2) / (double) n;
    zero += (view->out->value[i] == 0) / (double) n;
  }
  assert_near (value_at (session, "pre_mean", layer, step), mean);
  assert_near (value_at (session, "pre_std", layer, step), sqrt (squares - mean * mean));
  assert_near (value_at (session, "delta_rms", layer, step), sqrt (slopes));
  assert_near (value_at (session, "zero", layer, step), zero);
  double spread = 0, zeros = 0;
  int n_units = view->weight->shape.d[1];
  for (size_t i = 0; i < view->weight->size; i++) {
    zeros += view->weight->value[i] == 0;
    for (size_t j = i - i % (size_t) n_units; j < i; j++)
      spread = MAX (spread, fabs ((double) view->weight->value[i] - (double) view->weight->value[j]));
  }
  assert_near (value_at (session, "unit_spread", layer, step), spread);
  assert_near (value_at (session, "exact_zeros", layer, step), zeros);
}

/* Statistics of one layer over all samples, in plain loops. */
static void
check_layer (TrainSession *session, const NnGraph *graph, int layer, int rows, long step)
{
  const NnLayerView *view = nn_graph_layer (graph, layer - 1);
  size_t n = view->out->size * (size_t) rows;
  double squares = 0, mean = 0, variance = 0, saturated = 0, dead = 0;
  for (size_t i = 0; i < view->weight->size; i++)
    squares += pow (view->weight->gradient[i], 2);
  assert_near (value_at (session, "grad_norm", layer, step), sqrt (squares));
  squares = 0;
  for (size_t i = 0; i < view->weight->size; i++)
    squares += pow (view->weight->value[i], 2);
  assert_near (value_at (session, "weight_norm", layer, step), sqrt (squares));
  for (size_t i = 0; i < n; i++)
    mean += view->out->value[i] / (double) n;
  for (size_t i = 0; i < n; i++)
    variance += pow (view->out->value[i] - mean, 2) / (double) n;
  assert_near (value_at (session, "act_mean", layer, step), mean);
  assert_near (value_at (session, "act_std", layer, step), sqrt (variance));
  for (size_t unit = 0; view->activation && unit < view->pre->size; unit++) {
    int zero = 0;
    for (size_t row = 0; row < (size_t) rows; row++) {
      real at = view->pre->value[row * view->pre->size + unit], slope;
      nn_activation_slopes (view->activation, view->out->settings, 1, &at, NULL, &slope);
      saturated += (ABS (slope) < 0.05 * nn_activation_max_slope (view->activation, view->out->settings)) / (double) n;
      zero += slope == 0;
    }
    dead += (zero == rows) / (double) view->pre->size;
  }
  check_pre_activations (session, view, layer, rows, step);
  assert_near (value_at (session, "saturated", layer, step), saturated);
  assert_near (value_at (session, "dead", layer, step), dead);
}

static void
test_layers (const char *activation, double rate)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd", activation);
  request_all (&fixture);
  fixture.config.lanes[0].batch = 0; /* all: in another order here than there */
  fixture.config.lanes[0].rules[0].values.optimizer[0] = rate;
  TrainSession *session = fixture_session (&fixture);
  train_session_step (session, 39);
  train_session_wait (session);
  NnGraph *probe = train_session_probe_graph (session, 0, 1);
  size_t n = nn_graph_n_parameters (probe);
  real *before = g_new (real, n);
  train_session_copy_parameters (session, 0, before);
  train_session_step (session, 1);
  train_session_wait (session);
  NnGraph *graph = nn_graph_copy (probe, fixture.train->n, true, NN_GRADIENTS);
  train_session_copy_parameters (session, 0, nn_graph_parameters (graph));
  train_gather (graph, fixture.train, NULL, 0, fixture.train->n);
  nn_graph_forward (graph, fixture.train->n);
  nn_graph_backward (graph, fixture.train->n);
  NnGraph *start = fixture_graph (&fixture);
  double whole = 0;
  for (size_t i = 0; i < nn_graph_n_trained (graph); i++)
    whole += pow (nn_graph_gradients (graph)[i], 2);
  assert_near (value_at (session, "total_grad_norm", 0, 40), sqrt (whole));
  for (int layer = 1; layer <= nn_graph_n_layers (graph); layer++) {
    const NnNode *weight = nn_graph_layer (graph, layer - 1)->weight;
    double moved = 0, size = 0, way = 0;
    for (size_t i = weight->offset; i < weight->offset + weight->size; i++) {
      moved += pow ((double) nn_graph_parameters (graph)[i] - (double) before[i], 2);
      size += pow (before[i], 2);
      way += pow ((double) nn_graph_parameters (graph)[i] - (double) nn_graph_parameters (start)[i], 2);
    }
    assert_near (value_at (session, "weight_delta", layer, 40), sqrt (way));
    assert_near (value_at (session, "update_ratio", layer, 40), sqrt (moved / size));
    check_layer (session, graph, layer, fixture.train->n, 40);
  }
  nn_graph_free (start);
  nn_graph_free (graph);
  nn_graph_free (probe);
  g_free (before);
  train_session_free (session);
  fixture_clear (&fixture);
}

/* Looking at curvature and sensitivity does not disturb the run. */
static void
test_inspection (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd", "tanh");
  TrainSession *plain = fixture_session (&fixture);
  request_all (&fixture);
  TrainSession *session = fixture_session (&fixture);
  train_session_step (plain, 30);
  train_session_step (session, 30);
  train_session_wait (plain);
  train_session_wait (session);
  g_assert_cmpfloat (value_at (plain, "train_loss", 0, 30), ==, value_at (session, "train_loss", 0, 30));
  double low = value_at (session, "hessian_min", 0, 30), high = value_at (session, "hessian_max", 0, 30);
  g_assert_cmpfloat (low, <, high);
  g_assert_cmpfloat (high, >, 0.1);
  g_assert_cmpfloat (value_at (session, "jacobian_norm", 0, 30), >, 0);
  train_session_free (plain);
  train_session_free (session);
  fixture_clear (&fixture);
}

/* Of a linear network the Jacobian is the same everywhere. */
static void
test_jacobian (void)
{
  Fixture fixture;
  fixture_init (&fixture, 1, "sgd", "linear");
  request_all (&fixture);
  TrainSession *session = fixture_session (&fixture);
  train_session_step (session, 10);
  train_session_wait (session);
  NnGraph *graph = train_session_probe_graph (session, 0, 1);
  double slopes[2] = { 0 }, before = 0;
  for (int i = -1; i < 2; i++) {
    real *x = nn_graph_input_node (graph)->value;
    x[0] = i == 0;
    x[1] = i == 1;
    nn_graph_forward (graph, 1);
    double y = (double) nn_graph_output (graph)->value[0];
    if (i < 0)
      before = y;
    else
      slopes[i] = y - before;
  }
  assert_near (value_at (session, "jacobian_norm", 0, 10), hypot (slopes[0], slopes[1]));
  nn_graph_free (graph);
  train_session_free (session);
  fixture_clear (&fixture);
}

static void
test_smooth (void)
{
  test_layers ("tanh", 0.5);
}

static void
test_kinked (void)
{
  test_layers ("relu", 2);
}

/* The first step in the record at which @kind is to be seen, or −1. */
static long
first_step (TrainSession *session, TrainEventKind kind)
{
  const TrainRecord *record = train_session_record (session, 0);
  for (long step = 0; kind <= TRAIN_EXPLODING && step < record->n_losses; step++) {
    bool finite = isfinite (record->losses[step]);
    if (kind == TRAIN_DIVERGED && !finite)
      return step;
    if (kind == TRAIN_EXPLODING && finite && record->losses[step] > 1000 * record->losses[0])
      return step;
  }
  for (int row = 0; row < record->n_rows; row++) {
    long step = record->steps[row];
    bool dead = false;
    for (int layer = 1; layer <= 3; layer++)
      dead = dead || value_at (session, "dead", layer, step) >= 0.5;
    if (kind == TRAIN_DEAD_UNITS && dead)
      return step;
    double first = value_at (session, "grad_norm", 1, step), last = value_at (session, "grad_norm", 3, step);
    if (kind == TRAIN_VANISHING && first / last < 1e-4)
      return step;
  }
  return -1;
}

/* Many runs, calm and wild: each event stands at the first step at which the record shows it, and each kind occurs. */
static void
test_events (void)
{
  const char *activations[] = { "tanh", "relu", "sigmoid", "linear" };
  bool seen[4] = { 0 };
  const TrainEventKind kinds[] = { TRAIN_DIVERGED, TRAIN_EXPLODING, TRAIN_DEAD_UNITS, TRAIN_VANISHING };
  const double rates[] = { 0.01, 3, 100 };
  for (int run = 0; run < 12; run++) {
    Fixture fixture;
    const TrainEvent *events;
    fixture_init (&fixture, 1, "sgd-momentum", activations[run % 4]);
    fixture.config.record_every = 4;
    fixture.config.steps = 400;
    fixture.config.lanes[0].rules[0].values.optimizer[0] = rates[run / 4];
    TrainSession *session = fixture_session (&fixture);
    train_session_run (session);
    train_session_wait (session);
    int n = train_session_events (session, &events);
    for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++) {
      long found = -1;
      for (int j = 0; j < n; j++)
        if (events[j].kind == kinds[i]) {
          g_assert_cmpint (found, ==, -1);
          found = events[j].step;
          seen[i] = true;
        }
      g_assert_cmpint (found, ==, first_step (session, kinds[i]));
    }
    train_session_free (session);
    fixture_clear (&fixture);
  }
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_true (seen[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/metrics/registry", test_registry);
  g_test_add_func ("/train/metrics/requests", test_requests);
  g_test_add_func ("/train/metrics/sets", test_sets);
  g_test_add_func ("/train/metrics/ranking", test_ranking);
  g_test_add_func ("/train/metrics/inspection", test_inspection);
  g_test_add_func ("/train/metrics/jacobian", test_jacobian);
  g_test_add_func ("/train/metrics/smooth", test_smooth);
  g_test_add_func ("/train/metrics/kinked", test_kinked);
  g_test_add_func ("/train/metrics/events", test_events);
  return g_test_run ();
}
