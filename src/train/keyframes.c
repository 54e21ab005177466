/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/keyframes.h"

#include "train/memory.h"

#include <limits.h>

size_t
train_keyframes_frame_bytes (const TrainKeyframes *keyframes)
{
  return sizeof (TrainState) + keyframes->n_numbers * sizeof (real) + keyframes->n_ratios * sizeof (double);
}

static void
state_clear (TrainState *state)
{
  free (state->numbers);
  free (state->ratios);
}

/* Index of the first state after @step. */
static long
after (const TrainKeyframes *keyframes, long step)
{
  long low = 0, high = keyframes->n;
  while (low < high) {
    long middle = (low + high) / 2;
    if (keyframes->states[middle].step <= step)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

void
train_keyframes_save (TrainKeyframes *keyframes, const TrainState *state, const real *parameters, size_t n_parameters,
                      const real *slots)
{
  long at = after (keyframes, state->step);
  if (at > 0 && keyframes->states[at - 1].step == state->step)
    return;
  keyframes->states =
    train_reserve (keyframes->states, sizeof (TrainState), keyframes->n + 1, &keyframes->capacity);
  memmove (keyframes->states + at + 1, keyframes->states + at, (size_t) (keyframes->n - at) * sizeof (TrainState));
  TrainState *kept = &keyframes->states[at];
  *kept = *state;
  kept->numbers = train_alloc (keyframes->n_numbers, sizeof (real));
  kept->ratios = train_alloc (keyframes->n_ratios, sizeof (double));
  memcpy (kept->numbers, parameters, n_parameters * sizeof (real));
  memcpy (kept->numbers + n_parameters, slots, (keyframes->n_numbers - n_parameters) * sizeof (real));
  memcpy (kept->ratios, state->ratios, keyframes->n_ratios * sizeof (double));
  keyframes->n++;
}

const TrainState *
train_keyframes_find (const TrainKeyframes *keyframes, long step)
{
  return &keyframes->states[after (keyframes, step) - 1];
}

void
train_keyframes_thin (TrainKeyframes *keyframes, long interval)
{
  long kept = 0;
  for (long i = 0; i < keyframes->n; i++)
    if (keyframes->states[i].step % interval == 0)
      keyframes->states[kept++] = keyframes->states[i];
    else
      state_clear (&keyframes->states[i]);
  keyframes->n = kept;
}

void
train_keyframes_cut (TrainKeyframes *keyframes, long step)
{
  while (keyframes->n > 0 && keyframes->states[keyframes->n - 1].step > step)
    state_clear (&keyframes->states[--keyframes->n]);
}

void
train_keyframes_clear (TrainKeyframes *keyframes)
{
  train_keyframes_cut (keyframes, -1);
  free (keyframes->states);
}
