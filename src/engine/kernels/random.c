/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Philox4x32-10 as in base/rng.c, many blocks at a time: u[i] comes from number i of the stream, the first 24 of its bits. A lane
 * is 64 bits wide and holds one word of a block. */
#include "engine/kernels/parts.h"
#include "engine/kernels/vec.h"

typedef uint64_t words __attribute__ ((vector_size (sizeof (vec))));
#define WORDS ((int) (sizeof (words) / 8))
#define VECTORS 2 /* at once: one waits for its products while the other works */
#define BLOCKS (WORDS * VECTORS)

INLINE words
all (uint64_t word)
{
  return word - (words) { 0 };
}

/* Products of the low halves. */
INLINE words
product (words a, words b)
{
#if LANES == 16
  return (words) _mm512_mul_epu32 ((__m512i) a, (__m512i) b);
#elif LANES == 8
  return (words) _mm256_mul_epu32 ((__m256i) a, (__m256i) b);
#else
  return a * b;
#endif
}

/* One round of the blocks whose four words are in c, high halves zero. */
INLINE void
philox_round (words c[4], uint32_t key0, uint32_t key1)
{
  words a = product (c[0], all (0xD2511F53u)), b = product (c[2], all (0xCD9E8D57u)), low = all (0xFFFFFFFFu);
  c[0] = (b >> 32) ^ c[1] ^ all (key0);
  c[1] = b & low;
  c[2] = (a >> 32) ^ c[3] ^ all (key1);
  c[3] = a & low;
}

/* BLOCKS blocks from @block on, counter = (block, stream), key = seed: their words in order. */
INLINE void
philox (uint64_t seed, uint64_t stream, uint64_t block, uint64_t out[2 * BLOCKS])
{
  words c[VECTORS][4];
  uint32_t key0 = (uint32_t) seed, key1 = (uint32_t) (seed >> 32);
  for (int v = 0; v < VECTORS; v++) {
    words number = { 0 };
    for (int k = 0; k < WORDS; k++)
      number[k] = block + (uint64_t) (v * WORDS + k);
    c[v][0] = number & all (0xFFFFFFFFu);
    c[v][1] = number >> 32;
    c[v][2] = all ((uint32_t) stream);
    c[v][3] = all (stream >> 32);
  }
  for (int round = 0; round < 10; round++, key0 += 0x9E3779B9u, key1 += 0xBB67AE85u)
    UNROLL
    for (int v = 0; v < VECTORS; v++)
      philox_round (c[v], key0, key1);
  for (int v = 0; v < VECTORS; v++) {
    words first = c[v][0] | c[v][1] << 32, second = c[v][2] | c[v][3] << 32;
    for (int k = 0; k < WORDS; k++, out += 2) {
      out[0] = first[k];
      out[1] = second[k];
    }
  }
}

void
KERNEL (uniform) (size_t n, uint64_t seed, uint64_t stream, uint64_t block, real *u)
{
  uint64_t pairs[2 * BLOCKS];
  uint32_t numbers[4 * BLOCKS];
  for (size_t i = 0; i < n; i += 4 * BLOCKS, block += BLOCKS) {
    size_t rest = n - i < 4 * BLOCKS ? n - i : 4 * BLOCKS;
    philox (seed, stream, block, pairs);
    for (size_t k = 0; k < 2 * BLOCKS; k++) {
      numbers[2 * k] = (uint32_t) pairs[k];
      numbers[2 * k + 1] = (uint32_t) (pairs[k] >> 32);
    }
    for (size_t k = 0; k < rest; k++)
      u[i + k] = (real) (int32_t) (numbers[k] >> 8) * (real) 0x1p-24;
  }
}
