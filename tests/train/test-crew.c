/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workers that share lanes. */
#include "train/crew.h"

#include <glib.h>
#include <semaphore.h>

#define LANES 5
#define PIECES 7

typedef struct {
  int next[LANES];      /* piece of a lane */
  atomic_int at[LANES]; /* how many are at it */
  atomic_int n_left;    /* pieces of all others, for the one that waits for them */
  sem_t others;
} Log;

static void
crew_start (TrainCrew *crew, TrainRunner *runners, int threads)
{
  BaseError error = { 0 };
  TrainConfig config = { .n_lanes = LANES, .threads = threads };
  for (int i = 0; i < LANES; i++)
    runners[i].index = i;
  g_assert_true (train_crew_start (crew, runners, &config, &error));
}

static void
note (TrainRunner *runner, int piece, void *data)
{
  Log *log = data;
  g_assert_cmpint (atomic_fetch_add (&log->at[runner->index], 1), ==, 0);
  g_assert_cmpint (log->next[runner->index]++, ==, piece);
  atomic_fetch_sub (&log->at[runner->index], 1);
}

/* Every lane gets its pieces in order, one at a time, whatever the number of workers. */
static void
test_pieces (void)
{
  for (int threads = 0; threads <= LANES + 1; threads++) {
    g_autofree TrainRunner *runners = g_new0 (TrainRunner, LANES);
    TrainCrew crew = { 0 };
    crew_start (&crew, runners, threads);
    g_assert_cmpint (crew.n_workers, ==, threads == 0 ? LANES : MIN (threads, LANES));
    for (int round = 0; round < 100; round++) {
      Log log = { 0 };
      int n_pieces = round % 2 ? PIECES : 1;
      train_crew_do (&crew, note, n_pieces, &log);
      for (int i = 0; i < LANES; i++)
        g_assert_cmpint (log.next[i], ==, n_pieces);
    }
    train_crew_stop (&crew);
  }
}

static void
wait_in_first (TrainRunner *runner, int piece, void *data)
{
  Log *log = data;
  if (runner->index == 0 && piece == 0)
    sem_wait (&log->others);
  else if (runner->index > 0 && atomic_fetch_sub (&log->n_left, 1) == 1)
    sem_post (&log->others);
}

/* While one worker is held up, the other does all that is left of the other lanes. */
static void
test_none_waits (void)
{
  g_autofree TrainRunner *runners = g_new0 (TrainRunner, LANES);
  TrainCrew crew = { 0 };
  Log log = { .n_left = (LANES - 1) * PIECES };
  sem_init (&log.others, 0, 0);
  crew_start (&crew, runners, 2);
  train_crew_do (&crew, wait_in_first, PIECES, &log);
  g_assert_cmpint (log.n_left, ==, 0);
  train_crew_stop (&crew);
  sem_destroy (&log.others);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/crew/pieces", test_pieces);
  g_test_add_func ("/train/crew/none-waits", test_none_waits);
  return g_test_run ();
}
