/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/rng.h"

#include <math.h>

static void
philox_round (uint32_t counter[4], const uint32_t key[2])
{
  uint64_t a = (uint64_t) 0xD2511F53u * counter[0], b = (uint64_t) 0xCD9E8D57u * counter[2];
  uint32_t next[4] = { (uint32_t) (b >> 32) ^ counter[1] ^ key[0], (uint32_t) b,
                       (uint32_t) (a >> 32) ^ counter[3] ^ key[1], (uint32_t) a };
  for (int i = 0; i < 4; i++)
    counter[i] = next[i];
}

/* counter = (block, stream), key = seed */
static void
refill (BaseRng *rng)
{
  uint32_t key[2] = { (uint32_t) rng->seed, (uint32_t) (rng->seed >> 32) };
  rng->output[0] = (uint32_t) rng->block;
  rng->output[1] = (uint32_t) (rng->block >> 32);
  rng->output[2] = (uint32_t) rng->stream;
  rng->output[3] = (uint32_t) (rng->stream >> 32);
  for (int round = 0; round < 10; round++) {
    philox_round (rng->output, key);
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  rng->block++;
  rng->n_left = 4;
}

void
base_rng_init (BaseRng *rng, uint64_t seed, uint64_t stream)
{
  *rng = (BaseRng) { .seed = seed, .stream = stream };
}

uint32_t
base_rng_u32 (BaseRng *rng)
{
  if (rng->n_left == 0)
    refill (rng);
  return rng->output[4 - rng->n_left--];
}

double
base_rng_uniform (BaseRng *rng)
{
  uint64_t high = base_rng_u32 (rng) >> 5, low = base_rng_u32 (rng) >> 6;
  return (double) (high << 26 | low) / 9007199254740992.0;
}

double
base_rng_range (BaseRng *rng, double low, double high)
{
  return low + (high - low) * base_rng_uniform (rng);
}

uint32_t
base_rng_below (BaseRng *rng, uint32_t n)
{
  uint32_t reject = (uint32_t) -n % n; /* 2^32 mod n */
  for (;;) {
    uint32_t u = base_rng_u32 (rng);
    if (u >= reject)
      return u % n;
  }
}

double
base_rng_normal (BaseRng *rng)
{
  double u = 1 - base_rng_uniform (rng); /* in (0, 1]: its logarithm is finite */
  double angle = 2 * 3.14159265358979323846 * base_rng_uniform (rng);
  return sqrt (-2 * log (u)) * cos (angle);
}

void
base_rng_permutation (BaseRng *rng, int *order, int n)
{
  for (int i = 0; i < n; i++)
    order[i] = i;
  for (int i = n - 1; i > 0; i--) {
    int j = (int) base_rng_below (rng, (uint32_t) i + 1), kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}
