/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "lab/shown.h"
#include "texts.h"

#include <math.h>
#include <string.h>

/* One lane whose batch loss has more points than a pin keeps. */
static const char long_run[] = "data = moons n=60 test=30 noise=0.1\nnetwork = dense 8 tanh | dense 1\nloss = bce\n"
                               "optimizer = sgd lr=0.1\nbatch = 16\nsteps = 1800\nrecord = every 100\n";

typedef struct {
  Lesson *lesson;
  LabExperiment *experiment;
  LabPins *pins;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer text)
{
  fixture->lesson = fixture_lesson (text, NULL);
  fixture->experiment = fixture_experiment (fixture->lesson);
  fixture->pins = lab_pins_new ();
  lab_experiment_set_pins (fixture->experiment, fixture->pins);
  train_session_run (lab_experiment_session (fixture->experiment));
}

static void
tear_down (Fixture *fixture, gconstpointer text)
{
  lab_experiment_free (fixture->experiment);
  lab_pins_free (fixture->pins);
  lesson_free (fixture->lesson);
}

static LabPin *
pin_now (Fixture *fixture, int lane)
{
  LabPin *pin = lab_pin_new (fixture->experiment, lab_experiment_snapshot_now (fixture->experiment), lane);
  g_assert_true (lab_pins_add (fixture->pins, pin, -1));
  return pin;
}

static PlotFigure *
draw (Fixture *fixture, const char *name)
{
  BaseError error = { "" };
  LabViewer *viewer = lab_viewer_new_named (fixture->experiment, name, &error);
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (fixture->experiment));
  lab_viewer_free (viewer);
  return figure;
}

static int
n_pinned (const PlotPanel *panel)
{
  int n = 0;
  for (int m = 0; m < panel->n_marks; m++)
    n += panel->marks[m].style >= PLOT_STYLES;
  return n;
}

/* The record lasts, whatever becomes of the run. */
static void
test_lasts (Fixture *fixture, gconstpointer text)
{
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (fixture->experiment);
  const TrainSeries *live = train_snapshot_series (snapshot, 1, "train_loss", 0);
  int n = live->n;
  double last = live->last[n - 1];
  LabPin *pin = pin_now (fixture, -1);
  g_assert_cmpint (pin->record.n_lanes, ==, 2);
  g_assert_cmpint (pin->record.furthest, ==, 40);
  train_session_reset (lab_experiment_session (fixture->experiment));
  fixture_change (fixture->experiment, 1, "optimizer.lr", 0.02);
  train_session_step (lab_experiment_session (fixture->experiment), 10);
  snapshot = lab_experiment_snapshot_now (fixture->experiment);
  const TrainSeries *pinned = train_snapshot_series (&pin->record, 1, "train_loss", 0);
  g_assert_cmpint (pinned->n, ==, n);
  g_assert_cmpfloat (pinned->last[n - 1], ==, last);
  g_assert_cmpfloat (lab_pin_value (pin, "optimizer.lr", 1), ==, 0.5);
  g_assert_true (isnan (lab_pin_value (pin, "no.such", 0)));
}

static void
test_is_thin (Fixture *fixture, gconstpointer text)
{
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (fixture->experiment);
  const TrainSeries *live = train_snapshot_series (snapshot, 0, "batch_loss", 0);
  LabPin *pin = pin_now (fixture, -1);
  const TrainSeries *pinned = train_snapshot_series (&pin->record, 0, "batch_loss", 0);
  double live_high = -INFINITY, high = -INFINITY, low = INFINITY, live_low = INFINITY;
  g_assert_cmpint (live->n, >, LAB_PIN_POINTS);
  g_assert_cmpint (pinned->n, <=, LAB_PIN_POINTS);
  g_assert_cmpint (pinned->n, >, LAB_PIN_POINTS / 2);
  for (int i = 0; i < live->n; i++)
    live_high = fmax (live_high, live->high[i]), live_low = fmin (live_low, live->low[i]);
  for (int i = 0; i < pinned->n; i++)
    high = fmax (high, pinned->high[i]), low = fmin (low, pinned->low[i]);
  g_assert_true (high == live_high && low == live_low);
  g_assert_cmpfloat (pinned->step[pinned->n - 1], ==, live->step[live->n - 1]);
  g_assert_cmpfloat (pinned->last[pinned->n - 1], ==, live->last[live->n - 1]);
  g_assert_cmpuint (lab_pin_bytes (pin), <=, LAB_PIN_BYTES);
}

/* As many lanes and columns as there may be still keep within their room. */
static void
test_is_bounded (Fixture *fixture, gconstpointer text)
{
  enum { N_SERIES = 200, N = 2000 };
  double *values = g_new (double, N);
  for (int i = 0; i < N; i++)
    values[i] = i;
  TrainSeries series[N_SERIES];
  for (int i = 0; i < N_SERIES; i++)
    series[i] = (TrainSeries) { { 0 }, N, values, values, values, values };
  TrainLaneSnapshot lanes[] = { { .n_series = N_SERIES, .series = series }, { .n_series = N_SERIES, .series = series } };
  const TrainSnapshot snapshot = { .furthest = N - 1, .n_lanes = 2, .lanes = lanes };
  gint64 start = g_get_monotonic_time ();
  LabPin *pin = lab_pin_new (fixture->experiment, &snapshot, -1);
  g_test_message ("copied %d series in %.1f ms", 2 * N_SERIES, (double) (g_get_monotonic_time () - start) / 1e3);
  g_assert_cmpuint (lab_pin_bytes (pin), <=, LAB_PIN_BYTES);
  g_assert_cmpuint (lab_pin_bytes (pin), >, LAB_PIN_BYTES / 4);
  g_assert_cmpfloat (lab_metric_at (&pin->record, 1, "batch_loss", 0, N), ==, N - 1);
  lab_pin_free (pin);
  g_free (values);
}

static void
test_names (Fixture *fixture, gconstpointer text)
{
  const LabSetup *setup = lab_experiment_setup (fixture->experiment);
  LabPin *first = pin_now (fixture, -1);
  g_assert_cmpstr (first->name, ==, "as in the lesson");
  g_autofree char *nothing = lab_pin_differences (first, setup);
  g_assert_cmpstr (nothing, ==, "");
  fixture_change (fixture->experiment, 1, "optimizer.lr", 0.3);
  train_session_wait (lab_experiment_session (fixture->experiment));
  g_autofree char *changed = lab_pin_differences (first, setup), *result = lab_pin_result (first, setup);
  g_assert_cmpstr (changed, ==, "quick: learning rate 0.5 (now 0.3)");
  g_assert_true (g_str_has_prefix (result, "Training loss at step 40: slow 0."));
  g_assert_cmpstr (pin_now (fixture, 1)->name, ==, "learning rate 0.3");
  g_assert_cmpstr (pin_now (fixture, 1)->name, ==, "learning rate 0.3 (2)");
  fixture_change (fixture->experiment, -1, "batch", 8);
  train_session_wait (lab_experiment_session (fixture->experiment));
  g_assert_cmpstr (pin_now (fixture, 0)->name, ==, "batch size 8");
  g_autofree char *both = lab_pin_differences (first, setup);
  g_assert_nonnull (strstr (both, "batch size 16 (now 8)"));
}

static void
test_list (Fixture *fixture, gconstpointer text)
{
  unsigned slots = 0;
  guint serial = fixture->pins->serial;
  for (int i = 0; i < LAB_MAX_PINS; i++)
    slots |= 1u << pin_now (fixture, 0)->slot;
  g_assert_cmpuint (slots, ==, (1u << LAB_MAX_PINS) - 1);
  g_assert_cmpuint (fixture->pins->serial, !=, serial);
  LabPin *more = lab_pin_new (fixture->experiment, lab_experiment_snapshot_now (fixture->experiment), 0);
  g_assert_false (lab_pins_add (fixture->pins, more, -1));
  lab_pin_free (more);
  LabPin *third = lab_pins_take (fixture->pins, 2);
  int slot = third->slot;
  g_assert_cmpuint (fixture->pins->pins->len, ==, LAB_MAX_PINS - 1);
  g_assert_true (lab_pins_add (fixture->pins, third, 2));
  g_assert_true (fixture->pins->pins->pdata[2] == third && third->slot == slot);
}

static void
test_curve (Fixture *fixture, gconstpointer text)
{
  pin_now (fixture, -1);
  train_session_reset (lab_experiment_session (fixture->experiment));
  PlotFigure *figure = draw (fixture, "curve");
  g_assert_cmpint (n_pinned (&figure->panels[0]), ==, 2);
  g_assert_cmpstr (figure->panels[0].marks[0].label, ==, "slow (0.01)");
  g_assert_nonnull (strstr (figure->caption, "learning rate"));
  g_assert_cmpstr (figure->panels[0].marks[2].label, ==, "slow, as in the lesson");
  g_assert_cmpint (figure->panels[0].marks[3].style % PLOT_STYLES, ==, figure->panels[0].marks[1].style);
  g_assert_cmpfloat (figure->panels[0].x.max, ==, 40);
  plot_figure_free (figure);
  lab_pins_hide (fixture->pins, 0, true);
  figure = draw (fixture, "curve");
  g_assert_cmpint (n_pinned (&figure->panels[0]), ==, 0);
  plot_figure_free (figure);
}

/* A lane of its own, at two rates one after the other: then there is something to compare. */
static void
test_rates (Fixture *fixture, gconstpointer text)
{
  PlotFigure *figure = draw (fixture, "learning-rate");
  g_assert_cmpint (figure->panels[0].n_marks, ==, 1);
  plot_figure_free (figure);
  pin_now (fixture, -1);
  fixture_change (fixture->experiment, -1, "optimizer.lr", 0.3);
  train_session_wait (lab_experiment_session (fixture->experiment));
  figure = draw (fixture, "learning-rate");
  g_assert_null (figure->empty);
  g_assert_cmpint (n_pinned (&figure->panels[0]), ==, 1);
  g_autofree char *table = plot_figure_table (figure);
  g_assert_nonnull (strstr (table, "now\t0.3\t"));
  g_assert_nonnull (strstr (table, "as in the lesson\t0.1\t"));
  plot_figure_free (figure);
}

/* All at the step of the shared cursor. */
static void
test_shared_step (Fixture *fixture, gconstpointer text)
{
  LabPin *pin = pin_now (fixture, -1);
  double then = lab_metric_at (&pin->record, 0, "train_loss", 0, 10);
  train_session_seek (lab_experiment_session (fixture->experiment), 10);
  PlotFigure *figure = draw (fixture, "compare");
  g_assert_cmpint (figure->panels[0].n_marks, ==, 4);
  g_assert_cmpfloat (figure->panels[0].marks[0].y[0], ==, then);
  g_assert_cmpfloat (figure->panels[0].marks[2].y[0], ==, then);
  plot_figure_free (figure);
}

static void
test_differences (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GArray) lanes = lab_shown (fixture->experiment, NULL);
  g_autoptr (GPtrArray) keys = lab_shown_differences (lanes);
  g_assert_cmpuint (keys->len, ==, 1);
  g_assert_cmpstr (keys->pdata[0], ==, "optimizer.lr");
  g_autofree char *value = lab_shown_text (&g_array_index (lanes, LabShown, 1), keys->pdata[0]);
  g_assert_cmpstr (value, ==, "0.5");
  g_autofree char *values = lab_shown_values (lanes, keys->pdata[0], false);
  g_assert_cmpstr (values, ==, "slow: 0.01\nquick: 0.5");
  pin_now (fixture, 0);
  fixture_change (fixture->experiment, -1, "batch", 8);
  g_autoptr (GArray) more = lab_shown (fixture->experiment, NULL);
  g_autoptr (GPtrArray) both = lab_shown_differences (more);
  g_assert_cmpuint (more->len, ==, 3);
  g_assert_cmpuint (both->len, ==, 2);
  g_assert_cmpstr (both->pdata[1], ==, "batch");
  g_autofree char *pinned = lab_shown_values (more, "batch", true), *same = lab_shown_values (more, "optimizer.lr", true);
  g_assert_cmpstr (pinned, ==, "slow, as in the lesson: 16");
  g_assert_cmpstr (same, ==, "");
  LabPin *both_lanes = pin_now (fixture, -1);
  fixture_change (fixture->experiment, -1, "batch", 4);
  g_autoptr (GArray) all = lab_shown (fixture->experiment, NULL);
  g_autofree char *once = lab_shown_values (all, "batch", true);
  g_assert_cmpstr (once, ==, "slow, as in the lesson: 16\nbatch size 8: 8");
  g_assert_cmpint (both_lanes->record.n_lanes, ==, 2);
}

/* A setting that differs in many layers is named once. */
static void
test_labels (void)
{
  Lesson *lesson = fixture_lesson ("data = moons n=60\nnetwork = 5 * dense 4 tanh as hidden | batchnorm as bn | dense 4 | batchnorm | dense 1\n"
                                   "loss = bce\noptimizer = sgd\nlane a\n"
                                   "lane b : hidden.activation = relu, batch = 8, bn.mode = train, batchnorm2.mode = train\n"
                                   "control bn.mode = auto, train\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  g_autoptr (GArray) lanes = lab_shown (experiment, NULL);
  g_autoptr (GPtrArray) keys = lab_shown_differences (lanes);
  g_autofree char *labels = lab_setting_labels (lab_experiment_setup (experiment), keys);
  g_assert_nonnull (strstr (labels, "activation of 5 layers"));
  g_assert_nonnull (strstr (labels, "batch size"));
  g_assert_null (strstr (labels, "layer 2"));
  g_assert_nonnull (strstr (labels, "statistics of 2 layers"));
  g_assert_null (strstr (labels, "bn"));
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

static void
check_views (Fixture *fixture, double width, double height)
{
  const PlotTheme theme = { 0 };
  for (int i = 0; i < lab_views.n_entries; i++) {
    PlotFigure *figure = draw (fixture, lab_views.entries[i]->name);
    texts_check (figure, width, height, &theme, lab_views.entries[i]->name);
    plot_figure_free (figure);
  }
}

/* Every view, a small one with two pins, a large one with as many as there may be: no text is cut or lies on another. */
static void
test_all_views (Fixture *fixture, gconstpointer text)
{
  pin_now (fixture, -1);
  pin_now (fixture, 1);
  check_views (fixture, 360, 240);
  while (fixture->pins->pins->len < LAB_MAX_PINS)
    pin_now (fixture, (int) fixture->pins->pins->len % 2);
  check_views (fixture, 960, 600);
}

#define ADD(name, text) g_test_add ("/pins/" #name, Fixture, text, set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (lasts, fixture_points);
  ADD (is_thin, long_run);
  ADD (is_bounded, fixture_points);
  ADD (names, fixture_points);
  ADD (list, fixture_points);
  ADD (curve, fixture_points);
  ADD (rates, long_run);
  ADD (shared_step, fixture_points);
  ADD (differences, fixture_points);
  g_test_add_func ("/lab/pins/labels", test_labels);
  ADD (all_views, fixture_points);
  return g_test_run ();
}
