/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Random numbers that belong to a run: Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror, Shaw 2011,
 * "Parallel random numbers: as easy as 1, 2, 3"). A number depends on (seed, stream, position) alone, so a run can
 * be resumed at any step, and what one part draws never shifts what another part draws. */

#include <stdint.h>

typedef struct {
  uint64_t seed, stream;
  uint64_t block;     /* position of the next block of four */
  uint32_t output[4];
  int n_left;         /* unused numbers in output */
} BaseRng;

/* The streams of a run: two parts that draw from different streams never share a number. */
typedef enum {
  RNG_DATA_TRAIN = 1,
  RNG_DATA_TEST,
  RNG_WEIGHTS,
  RNG_SPLIT,
  RNG_GRADIENT_NOISE,   /* + step × 2³² */
  RNG_TRIPLETS,         /* + anchor × 2²⁰ + step × 2³² */
  RNG_DATA_SHARED = 1 << 15, /* what training and test samples have in common; RNG_WEIGHTS + place stays below */
  RNG_DATA_TRAIN_OPTIONS,    /* wrong labels … */
  RNG_DATA_TEST_OPTIONS,
  RNG_DATA_PERMUTATION,      /* of the places of the inputs */
  RNG_PROBES,                /* random directions: what looks at a run shares nothing with it */
  RNG_OBJECTIVE,             /* noise of a gradient, of a step */
  RNG_EPOCH = 1 << 16,  /* + epoch: the order of the samples */
} RngStream;

/* Starts stream @stream of @seed at its first number. */
void base_rng_init (BaseRng *rng, uint64_t seed, uint64_t stream);

/* The next 32 bits. */
uint32_t base_rng_u32 (BaseRng *rng);

/* Uniform in [0, 1), 53 bits. */
double base_rng_uniform (BaseRng *rng);

/* Uniform in [low, high). */
double base_rng_range (BaseRng *rng, double low, double high);

/* A whole number in 0 … n−1, n ≥ 1, without bias (rejection). */
uint32_t base_rng_below (BaseRng *rng, uint32_t n);

/* Standard normal (Box, Muller 1958). */
double base_rng_normal (BaseRng *rng);

/* Fisher–Yates: fills @order with a random permutation of 0 … n−1. */
void base_rng_permutation (BaseRng *rng, int *order, int n);
