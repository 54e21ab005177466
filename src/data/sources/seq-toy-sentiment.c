/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Sentences of 31 kinds of tokens: padding, good words, bad words, one negator, fillers. Each holds one good
 * or bad word; in a share of them the negator stands directly before it, which turns its meaning around. In a
 * share of the others the negator stands somewhere else and negates nothing. A sample is a sequence of token
 * numbers, padded at its end. */

enum { N, TEST, LENGTH, NEGATED, DECOYS, PADS };
enum { PAD, FIRST_GOOD = 1, FIRST_BAD = 6, NEGATOR = 11, FIRST_FILLER = 12, N_TOKENS = 31 };
#define N_WORDS 5 /* good ones, and bad ones */

static int
pick (BaseRng *rng, int n)
{
  return (int) base_rng_below (rng, (uint32_t) n);
}

/* Writes one sentence; @at: where the good or bad word stands. */
static void
write_sentence (float *x, int length, bool good, bool negated, bool decoy, BaseRng *rng)
{
  int at = negated ? 1 + pick (rng, length - 1) : pick (rng, length);
  for (int t = 0; t < length; t++)
    x[t] = (float) (FIRST_FILLER + pick (rng, N_TOKENS - FIRST_FILLER));
  x[at] = (float) ((good ? FIRST_GOOD : FIRST_BAD) + pick (rng, N_WORDS));
  if (negated)
    x[at - 1] = NEGATOR;
  if (decoy) { /* any place but the word's and the one before it */
    int place = pick (rng, length - (at > 0 ? 2 : 1));
    place += at > 0 && place >= at - 1 ? 2 : at == 0;
    x[place] = NEGATOR;
  }
}

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  static const char *const groups[] = { "plain", "negated", "decoy" };
  const double *values = draw->values;
  int length = (int) values[LENGTH];
  DataSet *set = data_set_new_sequences ("seq-toy-sentiment", draw->n, length + (int) values[PADS], 1,
                                         DATA_BINARY, 1, error);
  if (set == NULL || !data_set_add_groups (set, 3, groups, error)) {
    data_set_free (set);
    return NULL;
  }
  for (int i = 0; i < draw->n; i++) {
    bool good = data_happens (draw->rng, 0.5), negated = data_happens (draw->rng, values[NEGATED]);
    bool decoy = data_happens (draw->rng, values[DECOYS]) && !negated;
    write_sentence (data_inputs_of (set, i), length, good, negated, decoy, draw->rng);
    set->targets[i] = good != negated;
    set->groups[i] = negated ? 1 : decoy ? 2 : 0;
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (50000, 1500),
  [TEST] = DATA_PARAM_TEST (50000, 1000),
  [LENGTH] = { "length", N_ ("Words of a sentence"), NULL, PARAM_INT, 0, 3, 200, 12 },
  [NEGATED] = { "negated", N_ ("Share of negated sentences"), NULL, PARAM_REAL, 0, 0, 1, 0.5 },
  [DECOYS] = { "decoys", N_ ("Share of negators that negate nothing"), NULL, PARAM_REAL, 0, 0, 1, 0 },
  [PADS] = { "pads", N_ ("Padding at the end"), NULL, PARAM_INT, 0, 0, 200, 0 },
  { NULL },
};

const DataSource data_source_seq_toy_sentiment = {
  { "seq-toy-sentiment", N_ ("Toy sentences"),
    N_ ("Token numbers 0 to 30, 0 is padding; one good or bad word, which a negator directly before it turns "
        "around"),
    "Wang, Manning 2012, Baselines and bigrams: simple, good sentiment and topic classification", params },
  generate,
};
