/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "train/conductor.h"

#include <glib.h>
#include <string.h>

/* Keyframes: found, thinned, cut, and never more of them than the budget holds. */

static void
fill (TrainKeyframes *keyframes, long every, long end)
{
  *keyframes = (TrainKeyframes) { .n_numbers = 3, .n_ratios = 1 };
  for (long step = 0; step <= end; step += every) {
    const real parameters[2] = { (real) step, 1 }, slots[1] = { (real) -step };
    double ratio = 0.5 * (double) step;
    TrainState state = { .step = step, .epoch = step / 7, .position = (int) (step % 7), .ratios = &ratio };
    train_keyframes_save (keyframes, &state, parameters, 2, slots);
    train_keyframes_save (keyframes, &state, parameters, 2, slots); /* once is enough */
  }
}

static void
test_find (void)
{
  TrainKeyframes keyframes;
  fill (&keyframes, 4, 100);
  g_assert_cmpint (keyframes.n, ==, 26);
  for (long step = 0; step <= 110; step++) {
    const TrainState *state = train_keyframes_find (&keyframes, step);
    long expected = MIN (step / 4 * 4, 100);
    g_assert_cmpint (state->step, ==, expected);
    g_assert_cmpint (state->epoch * 7 + state->position, ==, expected);
    g_assert_cmpfloat (state->numbers[0], ==, (real) expected);
    g_assert_cmpfloat (state->numbers[2], ==, (real) -expected);
    g_assert_cmpfloat (state->ratios[0], ==, 0.5 * (double) expected);
  }
  train_keyframes_clear (&keyframes);
}

static void
test_thin (void)
{
  TrainKeyframes keyframes;
  fill (&keyframes, 4, 100);
  train_keyframes_thin (&keyframes, 16);
  g_assert_cmpint (keyframes.n, ==, 7);
  for (long i = 0; i < keyframes.n; i++)
    g_assert_cmpint (keyframes.states[i].step, ==, 16 * i);
  train_keyframes_cut (&keyframes, 47);
  g_assert_cmpint (train_keyframes_find (&keyframes, 1000)->step, ==, 32);
  train_keyframes_cut (&keyframes, 32);
  g_assert_cmpint (keyframes.n, ==, 3);
  train_keyframes_clear (&keyframes);
}

static void
test_budget (void)
{
  const size_t budgets[] = { 1, 40000, 400000 };
  long n_kept[3];
  for (int i = 0; i < 3; i++) {
    Fixture fixture;
    size_t bytes = 0;
    fixture_init (&fixture, 3, "adam", "tanh");
    fixture.config.keyframe_bytes = budgets[i];
    fixture.config.steps = 1000;
    fixture.config.check_replay = false;
    TrainSession *session = fixture_session (&fixture);
    train_session_run (session);
    train_session_wait (session);
    for (int lane = 0; lane < 3; lane++) {
      const TrainKeyframes *kept = &session->runners[lane].keyframes;
      bytes += (size_t) kept->n * train_keyframes_frame_bytes (kept);
      n_kept[i] = kept->n;
      g_assert_cmpint (kept->n, ==, session->runners[0].keyframes.n);
      g_assert_cmpint (kept->n, ==, 1000 / session->interval + 1);
    }
    g_assert_true (bytes <= budgets[i] || n_kept[i] == 1);
    train_session_free (session);
    fixture_clear (&fixture);
  }
  g_assert_cmpint (n_kept[0], ==, 1);
  g_assert_cmpint (n_kept[1], >, 1);
  g_assert_cmpint (n_kept[2], >, n_kept[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/keyframes/find", test_find);
  g_test_add_func ("/train/keyframes/thin", test_thin);
  g_test_add_func ("/train/keyframes/budget", test_budget);
  return g_test_run ();
}
