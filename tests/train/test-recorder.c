/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/recorder.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* The recorder: exact samples, and buckets that are a function of the samples alone. */

static const TrainMetric metric = { .entry = { .name = "height" } };
static const TrainColumn columns[2] = { { &metric, 0 }, { &metric, 2 } };

static float
loss_at (long step)
{
  if (step % 97 == 13)
    return NAN;
  return (float) (sin (0.37 * (double) step) * (double) (step % 11));
}

/* Rows every @every steps and at step @end. */
static void
record (TrainRecorder *recorder, long first, long end, long every)
{
  for (long step = first; step <= end; step++) {
    train_recorder_add_loss (recorder, loss_at (step));
    if (step % every == 0 || step == end)
      train_recorder_add_row (recorder, step, (double[]) { 2 * loss_at (step), (double) step });
  }
}

/* Every bucket against the samples that fall into it. */
static void
check_losses (const TrainRecorder *recorder)
{
  const TrainSeries *s = &recorder->buckets[0].series;
  long width = recorder->buckets[0].width, first = 0;
  g_assert_cmpint (s->n, <=, TRAIN_BUCKETS);
  for (int i = 0; i < s->n; i++) {
    long last = (long) s->step[i];
    double low = NAN, high = NAN;
    g_assert_cmpint (last, ==, MIN ((i + 1) * width, recorder->record.n_losses) - 1);
    for (long step = first; step <= last; step++) {
      low = fmin (low, loss_at (step));
      high = fmax (high, loss_at (step));
    }
    g_assert_true (low == s->low[i] || (isnan (low) && isnan (s->low[i])));
    g_assert_true (high == s->high[i] || (isnan (high) && isnan (s->high[i])));
    g_assert_true (loss_at (last) == (float) s->last[i] || isnan (s->last[i]));
    g_assert_cmpint (isnan (loss_at (last)), ==, isnan (s->last[i]));
    first = last + 1;
  }
  g_assert_cmpint (first, ==, recorder->record.n_losses);
}

static void
assert_same_buckets (const TrainRecorder *a, const TrainRecorder *b)
{
  for (int i = 0; i <= a->record.n_columns; i++) {
    const TrainSeries *s = &a->buckets[i].series, *t = &b->buckets[i].series;
    size_t size = (size_t) s->n * sizeof (double);
    g_assert_cmpint (a->buckets[i].width, ==, b->buckets[i].width);
    g_assert_cmpint (s->n, ==, t->n);
    g_assert_cmpmem (s->step, size, t->step, size);
    g_assert_cmpmem (s->low, size, t->low, size);
    g_assert_cmpmem (s->high, size, t->high, size);
    g_assert_cmpmem (s->last, size, t->last, size);
  }
}

static void
test_buckets (void)
{
  const long ends[] = { 0, 1, 1999, 2000, 3999, 4000, 4001, 70000 };
  for (size_t i = 0; i < G_N_ELEMENTS (ends); i++) {
    TrainRecorder recorder;
    train_recorder_init (&recorder, columns, 2, 3);
    record (&recorder, 0, ends[i], 3);
    check_losses (&recorder);
    const TrainSeries *steps = &recorder.buckets[2].series;
    g_assert_cmpint (steps->n, <=, TRAIN_BUCKETS);
    g_assert_cmpfloat (steps->last[steps->n - 1], ==, (double) ends[i]);
    for (int j = 0; j < steps->n; j++) {
      g_assert_cmpfloat (steps->last[j], ==, steps->step[j]);
      g_assert_cmpfloat (steps->low[j], ==, (double) (j * recorder.buckets[2].width));
    }
    train_recorder_clear (&recorder);
  }
}

static void
test_cut (void)
{
  const long cuts[] = { 0, 1, 3, 2999, 3000, 6001, 12000 };
  for (size_t i = 0; i < G_N_ELEMENTS (cuts); i++) {
    TrainRecorder whole, cut, copy;
    train_recorder_init (&whole, columns, 2, 5);
    train_recorder_init (&cut, columns, 2, 5);
    train_recorder_init (&copy, columns, 2, 5);
    record (&whole, 0, 9000, 5);
    record (&cut, 0, 12000, 5);
    train_recorder_copy (&copy, &cut, cuts[i]);
    train_recorder_cut (&cut, cuts[i]);
    g_assert_cmpint (cut.record.n_losses, ==, cuts[i]);
    assert_same_buckets (&cut, &copy);
    if (cuts[i] <= 9000) {
      record (&cut, cuts[i], 9000, 5);
      assert_same_buckets (&cut, &whole);
      g_assert_cmpint (cut.record.n_rows, ==, whole.record.n_rows);
    }
    train_recorder_clear (&whole);
    train_recorder_clear (&cut);
    train_recorder_clear (&copy);
  }
}

static void
test_values (void)
{
  TrainRecorder recorder;
  double value;
  train_recorder_init (&recorder, columns, 2, 10);
  record (&recorder, 0, 25, 10);
  g_assert_cmpint (recorder.record.n_rows, ==, 4);
  g_assert_true (train_record_value (&recorder.record, "height", 2, 20, &value));
  g_assert_cmpfloat (value, ==, 20);
  g_assert_true (train_record_value (&recorder.record, "height", 0, 25, &value));
  g_assert_cmpfloat (value, ==, 2 * loss_at (25));
  g_assert_true (train_record_value (&recorder.record, "batch_loss", 0, 7, &value));
  g_assert_cmpfloat (value, ==, loss_at (7));
  g_assert_false (train_record_value (&recorder.record, "height", 0, 15, &value));
  g_assert_false (train_record_value (&recorder.record, "height", 1, 20, &value));
  g_assert_false (train_record_value (&recorder.record, "width", 0, 20, &value));
  g_assert_false (train_record_value (&recorder.record, "batch_loss", 0, 26, &value));
  g_assert_false (train_record_value (&recorder.record, "batch_loss", 0, -1, &value));
  train_recorder_clear (&recorder);
}

/* The first of a kind stays; a cut takes it away. */
static void
test_events (void)
{
  TrainRecorder recorder;
  train_recorder_init (&recorder, columns, 2, 1);
  train_recorder_add_event (&recorder, &(TrainEvent) { .kind = TRAIN_EXPLODING, .step = 4, .value = 1 });
  train_recorder_add_event (&recorder, &(TrainEvent) { .kind = TRAIN_EXPLODING, .step = 5, .value = 2 });
  g_assert_cmpint (recorder.n_events, ==, 1);
  g_assert_cmpfloat (recorder.events[0].value, ==, 1);
  train_recorder_cut (&recorder, 5);
  g_assert_true (train_recorder_has_event (&recorder, TRAIN_EXPLODING));
  train_recorder_cut (&recorder, 4);
  g_assert_false (train_recorder_has_event (&recorder, TRAIN_EXPLODING));
  train_recorder_clear (&recorder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/recorder/buckets", test_buckets);
  g_test_add_func ("/train/recorder/cut", test_cut);
  g_test_add_func ("/train/recorder/values", test_values);
  g_test_add_func ("/train/recorder/events", test_events);
  return g_test_run ();
}
