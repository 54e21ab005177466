/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same training as a lane of a session that records the loss of every step and, 2,000 times in the run, the statistics of all
 * layers. */
#include "bench/run.h"
#include "train/session.h"

#include <string.h>

typedef struct {
  TrainSession *session;
  long steps;
} Recorded;

static void
steps (void *data)
{
  const Recorded *recorded = data;
  train_session_step (recorded->session, recorded->steps);
  train_session_wait (recorded->session);
}

/* What @loop trains on, without copying it. */
static DataSet
data_set (const BenchLoop *loop, const NnLoss *loss)
{
  static char name[] = "bench";
  bool classes = nn_loss_has_class (loss);
  return (DataSet) { .name = name, .n = loop->n, .height = 1, .width = 1,
                     .channels = (int) nn_graph_input_node (loop->graph)->size, .n_targets = 1,
                     .target = classes ? DATA_CLASSES : DATA_REAL,
                     .n_classes = classes ? (int) nn_graph_output (loop->graph)->size : 0,
                     .inputs = (float *) loop->x, .targets = (float *) loop->t };
}

double
bench_recorded_rate (const BenchLoop *loop, int threads, double rate, double seconds)
{
  const NnLoss *loss = (const NnLoss *) nn_graph_loss_node (loop->graph)->op;
  DataSet set = data_set (loop, loss);
  TrainLane lane = { .name = "bench", .graph = nn_graph_copy (loop->graph, loop->batch, true, NN_GRADIENTS),
                     .loss = loss, .rules = { { .optimizer = loop->optimizer } }, .batch = loop->batch, .train = &set };
  memcpy (lane.rules[0].values.optimizer, loop->values, sizeof loop->values);
  long run = (long) (rate * seconds), every = run > 2000 ? run / 2000 : 1;
  TrainConfig config = { .n_lanes = 1, .lanes = { lane }, .steps = 1L << 40, .record_every = every, .batch_only = true,
                         .threads = threads };
  BaseError error = { "" };
  Recorded recorded = { lane.graph != NULL ? train_session_new (&config, &error) : NULL, (long) (rate / 50) + 1 };
  if (recorded.session == NULL)
    return 0;
  double calls = bench_rate (steps, &recorded, seconds);
  train_session_free (recorded.session);
  return calls * (double) recorded.steps;
}
