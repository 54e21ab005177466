/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"

#include <math.h>
#include <stdlib.h>

enum { N, BATCH, READ, AUGMENT, TRAIN, WORKERS, PREFETCH, BYTES };
enum { MAX_WORKERS = 8, MAX_PREFETCH = 64, SHOWN = 12 /* batches in the table */ };

static const Param params[] = {
  { "n", N_ ("Training samples"), NULL, PARAM_INT, PARAM_LOG, 1, 1000000, 3000 },
  { "batch", N_ ("Batch size"), NULL, PARAM_INT, PARAM_LOG, 1, 4096, 32 },
  { "read", N_ ("Reading a batch"), "ms", PARAM_REAL, 0, 0, 1000, 4 },
  { "augment", N_ ("Augmenting a batch"), "ms", PARAM_REAL, 0, 0, 1000, 6 },
  { "train", N_ ("Training on a batch"), "ms", PARAM_REAL, 0, 0.1, 1000, 8 },
  { "workers", N_ ("Threads that prepare batches (0: none beside training)"), NULL, PARAM_INT, 0, 0, MAX_WORKERS, 1 },
  { "prefetch", N_ ("Batches ahead, at most"), NULL, PARAM_INT, 0, 1, MAX_PREFETCH, 2 },
  { "bytes", N_ ("Bytes of a sample"), "B", PARAM_INT, PARAM_LOG, 1, 100000000, 3136 },
  { NULL },
};

enum {
  EPOCH, RATE, BUSY, SPEEDUP, MEMORY, IN_MEMORY, SHARE, TASK, TASK_BATCH, TASK_KIND, TASK_ROW, TASK_FROM, TASK_TO
};

static const CalcOutput outputs[] = {
  [EPOCH] = { "epoch_ms", N_ ("An epoch"), "ms" },
  [RATE] = { "images_per_s", N_ ("Samples in a second") },
  [BUSY] = { "busy", N_ ("Share of the time in which training works") },
  [SPEEDUP] = { "speedup", N_ ("Over everything in one thread") },
  [MEMORY] = { "generator_bytes", N_ ("Memory of the batches ahead"), "B" },
  [IN_MEMORY] = { "in_memory_bytes", N_ ("Memory of all samples"), "B" },
  [SHARE] = { "memory_share", N_ ("The first over the second") },
  [TASK] = { "task", N_ ("Task"), NULL, CALC_COLUMN, "task" },
  [TASK_BATCH] = { "task_batch", N_ ("Its batch"), NULL, CALC_COLUMN, "task" },
  [TASK_KIND] = { "task_kind", N_ ("0: read, 1: augment, 2: train"), NULL, CALC_COLUMN, "task" },
  [TASK_ROW] = { "task_row", N_ ("0: the thread that trains; else the worker"), NULL, CALC_COLUMN, "task" },
  [TASK_FROM] = { "task_from", N_ ("From"), "ms", CALC_COLUMN, "task" },
  [TASK_TO] = { "task_to", N_ ("To"), "ms", CALC_COLUMN, "task" },
  { NULL },
};

static void
note (CalcResults *results, int batch, int kind, int row, double from, double to)
{
  int task = 3 * batch + kind;
  if (batch >= SHOWN)
    return;
  const double numbers[] = { task, batch + 1, kind, row, from, to };
  for (int i = 0; i <= TASK_TO - TASK; i++)
    results->values[TASK + i].values[task] = numbers[i];
}

/* A batch is begun by the worker that is free first, as soon as there is a place for it: places become free when training takes
 * a batch. Returns the end of the epoch. */
static double
run_epoch (const double *v, int n_batches, int workers, CalcResults *results)
{
  double free_at[MAX_WORKERS] = { 0 }, taken[MAX_PREFETCH] = { 0 }, end = 0;
  int ahead = (int) v[PREFETCH];
  for (int batch = 0; batch < n_batches; batch++) {
    int worker = 0;
    for (int i = 1; i < workers; i++)
      worker = free_at[i] < free_at[worker] ? i : worker;
    double from = workers > 0 ? fmax (free_at[worker], taken[batch % ahead]) : end;
    double read = from + v[READ], ready = read + v[AUGMENT], start = fmax (ready, end);
    free_at[worker] = ready;
    taken[batch % ahead] = start;
    end = start + v[TRAIN];
    if (results == NULL)
      continue;
    note (results, batch, 0, workers > 0 ? worker + 1 : 0, from, read);
    note (results, batch, 1, workers > 0 ? worker + 1 : 0, read, ready);
    note (results, batch, 2, 0, start, end);
  }
  return end;
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values;
  int n_batches = (int) ceil (v[N] / v[BATCH]), workers = (int) v[WORKERS];
  for (int column = TASK; column <= TASK_TO; column++)
    calc_rows (results, column, 3 * (n_batches < SHOWN ? n_batches : SHOWN));
  double epoch = run_epoch (v, n_batches, workers, results), memory = (v[PREFETCH] + 1) * v[BATCH] * v[BYTES];
  calc_set (results, EPOCH, epoch);
  calc_set (results, RATE, 1000 * v[N] / epoch);
  calc_set (results, BUSY, n_batches * v[TRAIN] / epoch);
  calc_set (results, SPEEDUP, run_epoch (v, n_batches, 0, NULL) / epoch);
  calc_set (results, MEMORY, memory);
  calc_set (results, IN_MEMORY, v[N] * v[BYTES]);
  calc_set (results, SHARE, memory / (v[N] * v[BYTES]));
  return true;
}

const CalcCalculator calc_input_pipeline = {
  { "input-pipeline", N_ ("A generator of batches and its cost"),
    N_ ("Batches are read and augmented by workers, so many ahead at most, while training takes one after the other: an epoch lasts as long as "
        "the slower of the two; memory is (batches ahead + 1) · B · bytes in place of N · bytes"),
    NULL, params },
  outputs,
  .compute = compute,
};
